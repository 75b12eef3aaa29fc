package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"

	"github.com/google/uuid"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>"; see payment.SignWebhook.
const SignatureHeader = "Sandbox-Signature"

// How webhooks are sent: again every minute until the receiver takes them, for three days.
const (
	retryAfter  = time.Minute
	giveUpAfter = 72 * time.Hour
	batch       = 100
)

// message is a webhook's body.
type message struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Created   int64     `json:"created"`
	IntentID  string    `json:"intent_id"`
	Reference uuid.UUID `json:"reference"`
	Status    string    `json:"status"`
}

// ParseWebhook checks signature and age. Errors: payment.ErrSignature, payment.ErrWebhook.
func (g *Gateway) ParseWebhook(header http.Header, body []byte, now time.Time) (payment.Notice, error) {
	if err := payment.VerifyWebhook(header.Get(SignatureHeader), body, g.o.Secrets, now); err != nil {
		return payment.Notice{}, err
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil || m.ID == "" {
		return payment.Notice{}, payment.ErrWebhook.With(err)
	}
	return payment.Notice{EventID: m.ID, Type: m.Type, About: payment.AboutPayment, Reference: m.Reference}, nil
}

// Run is the gateway's clockwork: it settles late payments and delivers webhooks until ctx ends. Several nodes may run
// it; each message is taken by one. report hears of failed rounds.
func (g *Gateway) Run(ctx context.Context, every time.Duration, report func(error)) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := g.Tick(ctx); err != nil && ctx.Err() == nil {
				report(err)
			}
		}
	}
}

// Tick does one round of Run's work.
func (g *Gateway) Tick(ctx context.Context) error {
	return errors.Join(g.settle(ctx), g.deliver(ctx))
}

// settle gives late payments their answer.
func (g *Gateway) settle(ctx context.Context) error {
	due, err := g.q.SandboxDue(ctx, paymentdb.SandboxDueParams{Now: g.o.Clock.Now(), MaxRows: batch})
	if err != nil {
		return err
	}
	for _, row := range due {
		to, captured := taken(row.Capture, row.AmountMinor)
		if _, err := g.move(ctx, row, payment.Processing, to, captured, ""); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends what is due. Messages are deleted only after the receiver took them: a crash in between repeats them.
func (g *Gateway) deliver(ctx context.Context) error {
	now := g.o.Clock.Now()
	if err := g.q.SandboxGivenUp(ctx, now.Add(-giveUpAfter)); err != nil {
		return err
	}
	for {
		due, err := g.q.SandboxOutbox(ctx, paymentdb.SandboxOutboxParams{Now: now, AgainAt: now.Add(retryAfter), MaxRows: batch})
		if err != nil || len(due) == 0 {
			return err
		}
		var failed []error
		var delivered []string
		for _, m := range due {
			if err := g.send(ctx, m); err != nil {
				failed = append(failed, err)
				continue
			}
			delivered = append(delivered, m.ID)
		}
		if err := errors.Join(append(failed, g.q.SandboxDelivered(ctx, delivered))...); err != nil {
			return err
		}
	}
}

func (g *Gateway) send(ctx context.Context, o paymentdb.SandboxOutboxRow) error {
	body, err := json.Marshal(message{ID: o.ID, Type: o.Type, Created: o.CreatedAt.Unix(), IntentID: o.IntentID, Reference: o.Reference, Status: o.Status})
	if err != nil {
		return err
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(SignatureHeader, payment.SignWebhook(g.o.Secrets[0], body, g.o.Clock.Now()))
	return g.o.Deliver(ctx, header, body)
}
