package stripe

import (
	"context"
	"strconv"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

// Capture takes an authorised amount, in part or whole, once: the intent's own state sees to that. The same capture again
// gives the intent. Errors: payment.ErrGatewayRefused; otherwise see explain.
func (g *Gateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	i, charge, err := g.load(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	if i.Status != payment.Authorised || charge == nil {
		return unlessMoved(i, i.Status == payment.Captured && i.CapturedMinor == r.AmountMinor)
	}
	pi, err := keyed(r.IdempotencyKey+":"+strconv.FormatInt(r.AmountMinor, 10), func(key *string) (*sdk.PaymentIntent, error) {
		p := &sdk.PaymentIntentCaptureParams{AmountToCapture: sdk.Int64(units(in(i.Amount.Currency, r.AmountMinor))), Expand: expandIntent}
		p.IdempotencyKey = key
		return g.api.V1PaymentIntents.Capture(ctx, charge.PaymentIntent.ID, p)
	})
	if err != nil {
		return payment.Intent{}, explain(err)
	}
	done := intentOf(pi)
	done.Ref, done.Reference, done.Amount = i.Ref, i.Reference, i.Amount
	return done, nil
}

// Void releases an authorisation, or closes Stripe's page. Voiding again gives the intent. Errors:
// payment.ErrGatewayRefused when the money was taken meanwhile; otherwise see explain.
func (g *Gateway) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	i, charge, err := g.load(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	if i.Status != payment.Authorised && i.Status != payment.RequiresAction {
		return unlessMoved(i, i.Status == payment.Voided)
	}
	if isSession(r.Ref) && i.Status == payment.RequiresAction {
		s, err := g.api.V1CheckoutSessions.Expire(ctx, r.Ref, &sdk.CheckoutSessionExpireParams{Expand: expandSession})
		if err != nil {
			return payment.Intent{}, explain(err)
		}
		return sessionIntent(s), nil
	}
	id := r.Ref
	if charge != nil {
		id = charge.PaymentIntent.ID
	}
	pi, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.PaymentIntent, error) {
		p := &sdk.PaymentIntentCancelParams{CancellationReason: sdk.String("abandoned"), Expand: expandIntent}
		p.IdempotencyKey = key
		return g.api.V1PaymentIntents.Cancel(ctx, id, p)
	})
	if err != nil {
		return payment.Intent{}, explain(err)
	}
	done := intentOf(pi)
	done.Ref, done.Reference, done.Amount = i.Ref, i.Reference, i.Amount
	return done, nil
}

// unlessMoved gives an intent that is already as asked, and refuses otherwise.
func unlessMoved(i payment.Intent, as bool) (payment.Intent, error) {
	if as {
		return i, nil
	}
	return payment.Intent{}, payment.ErrGatewayRefused
}
