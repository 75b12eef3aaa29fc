package razorpay

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// attempt is a payment in Razorpay's words: one try to pay an order.
type attempt struct {
	ID          string `json:"id"`
	Amount      int64  `json:"amount"`
	Status      string `json:"status"`   // created, authorized, captured, refunded, failed
	Captured    bool   `json:"captured"` // refunded without it: a reservation that ran out
	Method      string `json:"method"`
	Fee         int64  `json:"fee"` // tax included; 0 until the capture
	Refunded    int64  `json:"amount_refunded"`
	ErrorCode   string `json:"error_code"`
	ErrorReason string `json:"error_reason"`
	CreatedAt   int64  `json:"created_at"`
	Card        *struct {
		Network string `json:"network"`
		Last4   string `json:"last4"`
	} `json:"card"`
}

// refund is the record of one refund; notes name our key.
type refund struct {
	ID     string          `json:"id"`
	Amount int64           `json:"amount"`
	Status string          `json:"status"` // pending, processed, failed
	Notes  json.RawMessage `json:"notes"`
}

// Find reads the intent of one of our payments with its refunds and the dispute we heard of. It asks Razorpay for the
// order by its receipt when we do not know it: the answer to its creation may have been lost. Errors: payment.ErrNoIntent,
// payment.ErrUnknown.
func (g *Gateway) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	o, err := g.orderOf(ctx, reference)
	if err != nil {
		return payment.Intent{}, err
	}
	return g.read(ctx, o)
}

func (g *Gateway) orderOf(ctx context.Context, reference uuid.UUID) (order, error) {
	ref, err := g.o.Memory.Ref(ctx, kindOrder, reference)
	if err != nil {
		return order{}, err
	}
	if ref != "" {
		return g.order(ctx, ref)
	}
	o, found, err := g.orderByReceipt(ctx, reference)
	if err == nil && !found {
		err = payment.ErrNoIntent
	}
	if err != nil {
		return order{}, err
	}
	_, err = g.o.Memory.Keep(ctx, kindOrder, reference, o.ID)
	return o, err
}

// read says where an order stands, by the attempts to pay it. Money that was taken counts before anything that we
// remember, and a reservation that we gave up counts as given up.
func (g *Gateway) read(ctx context.Context, o order) (payment.Intent, error) {
	out := payment.Intent{Ref: o.ID, Amount: money.Amount{Minor: o.Amount, Currency: o.Currency}}
	var err error
	if out.Reference, err = uuid.Parse(o.Receipt); err != nil {
		return payment.Intent{}, payment.ErrUnknown.With(err)
	}
	var tries list[attempt]
	if err := g.get(ctx, "/v1/orders/"+url.PathEscape(o.ID)+"/payments", url.Values{"expand[]": {"card"}}, &tries); err != nil {
		return payment.Intent{}, err
	}
	best, any := foremost(tries.Items)
	if any && (best.Status == "captured" || best.Status == "refunded" && best.Captured) {
		return g.taken(ctx, out, best)
	}
	given, err := g.o.Memory.Ref(ctx, kindVoid, out.Reference)
	switch {
	case err != nil:
		return payment.Intent{}, err
	case given != "":
		out.Status = payment.Voided
	case best.Status == "refunded":
		out.Status, out.DeclineCode = payment.Voided, payment.DeclineAuthExpired
	case !any || best.Status == "created":
		out.Status, out.ActionURL = payment.RequiresAction, HandoverPath+o.ID
	case best.Status == "failed":
		out.Status, out.DeclineCode = payment.Declined, declineCode(best)
	case captures(o): // authorized, and on its way
		out.Status, out.Method = payment.Processing, methodOf(best)
	default:
		out.Status, out.Method = payment.Authorised, methodOf(best)
		out.ExpiresAt = time.Unix(best.CreatedAt, 0).UTC().Add(reserveFor)
	}
	return out, nil
}

// rank orders attempts by how much they matter; of equals the latest does.
var rank = map[string]int{"failed": 1, "created": 2, "authorized": 3, "refunded": 4, "captured": 4}

func foremost(tries []attempt) (best attempt, any bool) {
	for _, t := range tries {
		if r, b := rank[t.Status], rank[best.Status]; r > b || r == b && t.CreatedAt > best.CreatedAt {
			best, any = t, true
		}
	}
	return best, any
}

// taken completes an intent whose money was captured.
func (g *Gateway) taken(ctx context.Context, out payment.Intent, t attempt) (payment.Intent, error) {
	if _, err := g.o.Memory.Keep(ctx, kindPayment, out.Reference, t.ID); err != nil {
		return payment.Intent{}, err
	}
	out.Status, out.CapturedMinor, out.FeeMinor, out.Method = payment.Captured, t.Amount, t.Fee, methodOf(t)
	refunds, err := g.refunds(ctx, t.ID)
	if err != nil {
		return payment.Intent{}, err
	}
	for _, r := range refunds {
		made := refundOf(r)
		switch {
		case made.IdempotencyKey == releaseKey:
			out.CapturedMinor -= made.AmountMinor
			continue
		case made.Status != payment.RefundFailed:
			out.RefundedMinor += made.AmountMinor
		}
		out.Refunds = append(out.Refunds, made)
	}
	out.Disputes, err = g.disputes(ctx, out.Reference)
	return out, err
}

func (g *Gateway) refunds(ctx context.Context, paymentID string) ([]refund, error) {
	var out list[refund]
	err := g.get(ctx, "/v1/payments/"+url.PathEscape(paymentID)+"/refunds", url.Values{"count": {"100"}}, &out)
	return out.Items, err
}

var refundStatus = map[string]payment.RefundStatus{"processed": payment.RefundSucceeded, "failed": payment.RefundFailed}

func refundOf(r refund) payment.GatewayRefund {
	out := payment.GatewayRefund{Ref: r.ID, IdempotencyKey: notesOf(r.Notes)["key"], AmountMinor: r.Amount, Status: payment.RefundPending}
	if s, ok := refundStatus[r.Status]; ok {
		out.Status = s
	}
	return out
}

// methodOf is what a receipt may show: "Visa ending 4242", "UPI".
func methodOf(t attempt) string {
	switch {
	case t.Card != nil && t.Card.Last4 != "":
		return t.Card.Network + " ending " + t.Card.Last4
	case t.Method == "upi":
		return "UPI"
	case t.Method == "netbanking":
		return "Netbanking"
	case t.Method == "wallet":
		return "Wallet"
	}
	return "Card"
}

// declineCode says in our words why an attempt failed.
func declineCode(t attempt) string {
	switch {
	case strings.Contains(t.ErrorReason, "insufficient"):
		return payment.DeclineFunds
	case strings.Contains(t.ErrorReason, "expired"):
		return payment.DeclineExpired
	case strings.Contains(t.ErrorReason, "otp"), strings.Contains(t.ErrorReason, "authentication"):
		return payment.DeclineAuthenticated
	case t.Method == "upi":
		return payment.DeclineUPI
	}
	return payment.DeclineGeneric
}
