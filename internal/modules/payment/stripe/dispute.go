package stripe

import (
	"bytes"
	"context"
	"time"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

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

// SubmitEvidence sends the text and its files, once: after that the bank decides, and the same request gives the dispute as it
// is. Errors: payment.ErrGatewayRefused when it is too much, other evidence was sent or the dispute is decided;
// otherwise see explain.
func (g *Gateway) SubmitEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	if !r.Fits() {
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
	evidence, err := g.evidence(ctx, r)
	if err != nil {
		return payment.GatewayDispute{}, err
	}
	d, err = keyed(r.IdempotencyKey, func(key *string) (*sdk.Dispute, error) {
		p := &sdk.DisputeUpdateParams{Evidence: evidence, Submit: sdk.Bool(true),
			Metadata: map[string]string{evidenceKey: r.IdempotencyKey}}
		p.IdempotencyKey = key
		return g.api.V1Disputes.Update(ctx, r.Ref, p)
	})
	if err != nil {
		return payment.GatewayDispute{}, explain(err)
	}
	return disputeOf(d), nil
}

// evidence is what Stripe is sent: the text, and each file in a field that takes one. They are nearest to what the files may be;
// the text says what each is.
func (g *Gateway) evidence(ctx context.Context, r payment.EvidenceRequest) (*sdk.DisputeUpdateEvidenceParams, error) {
	out := &sdk.DisputeUpdateEvidenceParams{UncategorizedText: &r.Text}
	fields := [payment.MaxEvidenceFiles]**string{&out.ServiceDocumentation, &out.UncategorizedFile, &out.CustomerCommunication, &out.Receipt}
	for n, f := range r.Files {
		id, err := g.upload(ctx, r.IdempotencyKey, n, f)
		if err != nil {
			return nil, err
		}
		*fields[n] = &id
	}
	return out, nil
}

// upload gives Stripe a file and remembers its id: a retry sends the same ids under the same key. Errors: see explain.
func (g *Gateway) upload(ctx context.Context, key string, n int, f payment.EvidenceFile) (string, error) {
	name := f.UploadName(key)
	if known, err := g.o.Memory.Ref(ctx, kindFile, name); err != nil || known != "" {
		return known, err
	}
	p := &sdk.FileCreateParams{FileReader: bytes.NewReader(f.Content), Filename: sdk.String(f.FileName(n)), Purpose: sdk.String(string(sdk.FilePurposeDisputeEvidence))}
	made, err := g.api.V1Files.Create(ctx, p)
	if err != nil {
		return "", explain(err)
	}
	return g.o.Memory.Keep(ctx, kindFile, name, made.ID)
}

// AcceptDispute closes a dispute, which is then lost; see payment.DisputeAccepter.
func (g *Gateway) AcceptDispute(ctx context.Context, r payment.AcceptRequest) (payment.GatewayDispute, error) {
	d, err := g.api.V1Disputes.Retrieve(ctx, r.Ref, nil)
	if err != nil {
		return payment.GatewayDispute{}, unread(err)
	}
	switch disputeStatus[d.Status] {
	case payment.DisputeLost:
		return disputeOf(d), nil
	case payment.DisputeOpen:
	default:
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	d, err = keyed(r.IdempotencyKey, func(key *string) (*sdk.Dispute, error) {
		p := &sdk.DisputeCloseParams{}
		p.IdempotencyKey = key
		return g.api.V1Disputes.Close(ctx, r.Ref, p)
	})
	if err != nil {
		return payment.GatewayDispute{}, explain(err)
	}
	return disputeOf(d), nil
}
