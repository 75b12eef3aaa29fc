package stripe

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>,…"; see payment.SignWebhook.
const SignatureHeader = "Stripe-Signature"

// recall bounds the look-up of a dispute's payment while Stripe waits for our answer.
const recall = 2 * time.Second

// event is what is read of a message. It is read by hand and not by the SDK: the shape of these few fields has not changed
// in ten years, the SDK insists on its own version of the API.
type event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data struct {
		Object object `json:"object"`
	} `json:"data"`
}

type object struct {
	Object        string          `json:"object"`
	Mode          string          `json:"mode"`
	Metadata      json.RawMessage `json:"metadata"`
	PaymentIntent json.RawMessage `json:"payment_intent"` // an id, or the whole
}

// ParseWebhook checks signature and age, and says what the message speaks of. Messages about what is not ours, or of no
// use to us, speak of nothing. Errors: payment.ErrSignature, payment.ErrWebhook.
func (g *Gateway) ParseWebhook(header http.Header, body []byte, now time.Time) (payment.Notice, error) {
	if err := payment.VerifyWebhook(header.Get(SignatureHeader), body, g.o.WebhookSecrets, now); err != nil {
		return payment.Notice{}, err
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" {
		return payment.Notice{}, payment.ErrWebhook.With(err)
	}
	out := payment.Notice{EventID: e.ID, Type: e.Type}
	subject := subjectOf(e)
	if subject == "" {
		return out, nil
	}
	reference, err := g.referenceIn(e.Data.Object)
	if err != nil || reference == uuid.Nil {
		return out, err
	}
	out.About, out.Reference = subject, reference
	return out, nil
}

func subjectOf(e event) payment.Subject {
	kind, _, _ := strings.Cut(e.Type, ".")
	switch kind {
	case "checkout":
		if e.Data.Object.Mode == "setup" {
			return payment.AboutSaved
		}
		return payment.AboutPayment
	case "payment_intent", "charge", "refund":
		return payment.AboutPayment
	case "transfer", "payout":
		return payment.AboutPayout
	case "account":
		return payment.AboutPayee
	}
	return ""
}

// referenceIn is our reference in an object's metadata; a dispute has none of its own, but its payment was remembered when
// it was read.
func (g *Gateway) referenceIn(o object) (uuid.UUID, error) {
	var written map[string]string
	if len(o.Metadata) > 0 && json.Unmarshal(o.Metadata, &written) != nil {
		return uuid.Nil, payment.ErrWebhook
	}
	if o.Object != "dispute" {
		return referenceOf(written), nil
	}
	var id string
	if json.Unmarshal(o.PaymentIntent, &id) != nil {
		return uuid.Nil, nil // of a charge that was made without an intent: none of ours
	}
	ctx, cancel := context.WithTimeout(context.Background(), recall)
	defer cancel()
	return g.o.Memory.Reference(ctx, kindIntent, id)
}
