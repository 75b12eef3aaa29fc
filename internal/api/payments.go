package api

import (
	"context"
	"net/http"
	"strings"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// BookingPayments is what paying needs of the booking module: a payment changes a booking, so the booking leads.
type BookingPayments interface {
	// PrepareIntent opens an attempt to pay; nil when there is nothing to pay.
	PrepareIntent(ctx context.Context, c booking.Caller, r booking.PayRequest) (*booking.Booking, *payment.Payment, error)
	// Pay takes the money and confirms the booking. Repeating it is safe.
	Pay(ctx context.Context, c booking.Caller, r booking.PayRequest) (*booking.Booking, error)
}

// payments serves payments/* and the gateways' webhooks.
type payments struct {
	service  *payment.Service
	bookings BookingPayments
	keys     Keys
}

// Payments registers payments/* and webhooks/{gateway}.
func Payments(a huma.API, s *payment.Service, b BookingPayments, k Keys) {
	h := payments{s, b, k}
	const tag = "payments"
	once(a, op(http.MethodPost, "/payments/create-intent", "createIntent", "Open an attempt to pay for a hold", tag), h.prepare)
	huma.Register(a, op(http.MethodPost, "/payments/confirm", "confirmPayment", "Pay for a hold and confirm the booking", tag), h.confirm)
	huma.Register(a, op(http.MethodPost, "/payments/refund", "refundPayment", "Give money back, outside a booking's own rules (operators)", tag), h.refund)
	huma.Register(a, op(http.MethodGet, "/payments/history", "paymentHistory", "Payments made, and for a practitioner received", tag), h.history)
	huma.Register(a, op(http.MethodGet, "/payments/movements", "paymentMovements", "What you paid and got back, with sums: the ledger's own lines", tag), h.movements)
	huma.Register(a, op(http.MethodGet, "/payments/{id}", "getPayment", "One payment with its refunds: the receipt", tag), h.receipt)
	h.methods(a)
	hook := op(http.MethodPost, "/webhooks/{gateway}", "gatewayWebhook", "Messages of payment gateways; signed", tag)
	hook.MaxBodyBytes, hook.Security, hook.SkipValidateBody = payment.MaxWebhookBytes, nil, true
	huma.Register(a, hook, h.webhook)
}

// PayBody names a hold and who pays for it. (Exported so that its fields are part of the bodies that embed it.)
type PayBody struct {
	BookingID uuid.UUID    `json:"bookingId" format:"uuid"`
	Contact   *ContactBody `json:"contact,omitempty" doc:"of a guest; left out when signed in"`
	Address   string       `json:"address,omitempty" maxLength:"500" doc:"of a visit at the customer's"`
	Note      string       `json:"note,omitempty" maxLength:"2000" doc:"for the practitioner"`
	// Forms answer form_not_answered.
	Forms []FormAnswerBody `json:"forms,omitempty" maxItems:"30" doc:"answers to the booking's forms (bookingForms); those given before may be left out"`
	// DependantID and Guardian say for whom, when the session is not for the caller.
	DependantID uuid.UUID `json:"dependantId,omitempty" format:"uuid" doc:"signed in: somebody of users/dependants whom the session is for"`
	Guardian    bool      `json:"guardian,omitempty" doc:"you are their parent or guardian and agree; needed under 18"`
	// AllowOverlap answers own_booking_overlaps.
	AllowOverlap bool `json:"allowOverlap,omitempty" doc:"signed in: another booking of yours meets this time, and both are meant"`
}

// ContactBody is who a guest is.
type ContactBody struct {
	Name   string `json:"name" maxLength:"120"`
	Email  string `json:"email" maxLength:"254"`
	Phone  string `json:"phone,omitempty" maxLength:"32"`
	Locale string `json:"locale,omitempty" maxLength:"35"`
}

func (b PayBody) request(ctx context.Context) booking.PayRequest {
	r := booking.PayRequest{BookingID: b.BookingID, Address: b.Address, Note: b.Note, For: b.DependantID, Guardian: b.Guardian, AllowOverlap: b.AllowOverlap, Forms: answersOf(b.Forms), From: clientIP(ctx)}
	if b.Contact != nil {
		r.Contact = booking.Contact{Name: b.Contact.Name, Email: b.Contact.Email, Phone: b.Contact.Phone, Locale: b.Contact.Locale}
	}
	return r
}

// intentInput is what is paid for, and whether credit is spent on it.
type intentInput struct {
	AccessHeader
	MoneyKeyHeader
	Body struct {
		PayBody
		Credit bool `json:"credit,omitempty" doc:"signed in: take your credit as far as it goes (creditOffer); confirmPayment then says credit too. Credit that covers the price pays at once, and there is no payment to confirm"`
	}
}

// CreditOfferView is what credit would do for a price.
type CreditOfferView struct {
	Use  money.Amount `json:"use" doc:"of your credit"`
	Rest money.Amount `json:"rest" doc:"that is left to pay"`
}

// IntentView is an attempt to pay; payment is missing when there is nothing to pay.
type IntentView struct {
	Booking BookingView  `json:"booking"`
	Payment *PaymentView `json:"payment,omitempty"`
	// CreditOffer is missing when there is none, or when it is spent.
	CreditOffer *CreditOfferView `json:"creditOffer,omitempty" doc:"how far the payer's credit goes, if they ask for it with credit"`
}

func (h payments) prepare(ctx context.Context, in *intentInput) (*Out[IntentView], error) {
	c := in.caller(ctx)
	r := in.Body.request(ctx)
	r.Credit = in.Body.Credit
	b, p, err := h.bookings.PrepareIntent(ctx, c, r)
	if err != nil {
		return nil, err
	}
	v := IntentView{Booking: viewBooking(b)}
	if p != nil {
		pv := viewPayment(*p, c.Principal)
		v.Payment = &pv
	}
	if p != nil && p.CreditMinor == 0 && c.SignedIn() {
		use, err := h.service.CreditOf(ctx, p.PayerID, p.PractitionerID, p.Amount())
		if err != nil {
			return nil, err
		}
		if use.Minor > 0 {
			v.CreditOffer = &CreditOfferView{use, money.Amount{Minor: p.AmountMinor - use.Minor, Currency: use.Currency}}
		}
	}
	return OK(ctx, v), nil
}

// MethodBody is what somebody pays with. It goes to the gateway and is kept nowhere.
type MethodBody struct {
	Type   string `json:"type" enum:"card,upi,online,venue" doc:"venue: when you meet, where the service allows it (payAtVenue); online: the payer chooses on the gateway's own page, to which payment_action_required leads (details.action_url); card and upi: in test mode"`
	Number string `json:"number,omitempty" maxLength:"32" doc:"in test mode: the number of a test card; never a real one"`
	UPI    string `json:"upi,omitempty" maxLength:"100" doc:"in test mode: a test UPI id"`
}

func (m *MethodBody) method() (payment.Method, error) {
	if m == nil {
		return payment.Method{}, nil // a booking that costs nothing
	}
	secret := map[payment.MethodKind]string{payment.Card: m.Number, payment.UPI: m.UPI}
	kind := payment.MethodKind(m.Type)
	return payment.NewMethod(kind, secret[kind])
}

type confirmInput struct {
	AccessHeader
	MoneyKeyHeader
	Body struct {
		PayBody
		Method    *MethodBody `json:"method,omitempty" doc:"left out for a booking that costs nothing, and with packageId or methodId"`
		MethodID  uuid.UUID   `json:"methodId,omitempty" format:"uuid" doc:"signed in: pay with what is kept for you (listPaymentMethods) instead of method"`
		Later     bool        `json:"later,omitempty" doc:"signed in: you agree that the method is kept and charged the price at laterAt of the hold; refused where the hold names none"`
		PackageID uuid.UUID   `json:"packageId,omitempty" format:"uuid" doc:"signed in: pay with a session of this package of yours (bookingPackages)"`
		Credit    bool        `json:"credit,omitempty" doc:"signed in: spend your credit as far as it goes (getCredit) and pay the rest with method, which may be left out when there is no rest; with later it is spent only if it covers the price"`
		ReturnURL string      `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site, where the payer comes back to after their bank asked something"`
	}
}

func (h payments) confirm(ctx context.Context, in *confirmInput) (*Out[BookingView], error) {
	method, err := in.Body.Method.method()
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	// Method marshals without its secret: no hash of a card number is kept either.
	c, err := h.bind(ctx, in.AccessHeader, in.IdempotencyKey, []any{in.Body.PayBody, method, in.Body.ReturnURL, in.Body.PackageID, in.Body.MethodID, in.Body.Later, in.Body.Credit})
	if err != nil {
		return nil, err
	}
	r := in.Body.request(ctx)
	r.Method, r.ReturnURL, r.PackID, r.MethodID, r.Later, r.Credit = method, in.Body.ReturnURL, in.Body.PackageID, in.Body.MethodID, in.Body.Later, in.Body.Credit
	b, err := h.bookings.Pay(ctx, c, r)
	return booked(ctx, b, err)
}

// localPath keeps a payer from being sent to somebody else's site.
func localPath(s string) error {
	var v apperr.Validation
	local := s == "" || (strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.ContainsAny(s, "\\\r\n\t"))
	v.Check(local, "returnUrl", "path", "Give a path of this site, such as /bookings/1.")
	return v.Err()
}

// bind ties the client's key to this request; what is under it may then be repeated.
func (h payments) bind(ctx context.Context, a AccessHeader, key string, request any) (booking.Caller, error) {
	c := a.caller(ctx)
	k, err := idemScoped("pay:"+c.PersonID.String()+":"+c.AccessScope(), key, request)
	if err != nil {
		return c, err
	}
	return c, h.keys.Bind(ctx, k)
}

type refundInput struct {
	MoneyKeyHeader
	Body struct {
		PaymentID uuid.UUID `json:"paymentId" format:"uuid"`
		Amount    *int64    `json:"amount,omitempty" minimum:"1" doc:"minor units; left out: all that is left"`
		Reason    string    `json:"reason" maxLength:"60" pattern:"^[a-z_]+$" doc:"a code, such as goodwill"`
	}
}

func (h payments) refund(ctx context.Context, in *refundInput) (*Out[RefundView], error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	k, err := idemScoped("refund:"+p.PersonID.String(), in.IdempotencyKey, in.Body)
	if err != nil {
		return nil, err
	}
	ask := payment.AdminRefund{PaymentID: in.Body.PaymentID, Reason: in.Body.Reason}
	if in.Body.Amount != nil { // zero is not "left out"
		ask.AmountMinor = *in.Body.Amount
	}
	r, err := h.service.GiveBack(ctx, p, ask, k)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewRefund(r)), nil
}

func (h payments) history(ctx context.Context, in *PageQuery) (*Out[[]PaymentView], error) {
	p := identity.PrincipalFrom(ctx)
	list, total, err := h.service.History(ctx, p, payment.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	views := make([]PaymentView, len(list))
	for i, one := range list {
		views[i] = viewPayment(one, p)
	}
	return OKPage(ctx, views, in.Page, in.Limit, total), nil
}

func (h payments) receipt(ctx context.Context, in *struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}) (*Out[ReceiptView], error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	r, err := h.service.Receipt(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	v := ReceiptView{PaymentView: viewPayment(r.Payment, p), Refunds: make([]RefundView, len(r.Refunds))}
	for i, one := range r.Refunds {
		v.Refunds[i] = viewRefund(one)
	}
	return OK(ctx, v), nil
}

// webhookInput is a gateway's message as it came: the signature is over its bytes.
type webhookInput struct {
	Gateway string `path:"gateway" maxLength:"40" pattern:"^[a-z]+$"`
	RawBody []byte `contentType:"application/json"`
	header  http.Header
}

// Resolve keeps the headers, of which only the adapter knows which ones it needs.
func (in *webhookInput) Resolve(c huma.Context) []error {
	in.header = http.Header{}
	c.EachHeader(func(name, value string) { in.header.Add(name, value) })
	return nil
}

func (h payments) webhook(ctx context.Context, in *webhookInput) (*Out[Empty], error) {
	if err := h.service.ReceiveWebhook(ctx, in.Gateway, in.header, in.RawBody); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}
