package razorpay

import (
	"context"
	"net/url"
	"strconv"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// releaseKey marks the refund that completes a capture of less than was reserved.
const releaseKey = "release"

// Capture takes an authorised amount, once: the state of Razorpay's payment sees to that. Razorpay takes the whole; what is
// not wanted goes back at once. The same capture again gives the intent, and completes one that stopped in between. Errors:
// payment.ErrGatewayRefused, payment.ErrUnknown.
func (g *Gateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	i, err := g.at(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	rest := i.Amount.Minor - r.AmountMinor
	switch {
	case r.AmountMinor <= 0 || rest < 0:
		return payment.Intent{}, payment.ErrGatewayRefused
	case i.Status == payment.Captured && i.CapturedMinor == r.AmountMinor:
		return i, nil
	case i.Status == payment.Captured && !g.halfway(ctx, i, r.AmountMinor), i.Status != payment.Captured && i.Status != payment.Authorised:
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	if _, err := g.o.Memory.Keep(ctx, kindRest, i.Reference, amountText(rest)); err != nil {
		return payment.Intent{}, err
	}
	if i.Status == payment.Authorised {
		if err := g.take(ctx, i); err != nil {
			return payment.Intent{}, err
		}
	}
	if rest > 0 {
		if i, err = g.at(ctx, r.Ref); err != nil {
			return payment.Intent{}, err
		}
		if _, err := g.giveBack(ctx, i.Reference, releaseKey, rest); err != nil {
			return payment.Intent{}, err
		}
	}
	return g.at(ctx, r.Ref)
}

func amountText(minor int64) string { return strconv.FormatInt(minor, 10) }

// halfway reports that a capture of part of the amount took the whole and stopped before the rest went back.
func (g *Gateway) halfway(ctx context.Context, i payment.Intent, want int64) bool {
	rest, err := g.o.Memory.Ref(ctx, kindRest, i.Reference)
	return err == nil && i.CapturedMinor == i.Amount.Minor && rest == amountText(i.Amount.Minor-want) && want != i.Amount.Minor
}

func (g *Gateway) take(ctx context.Context, i payment.Intent) error {
	var tries list[attempt]
	if err := g.get(ctx, "/v1/orders/"+url.PathEscape(i.Ref)+"/payments", nil, &tries); err != nil {
		return err
	}
	best, _ := foremost(tries.Items)
	var done attempt
	return g.post(ctx, "/v1/payments/"+url.PathEscape(best.ID)+"/capture", object{"amount": i.Amount.Minor, "currency": i.Amount.Currency}, &done)
}

// at reads the intent of an order.
func (g *Gateway) at(ctx context.Context, ref string) (payment.Intent, error) {
	o, err := g.order(ctx, ref)
	if err != nil {
		return payment.Intent{}, err
	}
	return g.read(ctx, o)
}

// Void gives an intent up: see the package comment. Voiding again gives the intent. Errors: payment.ErrGatewayRefused when
// the money was taken, payment.ErrUnknown.
func (g *Gateway) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	i, err := g.at(ctx, r.Ref)
	switch {
	case err != nil:
		return payment.Intent{}, err
	case i.Status == payment.Voided:
		return i, nil
	case i.Status != payment.Authorised && i.Status != payment.RequiresAction:
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	if _, err := g.o.Memory.Keep(ctx, kindVoid, i.Reference, i.Ref); err != nil {
		return payment.Intent{}, err
	}
	return g.at(ctx, r.Ref) // money that was taken in the meantime says so
}

// Refund gives back part of what was captured. Errors: payment.ErrGatewayRefused, payment.ErrUnknown.
func (g *Gateway) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	i, err := g.at(ctx, r.Ref)
	if err != nil {
		return payment.GatewayRefund{}, err
	}
	made, err := madeBefore(i, r)
	if err != nil || made.Ref != "" {
		return made, err
	}
	if i.Status != payment.Captured || r.AmountMinor <= 0 || r.AmountMinor > refundable(i) {
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	return g.giveBack(ctx, i.Reference, r.IdempotencyKey, r.AmountMinor)
}

// madeBefore is the refund that a request made already; without a Ref there is none.
func madeBefore(i payment.Intent, r payment.RefundRequest) (payment.GatewayRefund, error) {
	for _, made := range i.Refunds {
		if made.IdempotencyKey != r.IdempotencyKey {
			continue
		}
		if made.AmountMinor != r.AmountMinor {
			return payment.GatewayRefund{}, payment.ErrGatewayRefused
		}
		return made, nil
	}
	return payment.GatewayRefund{}, nil
}

// giveBack makes one refund under a key, which Razorpay keeps in the refund's notes.
func (g *Gateway) giveBack(ctx context.Context, reference uuid.UUID, key string, amount int64) (payment.GatewayRefund, error) {
	id, err := g.o.Memory.Ref(ctx, kindPayment, reference)
	if err != nil {
		return payment.GatewayRefund{}, err
	}
	find := func() (payment.GatewayRefund, bool, error) {
		made, err := g.refunds(ctx, id)
		if err != nil {
			return payment.GatewayRefund{}, false, err
		}
		for _, r := range made {
			if notesOf(r.Notes)["key"] == key {
				return refundOf(r), true, nil
			}
		}
		return payment.GatewayRefund{}, false, nil
	}
	made, err := once(ctx, g, id+" "+key, find, func() (payment.GatewayRefund, error) {
		var r refund
		err := g.post(ctx, "/v1/payments/"+url.PathEscape(id)+"/refund", object{"amount": amount, "speed": "normal", "notes": object{"key": key}}, &r)
		return refundOf(r), err
	})
	if err == nil && made.AmountMinor != amount {
		err = payment.ErrGatewayRefused
	}
	return made, err
}
