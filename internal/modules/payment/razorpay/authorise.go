package razorpay

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// reserveFor is how long Razorpay keeps a reservation that is not captured, at most: five days.
const reserveFor = 5 * 24 * time.Hour

// order is what is to be paid. Its receipt is our payment's id.
type order struct {
	ID       string          `json:"id"`
	Amount   int64           `json:"amount"`
	Currency string          `json:"currency"`
	Receipt  string          `json:"receipt"`
	Notes    json.RawMessage `json:"notes"` // an empty one is written as a list
}

type list[T any] struct {
	Items []T `json:"items"`
}

// notesOf reads what we wrote on an object.
func notesOf(raw json.RawMessage) map[string]string {
	out := map[string]string{}
	_ = json.Unmarshal(raw, &out)
	return out
}

// Authorise makes an order and leads to the page on which it is paid; nobody is charged without being here. The same
// reference gives the same order. Errors: payment.ErrGatewayRefused for amounts that Razorpay does not take, a reference
// that has other terms, and saved methods; payment.ErrUnknown.
func (g *Gateway) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	if err := g.Takes(r.Amount); err != nil {
		return payment.Intent{}, payment.ErrGatewayRefused.With(err)
	}
	if r.OffSession || r.Method.Kind == payment.Saved || len(r.ReturnURL) > maxNote {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	o, err := g.orderFor(ctx, r)
	if err != nil {
		return payment.Intent{}, err
	}
	if o.Amount != r.Amount.Minor || o.Currency != r.Amount.Currency || captures(o) != r.Capture {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	return g.read(ctx, o)
}

// maxNote is how long one note may be.
const maxNote = 256

func (g *Gateway) orderFor(ctx context.Context, r payment.AuthoriseRequest) (order, error) {
	ref, err := g.o.Memory.Ref(ctx, kindOrder, r.Reference)
	if err != nil {
		return order{}, err
	}
	if ref != "" {
		return g.order(ctx, ref)
	}
	o, err := once(ctx, g, r.IdempotencyKey, func() (order, bool, error) { return g.orderByReceipt(ctx, r.Reference) }, func() (o order, err error) {
		err = g.post(ctx, "/v1/orders", newOrder(r), &o)
		return o, err
	})
	if err != nil {
		return order{}, err
	}
	_, err = g.o.Memory.Keep(ctx, kindOrder, r.Reference, o.ID)
	return o, err
}

type object map[string]any

func newOrder(r payment.AuthoriseRequest) object {
	capture, options := "manual", object{"manual_expiry_period": int(reserveFor.Minutes()), "refund_speed": "normal"}
	if r.Capture {
		capture, options["automatic_expiry_period"] = "automatic", 30
	}
	return object{
		"amount": r.Amount.Minor, "currency": r.Amount.Currency, "receipt": r.Reference.String(),
		"notes":   object{"capture": capture, "return_url": r.ReturnURL},
		"payment": object{"capture": capture, "capture_options": options},
	}
}

// captures reports whether Razorpay takes the money of an order as soon as it is reserved.
func captures(o order) bool { return notesOf(o.Notes)["capture"] == "automatic" }

func (g *Gateway) order(ctx context.Context, id string) (o order, err error) {
	err = g.get(ctx, "/v1/orders/"+url.PathEscape(id), nil, &o)
	return o, err
}

func (g *Gateway) orderByReceipt(ctx context.Context, reference uuid.UUID) (order, bool, error) {
	var found list[order]
	if err := g.get(ctx, "/v1/orders", url.Values{"receipt": {reference.String()}}, &found); err != nil || len(found.Items) == 0 {
		return order{}, false, err
	}
	return found.Items[0], true, nil
}

// Handover is a form that leads a payer to Razorpay's page.
type Handover struct {
	Action string
	Fields [][2]string
	Amount money.Amount
	Back   string // where the payer goes afterwards: the return address of the payment
}

// Handover says how an order is paid; callback is where Razorpay's page posts to when the payer is done. Errors:
// payment.ErrNoIntent for an order that is paid, given up, or none of ours; payment.ErrUnknown.
func (g *Gateway) Handover(ctx context.Context, id, callback string) (Handover, error) {
	reference, err := g.o.Memory.Reference(ctx, kindOrder, id)
	if err != nil {
		return Handover{}, err
	}
	if reference == uuid.Nil {
		return Handover{}, payment.ErrNoIntent
	}
	o, err := g.order(ctx, id)
	if err != nil {
		return Handover{}, err
	}
	back := notesOf(o.Notes)["return_url"]
	i, err := g.read(ctx, o)
	switch {
	case err != nil:
		return Handover{}, err
	case i.Status != payment.RequiresAction:
		return Handover{Back: back}, payment.ErrNoIntent
	}
	return Handover{Action: g.o.URL + "/v1/checkout/embedded", Back: back, Amount: i.Amount, Fields: [][2]string{
		{"key_id", g.o.KeyID}, {"order_id", o.ID}, {"name", g.o.Label}, {"callback_url", callback}, {"cancel_url", back},
	}}, nil
}
