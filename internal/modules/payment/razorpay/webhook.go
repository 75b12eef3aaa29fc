package razorpay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
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
	Account string `json:"account_id"` // whose event it is: ours, or a linked account's
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
		Transfer struct {
			Entity transfer `json:"entity"`
		} `json:"transfer"`
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
	if subject, reference, err := g.aboutPayouts(e); err != nil || subject != "" {
		out.About, out.Reference = subject, reference
		return out, err
	}
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

// aboutPayouts is the payout or the payee that a message speaks of: transfers carry our payout, and what happens to a linked
// account is news of its practitioner.
func (g *Gateway) aboutPayouts(e event) (payment.Subject, uuid.UUID, error) {
	if id, err := uuid.Parse(notesOf(e.Payload.Transfer.Entity.Notes)["reference"]); err == nil {
		return payment.AboutPayout, id, nil
	}
	if !strings.HasPrefix(e.Type, "product.route.") {
		return "", uuid.Nil, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), recall)
	defer cancel()
	practitioner, err := g.o.Memory.Reference(ctx, kindAccount, e.Account)
	if err != nil || practitioner == uuid.Nil {
		return "", uuid.Nil, err
	}
	return payment.AboutPayee, practitioner, nil
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
