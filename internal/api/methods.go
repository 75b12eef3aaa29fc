package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// methods serves the ways to pay that are kept for the caller.
func (h payments) methods(a huma.API) {
	const tag = "payments"
	huma.Register(a, op(http.MethodGet, "/payments/methods", "listPaymentMethods", "The ways to pay that are kept for you, the preferred one first", tag), h.listMethods)
	huma.Register(a, op(http.MethodPost, "/payments/methods", "addPaymentMethod", "Let the payment service keep a way to pay; nothing is charged. With the same key it goes on with the same one", tag), h.addMethod)
	once(a, op(http.MethodPost, "/payments/methods/{id}/prefer", "preferPaymentMethod", "Offer one of yours first", tag), h.preferMethod)
	once(a, op(http.MethodDelete, "/payments/methods/{id}", "removePaymentMethod", "Forget one of yours; refused while a coming booking is to be charged with it and nothing takes its place", tag), h.removeMethod)
}

// PaymentMethodView is a way to pay that is kept.
type PaymentMethodView struct {
	ID        uuid.UUID `json:"id"`
	Label     string    `json:"label" doc:"what a receipt shows of it"`
	Gateway   string    `json:"gateway" doc:"the payment service that keeps it; what is paid through another cannot be paid with it"`
	Preferred bool      `json:"preferred"`
	Needed    bool      `json:"needed" doc:"a coming booking will be charged with it"`
	KeptAt    time.Time `json:"keptAt"`
}

func viewMethod(m payment.PersonMethod) PaymentMethodView {
	return PaymentMethodView(m)
}

func (h payments) listMethods(ctx context.Context, _ *struct{}) (*Out[[]PaymentMethodView], error) {
	list, err := h.service.Methods(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]PaymentMethodView, len(list))
	for i, m := range list {
		out[i] = viewMethod(m)
	}
	return OK(ctx, out), nil
}

type addMethodInput struct {
	MoneyKeyHeader
	Body struct {
		Currency  string     `json:"currency" minLength:"3" maxLength:"3" doc:"of what you will pay with it: it decides which payment service keeps it"`
		Method    MethodBody `json:"method"`
		ReturnURL string     `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site, where you come back to after your bank asked something"`
	}
}

func (h payments) addMethod(ctx context.Context, in *addMethodInput) (*Out[PaymentMethodView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	method, err := in.Body.Method.method()
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	key, err := idemScoped("method:"+who.PersonID.String(), in.IdempotencyKey, []any{in.Body.Currency, method, in.Body.ReturnURL})
	if err != nil {
		return nil, err
	}
	m, err := h.service.AddMethod(ctx, who, in.Body.Currency, method, func(uuid.UUID) string { return in.Body.ReturnURL }, key)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewMethod(m)), nil
}

// MethodPath names a kept method.
type MethodPath struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

type changeMethodInput struct {
	MethodPath
	MoneyKeyHeader
}

func (h payments) preferMethod(ctx context.Context, in *changeMethodInput) (*Out[Empty], error) {
	if err := h.service.PreferMethod(ctx, identity.PrincipalFrom(ctx), in.ID); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

type removeMethodInput struct {
	MethodPath
	MoneyKeyHeader
	Instead string `query:"instead" format:"uuid" maxLength:"36" doc:"another of yours that coming bookings are charged with in its place"`
}

func (h payments) removeMethod(ctx context.Context, in *removeMethodInput) (*Out[Empty], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	instead, _ := uuid.Parse(in.Instead) // its form is checked; none is none
	if err := h.service.RemoveMethod(ctx, who, in.ID, instead); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}
