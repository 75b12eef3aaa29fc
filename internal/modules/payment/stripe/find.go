package stripe

import (
	"context"
	"strings"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// Find reads the intent of one of our payments with its refunds and disputes. Errors: payment.ErrNoIntent, which is
// certain, since nothing takes money before it is remembered; payment.ErrUnknown when Stripe cannot be read.
func (g *Gateway) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	ref, err := g.refOf(ctx, reference)
	if err != nil {
		return payment.Intent{}, err
	}
	i, charge, err := g.load(ctx, ref)
	if err != nil || i.Status != payment.Captured || charge == nil || charge.PaymentIntent == nil {
		return i, err
	}
	if i.Refunds, err = g.refunds(ctx, charge.PaymentIntent.ID, i.Amount.Currency); err != nil {
		return payment.Intent{}, err
	}
	if charge.Disputed {
		i.Disputes, err = g.disputes(ctx, charge.PaymentIntent.ID)
	}
	return i, err
}

// refOf is the id by which a payment is known at Stripe. Errors: payment.ErrNoIntent.
func (g *Gateway) refOf(ctx context.Context, reference uuid.UUID) (string, error) {
	for _, kind := range []string{kindSession, kindIntent} {
		if ref, err := g.o.Memory.Ref(ctx, kind, reference); err != nil || ref != "" {
			return ref, err
		}
	}
	return "", payment.ErrNoIntent
}

// isSession tells the two kinds of reference of an intent apart.
func isSession(ref string) bool { return strings.HasPrefix(ref, "cs_") }

// load reads an intent by its reference, with its charge, if there is one. An intent that was never confirmed took
// nothing and never will, unless Authorise is called again: there is none. Errors: payment.ErrNoIntent, payment.ErrUnknown.
func (g *Gateway) load(ctx context.Context, ref string) (payment.Intent, *sdk.Charge, error) {
	if !isSession(ref) {
		pi, err := g.intent(ctx, ref)
		switch {
		case err != nil:
			return payment.Intent{}, nil, unread(err)
		case pi.Status == sdk.PaymentIntentStatusRequiresConfirmation:
			return payment.Intent{}, nil, payment.ErrNoIntent
		}
		return intentOf(pi), chargeOf(pi), nil
	}
	s, err := g.api.V1CheckoutSessions.Retrieve(ctx, ref, &sdk.CheckoutSessionRetrieveParams{Expand: expandSession})
	if err != nil {
		return payment.Intent{}, nil, unread(err)
	}
	i := sessionIntent(s)
	if s.PaymentIntent == nil || s.Status != sdk.CheckoutSessionStatusComplete {
		return i, nil, nil
	}
	// Disputes name the payment intent only.
	_, err = g.o.Memory.Keep(ctx, kindIntent, i.Reference, s.PaymentIntent.ID)
	return i, chargeOf(s.PaymentIntent), err
}

// chargeOf is the charge of an intent, knowing whose it is.
func chargeOf(pi *sdk.PaymentIntent) *sdk.Charge {
	if pi.LatestCharge != nil {
		pi.LatestCharge.PaymentIntent = &sdk.PaymentIntent{ID: pi.ID}
	}
	return pi.LatestCharge
}

func (g *Gateway) read(ctx context.Context, ref string) (payment.Intent, error) {
	i, _, err := g.load(ctx, ref)
	return i, err
}

func (g *Gateway) intent(ctx context.Context, id string) (*sdk.PaymentIntent, error) {
	return g.api.V1PaymentIntents.Retrieve(ctx, id, &sdk.PaymentIntentRetrieveParams{Expand: expandIntent})
}

func (g *Gateway) refunds(ctx context.Context, intent, currency string) ([]payment.GatewayRefund, error) {
	var out []payment.GatewayRefund
	p := &sdk.RefundListParams{PaymentIntent: &intent}
	p.Limit = sdk.Int64(100)
	for r, err := range g.api.V1Refunds.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, unread(err)
		}
		out = append(out, refundOf(r, currency))
	}
	return out, nil
}

var refundStatus = map[sdk.RefundStatus]payment.RefundStatus{
	sdk.RefundStatusSucceeded: payment.RefundSucceeded, sdk.RefundStatusPending: payment.RefundPending, sdk.RefundStatusRequiresAction: payment.RefundPending,
	sdk.RefundStatusFailed: payment.RefundFailed, sdk.RefundStatusCanceled: payment.RefundFailed,
}

func refundOf(r *sdk.Refund, currency string) payment.GatewayRefund {
	return payment.GatewayRefund{Ref: r.ID, IdempotencyKey: r.Metadata["key"], AmountMinor: minor(r.Amount, currency), Status: refundStatus[r.Status]}
}

func in(currency string, minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: currency}
}
