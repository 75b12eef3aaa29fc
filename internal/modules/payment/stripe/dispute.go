package stripe

import (
	"context"
	"time"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

// maxEvidence is how much text Stripe takes, in bytes.
const maxEvidence = 20_000

// disputeStatus leaves out inquiries (warning_…) and disputes that were prevented: in those no money moves.
var disputeStatus = map[sdk.DisputeStatus]payment.DisputeStatus{
	sdk.DisputeStatusNeedsResponse: payment.DisputeOpen, sdk.DisputeStatusUnderReview: payment.DisputeReview,
	sdk.DisputeStatusWon: payment.DisputeWon, sdk.DisputeStatusLost: payment.DisputeLost,
}

func (g *Gateway) disputes(ctx context.Context, intent string) ([]payment.GatewayDispute, error) {
	var out []payment.GatewayDispute
	for d, err := range g.api.V1Disputes.List(ctx, &sdk.DisputeListParams{PaymentIntent: &intent}).All(ctx) {
		if err != nil {
			return nil, unread(err)
		}
		if _, counts := disputeStatus[d.Status]; counts {
			out = append(out, disputeOf(d))
		}
	}
	return out, nil
}

func disputeOf(d *sdk.Dispute) payment.GatewayDispute {
	currency := iso(d.Currency)
	out := payment.GatewayDispute{Ref: d.ID, Status: disputeStatus[d.Status], Reason: string(d.Reason), AmountMinor: minor(d.Amount, currency)}
	for _, b := range d.BalanceTransactions {
		if iso(b.Currency) == currency {
			out.FeeMinor += minor(b.Fee, currency)
		}
	}
	if d.EvidenceDetails != nil && d.EvidenceDetails.DueBy != 0 {
		out.EvidenceDue = time.Unix(d.EvidenceDetails.DueBy, 0).UTC()
	}
	return out
}

// evidenceKey is where a dispute at Stripe notes our key of the evidence that was sent.
const evidenceKey = "evidence"

// SubmitEvidence sends the text, once: after that the bank decides, and the same request gives the dispute as it is.
// Errors: payment.ErrGatewayRefused when the text is too long, other evidence was sent or the dispute is decided;
// otherwise see explain.
func (g *Gateway) SubmitEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	if r.Text == "" || len(r.Text) > maxEvidence {
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	d, err := g.api.V1Disputes.Retrieve(ctx, r.Ref, nil)
	if err != nil {
		return payment.GatewayDispute{}, unread(err)
	}
	switch status := disputeStatus[d.Status]; {
	case status == payment.DisputeOpen:
	case status == payment.DisputeReview && d.Metadata[evidenceKey] == r.IdempotencyKey:
		return disputeOf(d), nil
	default:
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	d, err = keyed(r.IdempotencyKey, func(key *string) (*sdk.Dispute, error) {
		p := &sdk.DisputeUpdateParams{Evidence: &sdk.DisputeUpdateEvidenceParams{UncategorizedText: &r.Text}, Submit: sdk.Bool(true),
			Metadata: map[string]string{evidenceKey: r.IdempotencyKey}}
		p.IdempotencyKey = key
		return g.api.V1Disputes.Update(ctx, r.Ref, p)
	})
	if err != nil {
		return payment.GatewayDispute{}, explain(err)
	}
	return disputeOf(d), nil
}
