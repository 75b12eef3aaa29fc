package razorpay

import (
	"context"
	"net/url"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// dispute is a chargeback.
type dispute struct {
	ID        string `json:"id"`
	PaymentID string `json:"payment_id"`
	CreatedAt int64  `json:"created_at"`
	Amount    int64  `json:"amount"`
	Status    string `json:"status"` // open, under_review, won, lost, closed
	Phase     string `json:"phase"`  // fraud, retrieval, chargeback, pre_arbitration, arbitration
	Reason    string `json:"reason_code"`
	RespondBy int64  `json:"respond_by"`
}

var disputeStatus = map[string]payment.DisputeStatus{
	"open": payment.DisputeOpen, "under_review": payment.DisputeReview, "won": payment.DisputeWon, "lost": payment.DisputeLost,
}

// disputes reads the dispute that a message told us of. Questions without money (retrieval, fraud) are left out.
func (g *Gateway) disputes(ctx context.Context, reference uuid.UUID) ([]payment.GatewayDispute, error) {
	id, err := g.o.Memory.Ref(ctx, kindDispute, reference)
	if err != nil || id == "" {
		return nil, err
	}
	var d dispute
	if err := g.get(ctx, "/v1/disputes/"+url.PathEscape(id), nil, &d); err != nil {
		return nil, err
	}
	if _, counts := disputeStatus[d.Status]; !counts || d.Phase == "retrieval" || d.Phase == "fraud" {
		return nil, nil
	}
	return []payment.GatewayDispute{disputeOf(d)}, nil
}

func disputeOf(d dispute) payment.GatewayDispute {
	out := payment.GatewayDispute{Ref: d.ID, Status: disputeStatus[d.Status], Reason: d.Reason, AmountMinor: d.Amount}
	if d.RespondBy != 0 {
		out.EvidenceDue = time.Unix(d.RespondBy, 0).UTC()
	}
	return out
}

// refundable is what of an intent can still go back: nothing while its payer's bank disputes it, and never what was lost.
func refundable(i payment.Intent) int64 {
	left := i.CapturedMinor - i.RefundedMinor
	for _, d := range i.Disputes {
		switch d.Status {
		case payment.DisputeOpen, payment.DisputeReview:
			return 0
		case payment.DisputeLost:
			left -= d.AmountMinor
		}
	}
	return left
}

// maxSummary is how much of the text stands beside the documents, in bytes.
const maxSummary = 1000

// SubmitEvidence contests a dispute, once: with the beginning of the text as summary, the whole as a letter, and the files as
// proof of the service. The same request again gives the dispute as it is. Errors: payment.ErrGatewayRefused when it
// is too much, other evidence was sent or the dispute is decided; payment.ErrUnknown.
func (g *Gateway) SubmitEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	if !r.Fits() {
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	var d dispute
	if err := g.get(ctx, "/v1/disputes/"+url.PathEscape(r.Ref), nil, &d); err != nil {
		return payment.GatewayDispute{}, err
	}
	sent, err := g.o.Memory.Ref(ctx, kindEvidence, r.Reference)
	switch {
	case err != nil:
		return payment.GatewayDispute{}, err
	case d.Status == "under_review" && sent == r.IdempotencyKey:
		return disputeOf(d), nil
	case d.Status != "open":
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	body, err := g.contest(ctx, r, d.Amount)
	if err != nil {
		return payment.GatewayDispute{}, err
	}
	if _, err := g.o.Memory.Keep(ctx, kindEvidence, r.Reference, r.IdempotencyKey); err != nil {
		return payment.GatewayDispute{}, err
	}
	if err := g.patch(ctx, "/v1/disputes/"+url.PathEscape(r.Ref)+"/contest", body, &d); err != nil {
		return payment.GatewayDispute{}, err
	}
	return disputeOf(d), nil
}

// contest is what Razorpay is sent, once its documents are there. What is uploaded and not used is nobody's.
func (g *Gateway) contest(ctx context.Context, r payment.EvidenceRequest, amount int64) (object, error) {
	document, err := g.upload(ctx, "evidence.pdf", "application/pdf", letter(r.Text))
	if err != nil {
		return nil, err
	}
	body := object{"amount": amount, "summary": cut(r.Text, maxSummary), "explanation_letter": []string{document}, "action": "submit"}
	var proof []string
	for n, f := range r.Files {
		id, err := g.upload(ctx, f.FileName(n), f.ContentType, f.Content)
		if err != nil {
			return nil, err
		}
		proof = append(proof, id)
	}
	if len(proof) > 0 {
		body["proof_of_service"] = proof
	}
	return body, nil
}

// AcceptDispute loses a dispute; see payment.DisputeAccepter.
func (g *Gateway) AcceptDispute(ctx context.Context, r payment.AcceptRequest) (payment.GatewayDispute, error) {
	var d dispute
	if err := g.get(ctx, "/v1/disputes/"+url.PathEscape(r.Ref), nil, &d); err != nil {
		return payment.GatewayDispute{}, err
	}
	switch disputeStatus[d.Status] {
	case payment.DisputeLost:
		return disputeOf(d), nil
	case payment.DisputeOpen:
	default:
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	if err := g.post(ctx, "/v1/disputes/"+url.PathEscape(r.Ref)+"/accept", nil, &d); err != nil {
		return payment.GatewayDispute{}, err
	}
	return disputeOf(d), nil
}

// cut shortens a text to at most n bytes of whole characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	end := 0
	for at := range text {
		if at > n {
			break
		}
		end = at
	}
	return text[:end]
}
