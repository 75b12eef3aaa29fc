package stripe

import (
	"context"
	"strings"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

// Authorise opens Stripe's page for a payer who is here, or charges a saved method. Errors: payment.ErrGatewayRefused for
// amounts that Stripe does not take and for a reference that has other terms; otherwise see explain.
func (g *Gateway) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	if err := g.Takes(r.Amount); err != nil {
		return payment.Intent{}, payment.ErrGatewayRefused.With(err)
	}
	authorise := g.open
	if r.Method.Kind == payment.Saved {
		authorise = g.charge
	}
	i, err := authorise(ctx, r)
	if err == nil && i.Amount != r.Amount {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	return i, err
}

// open makes a Checkout Session. Nobody knows its address before it is remembered, so it cannot take money unseen.
func (g *Gateway) open(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	ref, err := g.o.Memory.Ref(ctx, kindSession, r.Reference)
	if err != nil {
		return payment.Intent{}, err
	}
	if ref != "" {
		return g.read(ctx, ref)
	}
	s, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.CheckoutSession, error) {
		p := g.session(r)
		p.IdempotencyKey = key
		return g.api.V1CheckoutSessions.Create(ctx, p)
	})
	if err != nil {
		return payment.Intent{}, explain(err)
	}
	ref, err = g.o.Memory.Keep(ctx, kindSession, r.Reference, s.ID)
	if err != nil {
		return payment.Intent{}, err
	}
	if ref != s.ID { // another process was faster, more than a day after the first try
		return g.read(ctx, ref)
	}
	return sessionIntent(s), nil
}

// session says what Stripe's page asks for. The parameters depend on nothing but r: a repeated call must be the same one.
func (g *Gateway) session(r payment.AuthoriseRequest) *sdk.CheckoutSessionCreateParams {
	return &sdk.CheckoutSessionCreateParams{
		Mode: sdk.String("payment"), ClientReferenceID: sdk.String(r.Reference.String()), Metadata: metadata(r.Reference),
		SuccessURL: sdk.String(r.ReturnURL), CancelURL: sdk.String(r.ReturnURL), Expand: expandSession,
		LineItems: []*sdk.CheckoutSessionCreateLineItemParams{{
			Quantity: sdk.Int64(1),
			PriceData: &sdk.CheckoutSessionCreateLineItemPriceDataParams{
				Currency: lower(r.Amount.Currency), UnitAmount: sdk.Int64(units(r.Amount)),
				ProductData: &sdk.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: &g.o.Label},
			},
		}},
		PaymentIntentData: &sdk.CheckoutSessionCreatePaymentIntentDataParams{CaptureMethod: captureMethod(r.Capture), Metadata: metadata(r.Reference)},
	}
}

func captureMethod(capture bool) *string {
	if capture {
		return sdk.String("automatic")
	}
	return sdk.String("manual")
}

// charge makes a payment intent with a saved method, remembers it, and confirms it: only that takes money.
func (g *Gateway) charge(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	ref, err := g.o.Memory.Ref(ctx, kindIntent, r.Reference)
	if err != nil {
		return payment.Intent{}, err
	}
	var pi *sdk.PaymentIntent
	if ref == "" {
		pi, err = g.makeIntent(ctx, r)
	} else if pi, err = g.intent(ctx, ref); err != nil {
		err = unread(err)
	}
	if err != nil {
		return payment.Intent{}, err
	}
	if pi.Status != sdk.PaymentIntentStatusRequiresConfirmation || pi.Amount != units(r.Amount) {
		return intentOf(pi), nil
	}
	done, err := keyed(r.IdempotencyKey+":confirm", func(key *string) (*sdk.PaymentIntent, error) {
		p := &sdk.PaymentIntentConfirmParams{OffSession: &r.OffSession, Expand: expandIntent}
		if !r.OffSession {
			p.ReturnURL = &r.ReturnURL
		}
		p.IdempotencyKey = key
		return g.api.V1PaymentIntents.Confirm(ctx, pi.ID, p)
	})
	if err == nil {
		return intentOf(done), nil
	}
	if err = explain(err); refused(err) { // the bank's refusal is an answer: the intent tells it
		return g.read(ctx, pi.ID)
	}
	return payment.Intent{}, err
}

func (g *Gateway) makeIntent(ctx context.Context, r payment.AuthoriseRequest) (*sdk.PaymentIntent, error) {
	customer, method, _ := strings.Cut(r.Method.Secret(), "/")
	pi, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.PaymentIntent, error) {
		p := &sdk.PaymentIntentCreateParams{
			Amount: sdk.Int64(units(r.Amount)), Currency: lower(r.Amount.Currency), Customer: &customer, PaymentMethod: &method,
			CaptureMethod: captureMethod(r.Capture), Description: &g.o.Label, Metadata: metadata(r.Reference), Expand: expandIntent,
			PaymentMethodTypes: []*string{sdk.String("card")}, // what Save keeps
		}
		p.IdempotencyKey = key
		return g.api.V1PaymentIntents.Create(ctx, p)
	})
	if err != nil {
		return nil, explain(err)
	}
	ref, err := g.o.Memory.Keep(ctx, kindIntent, r.Reference, pi.ID)
	if err != nil || ref == pi.ID {
		return pi, err
	}
	if pi, err = g.intent(ctx, ref); err != nil {
		err = unread(err)
	}
	return pi, err
}
