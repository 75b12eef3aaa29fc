package wallet

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// owed reads the caller's own booking. Errors: booking.ErrNotFound.
func (h Handler) owed(r *http.Request) (*booking.Booking, booking.Caller, error) {
	c := h.Caller(r)
	b, err := h.Bookings.ByCode(r.Context(), c, r.PathValue("code"))
	if err == nil && b.SeekerID != c.PersonID {
		err = booking.ErrNotFound
	}
	return b, c, err
}

func owedPath(b *booking.Booking) string { return "/bookings/" + b.Code }

func (h Handler) owedView(w http.ResponseWriter, r *http.Request, b *booking.Booking, who identity.Principal) (Owed, error) {
	v := Owed{Page: h.Private(w, r), Code: b.Code, Name: b.PractitionerName, Service: b.ServiceName, Start: b.Start, Until: b.PayBy, Price: b.Price, CardFirst: h.firstCard()}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Focus, "checkout", v.Page.L.T("wallet.owed_title")
	if err := h.ways(r.Context(), &v, b, who); err != nil {
		return v, err
	}
	attempts, err := h.Payments.ByBooking(r.Context(), h.DB, b.ID)
	if err != nil || len(attempts) == 0 {
		return v, err
	}
	if err := h.creditOf(r.Context(), &v, b); err != nil {
		return v, err
	}
	switch last := attempts[0]; last.Status {
	case payment.Later:
		v.ChargeAt = *last.ChargeAt
		v.Page.Title = v.Page.L.T("wallet.early_title")
	case payment.RequiresAction:
		v.ActionURL = last.ActionURL
	case payment.Created, payment.Processing, payment.Unknown:
		v.Waiting = true
	}
	return v, nil
}

// creditOf offers the payer's credit.
func (h Handler) creditOf(ctx context.Context, v *Owed, b *booking.Booking) error {
	use, err := h.Payments.CreditOf(ctx, b.SeekerID, b.PractitionerID, b.Price)
	if err == nil && use.Minor > 0 {
		v.Credit = &CreditUse{Use: use, Rest: money.Amount{Minor: b.Price.Minor - use.Minor, Currency: use.Currency}}
	}
	return err
}

// covered reports that credit could pay before the charge that is to come.
func (v Owed) covered() bool {
	return !v.ChargeAt.IsZero() && v.Credit != nil && v.Credit.Rest.Minor == 0
}

// creditHint says what is charged beside it.
func creditHint(v Owed) string {
	if v.Credit.Rest.Minor == 0 {
		return v.Page.L.T("checkout.credit_all")
	}
	return v.Page.L.T("wallet.credit_rest", data("Amount", v.Page.L.MoneyExact(v.Credit.Rest)))
}

// ways are what else can be charged. What is kept was just refused: another way is chosen.
func (h Handler) ways(ctx context.Context, v *Owed, b *booking.Booking, who identity.Principal) error {
	way, err := h.Payments.WayOf(ctx, b.PractitionerID, b.Price.Currency)
	if err != nil {
		return err
	}
	list, err := h.Payments.Methods(ctx, who)
	if err != nil {
		return err
	}
	v.Gateway, v.Hosted = way.Title, way.Hosted
	v.Methods = page.KeptChoices(list, way)
	for i := range v.Methods {
		v.Methods[i].Selected = false
	}
	other := ui.Choice{Value: string(payment.Card), Label: v.Page.L.T("wallet.other_card"), Selected: true}
	if way.Hosted {
		other = ui.Choice{Value: string(payment.Online), Label: v.Page.L.T("wallet.other_hosted", data("Gateway", way.Title)), Selected: true}
	}
	v.Methods = append(v.Methods, other)
	return nil
}

func (h Handler) showOwed(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, _, err := h.owed(r)
	if err != nil {
		return err
	}
	v, err := h.owedView(w, r, b, who)
	if err != nil {
		return err
	}
	if !b.Owes() && !v.covered() {
		page.See(w, r, owedPath(b))
		return nil
	}
	if v.Waiting {
		w.Header().Set("Refresh", "5") // the page asks again by itself
	}
	httpx.WritePage(w, r, http.StatusOK, OwedPage(v))
	return nil
}

func (h Handler) payOwed(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	b, c, err := h.owed(r)
	if err != nil {
		return err
	}
	if !b.Owes() && (b.Status != booking.Confirmed || form.Get("credit") == "") {
		page.See(w, r, owedPath(b))
		return nil
	}
	fault := h.charge(r.Context(), c, b, form)
	switch {
	case fault == nil:
		return h.Done(w, r, "booking_paid", owedPath(b))
	case errors.Is(fault, payment.ErrActionRequired):
		http.Redirect(w, r, page.ActionURL(fault, owedPath(b)+"/pay"), http.StatusSeeOther)
		return nil
	case errors.Is(fault, payment.ErrProcessing), errors.Is(fault, payment.ErrUnknown), errors.Is(fault, payment.ErrAlreadyLive), errors.Is(fault, payment.ErrClosed):
		page.See(w, r, owedPath(b)+"/pay")
		return nil
	}
	return h.owedAgain(w, r, b, who, form, fault)
}

func (h Handler) charge(ctx context.Context, c booking.Caller, b *booking.Booking, form url.Values) error {
	want := booking.PayRequest{BookingID: b.ID, ReturnURL: h.BaseURL + owedPath(b) + "/pay/return"}
	way, err := h.Payments.WayOf(ctx, b.PractitionerID, b.Price.Currency)
	if err != nil {
		return err
	}
	want.Credit = form.Get("credit") != ""
	if id, kept := page.KeptOf(form); kept {
		want.MethodID, err = uuid.Parse(id)
	} else if want.Method, err = page.MethodOf(form, way); want.Credit && errors.Is(err, payment.ErrTestCardOnly) && form.Get("card") == "" {
		err = nil // there may be nothing left to pay
	}
	if err == nil {
		_, err = h.Bookings.Pay(ctx, c, want)
	}
	return err
}

// owedAgain shows the page again, with what was wrong.
func (h Handler) owedAgain(w http.ResponseWriter, r *http.Request, b *booking.Booking, who identity.Principal, form url.Values, fault error) error {
	v, err := h.owedView(w, r, b, who)
	if err != nil {
		return err
	}
	page.Keep(&v.Page, form)
	e, status := httpx.Public(fault)
	switch {
	case errors.Is(fault, payment.ErrTestCardOnly), errors.Is(fault, payment.ErrMethod):
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "card", Code: "invalid", Message: e.Message}})
	case errors.Is(fault, payment.ErrDeclined), errors.Is(fault, payment.ErrNoMethod), errors.Is(fault, booking.ErrTooManyCards), errors.Is(fault, booking.ErrHoldExpired), errors.Is(fault, booking.ErrCreditShort):
		page.Warn(&v.Page, e)
	default:
		return fault
	}
	httpx.WritePage(w, r, status, OwedPage(v))
	return nil
}

// backToOwed asks what became of the payment now. Whatever goes wrong here the job repeats.
func (h Handler) backToOwed(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	b, _, err := h.owed(r)
	if err != nil {
		return err
	}
	attempts, err := h.Payments.ByBooking(r.Context(), h.DB, b.ID)
	if err != nil {
		return err
	}
	if len(attempts) > 0 && attempts[0].Status.Live() {
		ctx := context.WithoutCancel(r.Context()) // money may have moved
		_ = h.Bookings.SettlePayment(ctx, booking.Settle{BookingID: b.ID, PaymentID: attempts[0].ID})
	}
	page.See(w, r, owedPath(b)+"/pay")
	return nil
}
