package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"

	"github.com/google/uuid"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>"; see payment.SignWebhook.
const SignatureHeader = "Sandbox-Signature"

// message is a webhook's body.
type message struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"`
	Created   int64           `json:"created"`
	About     payment.Subject `json:"about"`
	Ref       string          `json:"ref"`
	Reference uuid.UUID       `json:"reference"`
}

// routine are the messages that tell no more than how far an attempt to pay came.
var routine = map[string]bool{
	"payment.created": true, "payment.requires_action": true, "payment.processing": true, "payment.amount_capturable": true,
	"payment.succeeded": true, "payment.fee_known": true,
}

// ParseWebhook checks signature and age with the gateway's own secrets. Errors: payment.ErrSignature, payment.ErrWebhook.
func (g *Gateway) ParseWebhook(header http.Header, body []byte, now time.Time) (payment.Notice, error) {
	return Parse(g.o.Secrets, header, body, now)
}

// Parse is ParseWebhook for whoever has the secrets and not the gateway; any of them will do. Errors: those of ParseWebhook.
func Parse(secrets [][]byte, header http.Header, body []byte, now time.Time) (payment.Notice, error) {
	if err := payment.VerifyWebhook(header.Get(SignatureHeader), body, secrets, now); err != nil {
		return payment.Notice{}, err
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil || m.ID == "" {
		return payment.Notice{}, payment.ErrWebhook.With(err)
	}
	return payment.Notice{EventID: m.ID, Type: m.Type, About: m.About, Reference: m.Reference, Routine: routine[m.Type]}, nil
}

// deliver sends what is due. Messages are deleted only after the receiver took them: a crash in between repeats them.
func (g *Gateway) deliver(ctx context.Context) error {
	now := g.Now()
	if err := g.q.SandboxGivenUp(ctx, now.Add(-giveUpAfter)); err != nil {
		return err
	}
	for {
		due, err := g.q.SandboxOutbox(ctx, paymentdb.SandboxOutboxParams{Now: now, AgainAt: now.Add(retryAfter), MaxRows: batch})
		if err != nil || len(due) == 0 {
			return err
		}
		if err := g.deliverAll(ctx, due, now); err != nil {
			return err
		}
	}
}

func (g *Gateway) deliverAll(ctx context.Context, due []paymentdb.SandboxGatewayOutbox, now time.Time) error {
	var failed []error
	var delivered []string
	for _, m := range g.Faults.order(due) {
		put, err := g.send(ctx, m, now)
		switch {
		case err != nil:
			failed = append(failed, err)
		case !put:
			delivered = append(delivered, m.ID)
		}
	}
	return errors.Join(append(failed, g.q.SandboxDelivered(ctx, delivered))...)
}

// send delivers a message, or does to it what the switches say; off means that it was put off until later.
func (g *Gateway) send(ctx context.Context, o paymentdb.SandboxGatewayOutbox, now time.Time) (off bool, err error) {
	fate := g.Faults.fate()
	if fate.delay > 0 && !o.Seen {
		return true, g.q.SandboxPutOff(ctx, paymentdb.SandboxPutOffParams{ID: o.ID, DueAt: now.Add(fate.delay)})
	}
	if fate.lost {
		return false, nil
	}
	body, err := json.Marshal(message{ID: o.ID, Type: o.Type, Created: o.CreatedAt.Unix(), About: payment.Subject(o.About), Ref: o.Ref, Reference: o.Reference})
	if err != nil {
		return false, err
	}
	if fate.forged { // somebody who knows the address and not the secret; that it is refused is no failure of ours
		fake := []byte(strings.Replace(string(body), o.ID, "sbx_ev_forged_"+o.ID, 1))
		_ = g.o.Deliver(ctx, g.signed([]byte("not the secret"), fake), fake)
	}
	for range fate.copies {
		if err := g.o.Deliver(ctx, g.signed(g.o.Secrets[0], body), body); err != nil {
			return false, err
		}
	}
	return false, nil
}

// signed makes the headers. The time is the real one: receivers know nothing of the virtual clock.
func (g *Gateway) signed(secret, body []byte) http.Header {
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(SignatureHeader, payment.SignWebhook(secret, body, g.o.Clock.Now()))
	return header
}
