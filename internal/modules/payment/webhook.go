package payment

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
)

// MaxWebhookBytes is the largest message that a gateway may send.
const MaxWebhookBytes = 256 << 10

// ReceiveWebhook checks a gateway's message, stores it once by its event id, and leaves the rest to a job, if there is
// any: the gateway has its answer at once. The message is only a hint; what it is about is read from the gateway, so duplicates and any
// order of arrival do no harm. Errors: ErrGateway, ErrSignature, ErrWebhook.
func (s *Service) ReceiveWebhook(ctx context.Context, gateway string, header http.Header, body []byte) error {
	g, err := s.gateway(gateway)
	if err != nil {
		return err
	}
	if len(body) > MaxWebhookBytes {
		return ErrWebhook
	}
	now := s.clock.Now()
	n, err := g.ParseWebhook(header, body, now)
	if err != nil {
		return err
	}
	if n.About == "" { // genuine, and nothing that we have a use for
		return nil
	}
	if !json.Valid(body) || n.EventID == "" || len(n.EventID) > 200 {
		return ErrWebhook
	}
	kept, err := paymentdb.New(s.db).KeepWebhook(ctx, paymentdb.KeepWebhookParams{Gateway: gateway, EventID: n.EventID, Reference: n.Reference, Payload: body, Now: now})
	if err != nil || kept > 0 {
		return err
	}
	return s.db.InTx(ctx, func(tx db.Tx) error {
		fresh, err := paymentdb.New(tx).InsertWebhook(ctx, paymentdb.InsertWebhookParams{Gateway: gateway, EventID: n.EventID, Reference: n.Reference, Payload: body, Now: now})
		if err != nil || fresh == 0 {
			return err
		}
		return s.jobs.AddTx(ctx, tx, webhookJob(gateway, n.EventID))
	})
}

// handleWebhook brings a payment up to date with the gateway's books. A payment whose answer is final needs no reading.
func (s *Service) handleWebhook(ctx context.Context, w WebhookReceived) error {
	q := paymentdb.New(s.db)
	row, err := q.Webhook(ctx, paymentdb.WebhookParams{Gateway: w.Gateway, EventID: w.EventID})
	if err != nil || row.HandledAt != nil {
		return err
	}
	p, err := s.Get(ctx, s.db, row.Reference)
	switch {
	case errors.Is(err, ErrNotFound):
		// Money that we know nothing of is for a person to look into, not for a retry.
		s.log.ErrorContext(ctx, "payment: a webhook speaks of a payment that we never made", "gateway", w.Gateway, "event", w.EventID, "reference", row.Reference)
	case err != nil:
		return err
	case p.Gateway == w.Gateway && p.Status != Captured && p.Status != Returned:
		if err := s.refresh(ctx, p); err != nil {
			return err
		}
	}
	return q.WebhookHandled(ctx, paymentdb.WebhookHandledParams{Gateway: w.Gateway, EventID: w.EventID, Now: s.clock.Now()})
}

// refresh records what the gateway knows of p. No answer is an error here, so that the job runs again.
func (s *Service) refresh(ctx context.Context, p Payment) error {
	i, err := s.find(ctx, p)
	if err != nil {
		return err
	}
	_, err = s.Record(ctx, p.ID, outcomeOf(i))
	return err
}
