package razorpay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// SignatureHeader carries the hex HMAC-SHA256 of the body.
const SignatureHeader = "X-Razorpay-Signature"

// recall bounds the look-up of what a message is about while Razorpay waits for our answer.
const recall = 2 * time.Second

type event struct {
	Type    string `json:"event"`
	Payload struct {
		Payment struct {
			Entity struct {
				OrderID string `json:"order_id"`
			} `json:"entity"`
		} `json:"payment"`
		Order struct {
			Entity struct {
				ID string `json:"id"`
			} `json:"entity"`
		} `json:"order"`
		Dispute struct {
			Entity struct {
				ID string `json:"id"`
			} `json:"entity"`
		} `json:"dispute"`
	} `json:"payload"`
}

// ParseWebhook checks the signature and says what the message speaks of; messages about orders that are not ours speak of
// nothing. The event's id is a hash of what was signed and not Razorpay's X-Razorpay-Event-Id, which is not: a message that
// is sent again under another id is the same message. Razorpay signs no time: see the package comment. Errors:
// payment.ErrSignature, payment.ErrWebhook.
func (g *Gateway) ParseWebhook(header http.Header, body []byte, _ time.Time) (payment.Notice, error) {
	if !g.genuine(header.Get(SignatureHeader), body) {
		return payment.Notice{}, payment.ErrSignature
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.Type == "" {
		return payment.Notice{}, payment.ErrWebhook.With(err)
	}
	sum := sha256.Sum256(body)
	out := payment.Notice{EventID: hex.EncodeToString(sum[:]), Type: e.Type}
	order := e.Payload.Payment.Entity.OrderID
	if order == "" {
		order = e.Payload.Order.Entity.ID
	}
	if order == "" {
		return out, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), recall)
	defer cancel()
	reference, err := g.o.Memory.Reference(ctx, kindOrder, order)
	if err != nil || reference == uuid.Nil {
		return out, err
	}
	if id := e.Payload.Dispute.Entity.ID; id != "" { // Razorpay's payments do not say that they are disputed
		if _, err := g.o.Memory.Keep(ctx, kindDispute, reference, id); err != nil {
			return payment.Notice{}, err
		}
	}
	out.About, out.Reference = payment.AboutPayment, reference
	return out, nil
}

func (g *Gateway) genuine(signature string, body []byte) bool {
	given, err := hex.DecodeString(signature)
	if err != nil || len(given) == 0 {
		return false
	}
	for _, secret := range g.o.WebhookSecrets {
		h := hmac.New(sha256.New, secret)
		h.Write(body)
		if hmac.Equal(given, h.Sum(nil)) {
			return true
		}
	}
	return false
}

// dispute is a chargeback; money is taken with status "open".
type dispute struct {
	ID        string `json:"id"`
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
	status, counts := disputeStatus[d.Status]
	if !counts || d.Phase == "retrieval" || d.Phase == "fraud" {
		return nil, nil
	}
	out := payment.GatewayDispute{Ref: d.ID, Status: status, Reason: d.Reason, AmountMinor: d.Amount}
	if d.RespondBy != 0 {
		out.EvidenceDue = time.Unix(d.RespondBy, 0).UTC()
	}
	return []payment.GatewayDispute{out}, nil
}
