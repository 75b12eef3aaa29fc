package stripe

import (
	"context"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// Payout moves an amount to the practitioner's connected account (a transfer) and from there to their bank (a payout of
// that account). Both are found again by our reference in lists that are up to date, so a call that is repeated goes on
// where it stopped. Errors: payment.ErrGatewayRefused, also while our balance at Stripe is too low: nothing was sent;
// otherwise see explain.
func (g *Gateway) Payout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	if r.Amount.Minor <= 0 || scale(r.Amount.Currency) == 0 || r.Amount.Minor%g.PayoutStep(r.Amount.Currency) != 0 {
		return payment.GatewayPayout{}, payment.ErrGatewayRefused
	}
	t, err := g.transfer(ctx, r.Reference)
	if err == nil && t == nil {
		t, err = g.send(ctx, r)
	}
	if err != nil {
		return payment.GatewayPayout{}, err
	}
	if amount(t.Amount, t.Currency) != r.Amount || t.Destination == nil || t.Destination.ID != r.PayeeRef {
		return payment.GatewayPayout{}, payment.ErrGatewayRefused
	}
	p, err := g.payoutOf(ctx, t, r.Reference)
	if err == nil && p == nil && !t.Reversed {
		p, err = g.forward(ctx, r)
		if refused(err) { // the account cannot be paid out to: the money comes back to us
			return g.returned(ctx, t, nil)
		}
	}
	if err != nil {
		return payment.GatewayPayout{}, err
	}
	return g.settle(ctx, t, p)
}

// group is how the transfer of a payout is found: Stripe lists by it.
func group(reference uuid.UUID) string { return "payout_" + reference.String() }

func (g *Gateway) send(ctx context.Context, r payment.PayoutRequest) (*sdk.Transfer, error) {
	t, err := keyed(r.IdempotencyKey, func(key *string) (*sdk.Transfer, error) {
		p := &sdk.TransferCreateParams{Amount: sdk.Int64(units(r.Amount)), Currency: lower(r.Amount.Currency), Destination: &r.PayeeRef,
			TransferGroup: sdk.String(group(r.Reference)), Metadata: metadata(r.Reference)}
		p.IdempotencyKey = key
		return g.api.V1Transfers.Create(ctx, p)
	})
	if insufficient(err) {
		return nil, payment.ErrGatewayRefused.With(err)
	}
	if err != nil {
		return nil, explain(err)
	}
	return t, nil
}

func (g *Gateway) forward(ctx context.Context, r payment.PayoutRequest) (*sdk.Payout, error) {
	p, err := keyed(r.IdempotencyKey+":bank", func(key *string) (*sdk.Payout, error) {
		p := &sdk.PayoutCreateParams{Amount: sdk.Int64(units(r.Amount)), Currency: lower(r.Amount.Currency), Metadata: metadata(r.Reference)}
		p.StripeAccount, p.IdempotencyKey = &r.PayeeRef, key
		return g.api.V1Payouts.Create(ctx, p)
	})
	if err != nil {
		return nil, explain(err)
	}
	return p, nil
}

// FindPayout reads a payout by our id. One that got no further than the connected account is not there: Payout goes on
// with it. Errors: payment.ErrNoIntent, payment.ErrUnknown.
func (g *Gateway) FindPayout(ctx context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	t, err := g.transfer(ctx, reference)
	if err != nil {
		return payment.GatewayPayout{}, err
	}
	if t == nil {
		return payment.GatewayPayout{}, payment.ErrNoIntent
	}
	p, err := g.payoutOf(ctx, t, reference)
	switch {
	case err != nil:
		return payment.GatewayPayout{}, err
	case p == nil && !t.Reversed:
		return payment.GatewayPayout{}, payment.ErrNoIntent
	}
	return g.settle(ctx, t, p)
}

func (g *Gateway) transfer(ctx context.Context, reference uuid.UUID) (*sdk.Transfer, error) {
	p := &sdk.TransferListParams{TransferGroup: sdk.String(group(reference))}
	for t, err := range g.api.V1Transfers.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, unread(err)
		}
		return t, nil
	}
	return nil, nil
}

// payoutOf looks for the payout among those of the connected account since the transfer; nil when there is none.
func (g *Gateway) payoutOf(ctx context.Context, t *sdk.Transfer, reference uuid.UUID) (*sdk.Payout, error) {
	p := &sdk.PayoutListParams{CreatedRange: &sdk.RangeQueryParams{GreaterThanOrEqual: t.Created}}
	p.Limit, p.StripeAccount = sdk.Int64(100), &t.Destination.ID
	for found, err := range g.api.V1Payouts.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, unread(err)
		}
		if referenceOf(found.Metadata) == reference {
			return found, nil
		}
	}
	return nil, nil
}

// settle says where a payout stands. Money that the bank sent back waits on the connected account: it is taken back to
// ours, where our books have it.
func (g *Gateway) settle(ctx context.Context, t *sdk.Transfer, p *sdk.Payout) (payment.GatewayPayout, error) {
	if t.Reversed || p.Status == sdk.PayoutStatusFailed || p.Status == sdk.PayoutStatusCanceled {
		return g.returned(ctx, t, p)
	}
	out := payoutOf(t)
	if out.Status = payment.PayoutInTransit; p.Status == sdk.PayoutStatusPaid {
		out.Status = payment.PayoutPaid
	}
	return out, nil
}

func payoutOf(t *sdk.Transfer) payment.GatewayPayout {
	return payment.GatewayPayout{Ref: t.ID, Reference: referenceOf(t.Metadata), Amount: amount(t.Amount, t.Currency)}
}

// returned takes the transfer back, once, and says why the bank did not take the money.
func (g *Gateway) returned(ctx context.Context, t *sdk.Transfer, p *sdk.Payout) (payment.GatewayPayout, error) {
	if !t.Reversed {
		_, err := keyed("reverse:"+t.ID, func(key *string) (*sdk.TransferReversal, error) {
			p := &sdk.TransferReversalCreateParams{ID: &t.ID, Metadata: t.Metadata}
			p.IdempotencyKey = key
			return g.api.V1TransferReversals.Create(ctx, p)
		})
		if err != nil {
			return payment.GatewayPayout{}, unread(err) // not a refusal of ours: the next read tries again
		}
	}
	out := payoutOf(t)
	out.Status, out.FailureCode = payment.PayoutReturned, "payout_failed"
	if p != nil && (p.FailureCode == sdk.PayoutFailureCodeAccountClosed || p.FailureCode == sdk.PayoutFailureCodeNoAccount) {
		out.FailureCode = string(p.FailureCode)
	}
	return out, nil
}
