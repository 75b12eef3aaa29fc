package stripe

import (
	"context"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

// Refund gives back part of what was captured. Stripe's list of the intent's refunds is read first: it names our keys and
// is up to date, so a refund is found also after Stripe forgot the idempotency key. Errors: payment.ErrGatewayRefused;
// otherwise see explain.
func (g *Gateway) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	i, charge, err := g.load(ctx, r.Ref)
	if err != nil {
		return payment.GatewayRefund{}, err
	}
	if i.Status != payment.Captured || charge == nil { // Stripe would release what is only reserved
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	intent, currency := charge.PaymentIntent.ID, i.Amount.Currency
	list, err := g.refunds(ctx, intent, currency)
	if err != nil {
		return payment.GatewayRefund{}, err
	}
	for _, made := range list {
		if made.IdempotencyKey == r.IdempotencyKey && made.AmountMinor != r.AmountMinor {
			return payment.GatewayRefund{}, payment.ErrGatewayRefused
		} else if made.IdempotencyKey == r.IdempotencyKey {
			return made, nil
		}
	}
	made, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.Refund, error) {
		p := &sdk.RefundCreateParams{PaymentIntent: &intent, Amount: sdk.Int64(units(in(currency, r.AmountMinor))), Metadata: metadata(r.Reference)}
		p.Metadata["key"] = r.IdempotencyKey
		p.IdempotencyKey = key
		return g.api.V1Refunds.Create(ctx, p)
	})
	if err != nil {
		return payment.GatewayRefund{}, explain(err)
	}
	return refundOf(made, currency), nil
}
