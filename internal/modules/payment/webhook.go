package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"unicode/utf8"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"
)

// MaxWebhookBytes is the largest message that a gateway may send.
const MaxWebhookBytes = 256 << 10

// maxWebhookName limits a gateway's name of an event and of its type, in bytes.
const maxWebhookName = 200

// subjects are what notices may be about; "" is what we have no use for.
var subjects = []Subject{"", AboutPayment, AboutPayout, AboutPayee, AboutSaved}

// ReceiveWebhook checks a gateway's message, stores it once by its event id, as it came but for what is about people (the
// digest is of the whole), and leaves the rest to a job, if there is any: the gateway has its answer at once. The message is only a hint; what it is about is read from the
// gateway, so duplicates and any order of arrival do no harm. Errors: ErrGateway, ErrSignature, ErrWebhook.
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
	if n.EventID == "" || !slices.Contains(subjects, n.About) || !storable(body) {
		return ErrWebhook
	}
	n.EventID, n.Type = columnName(n.EventID), columnName(n.Type)
	kept, err := withoutPeople(body)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(body)
	arg := paymentdb.InsertWebhookParams{Gateway: gateway, EventID: n.EventID, About: string(n.About), Type: n.Type, Reference: n.Reference, Payload: string(kept), Digest: digest[:], Now: now}
	if n.Routine && n.About == AboutPayment {
		handled, err := paymentdb.New(s.db).KeepWebhook(ctx, paymentdb.KeepWebhookParams{Gateway: arg.Gateway, EventID: arg.EventID, Type: arg.Type,
			Reference: arg.Reference, Payload: arg.Payload, Digest: arg.Digest, Now: now})
		if err != nil || handled > 0 {
			return err
		}
	}
	if n.About == "" {
		arg.HandledAt = &now
	}
	defer fault.Point("told")
	return s.db.InTx(ctx, func(tx db.Tx) error {
		fresh, err := paymentdb.New(tx).InsertWebhook(ctx, arg)
		if err != nil || fresh == 0 || n.About == "" {
			return err
		}
		return s.jobs.AddTx(ctx, tx, webhookJob(gateway, n.EventID))
	})
}

// columnName is a gateway's name as a column takes it: one that is too long, or that holds a NUL (JSON may say \u0000),
// stands as its digest. The event is genuine all the same, and still counts once.
func columnName(name string) string {
	if len(name) <= maxWebhookName && storable([]byte(name)) {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// storable reports whether a column of text takes the body byte by byte.
func storable(body []byte) bool { return utf8.Valid(body) && !slices.Contains(body, 0) }

// OnNotice registers who acts on verified news of a subject. do is called by a job, at least once per message and in no
// particular order; it reads the gateway, and an error makes it come again. Of AboutPayment it gets what is not routine,
// after the payment, its refunds and its disputes were brought up to date. Register before the queue is opened.
func (s *Service) OnNotice(about Subject, do func(ctx context.Context, n Notice) error) {
	s.notices[about] = append(s.notices[about], do)
}

// handleWebhook brings what a message speaks of up to date with the gateway's books.
func (s *Service) handleWebhook(ctx context.Context, w WebhookReceived) error {
	q := paymentdb.New(s.db)
	row, err := q.Webhook(ctx, paymentdb.WebhookParams{Gateway: w.Gateway, EventID: w.EventID})
	if err != nil || row.HandledAt != nil {
		return err
	}
	n := Notice{EventID: row.EventID, Type: row.Type, About: Subject(row.About), Reference: row.Reference}
	if n.About == AboutPayment {
		if err := s.follow(ctx, w.Gateway, n); err != nil {
			return err
		}
	}
	for _, do := range s.notices[n.About] {
		if err := do(ctx, n); err != nil {
			return err
		}
	}
	return q.WebhookHandled(ctx, paymentdb.WebhookHandledParams{Gateway: w.Gateway, EventID: w.EventID, Now: s.clock.Now()})
}

// follow reads what the gateway knows of a payment: its answer, unless that is final, its refunds and its disputes.
func (s *Service) follow(ctx context.Context, gateway string, n Notice) error {
	p, err := s.Get(ctx, s.db, n.Reference)
	if errors.Is(err, ErrNotFound) || err == nil && p.Gateway != gateway {
		// Money that we know nothing of is for a person to look into, not for a retry.
		s.log.ErrorContext(ctx, "payment: a webhook speaks of a payment that we never made", "gateway", gateway, "event", n.EventID, "reference", n.Reference)
		return nil
	}
	if err != nil {
		return err
	}
	if p.Status != Captured && p.Status != Returned {
		return s.refresh(ctx, p)
	}
	if err := s.followRefunds(ctx, p); err != nil {
		return err
	}
	return s.FollowDisputes(ctx, p.ID)
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

// followRefunds records what became of the refunds of p: one that waited went through, or a bank sent one back. No
// gateway is asked about a payment without refunds.
func (s *Service) followRefunds(ctx context.Context, p Payment) error {
	refunds, err := s.Refunds(ctx, s.db, p.ID)
	if err != nil || len(refunds) == 0 {
		return err
	}
	i, err := s.find(ctx, p)
	if err != nil {
		return err
	}
	ours := make(map[string]RefundRecord, len(refunds))
	for _, r := range refunds {
		ours[refundKey(r.ID)] = r
	}
	for _, told := range i.Refunds {
		r, known := ours[told.IdempotencyKey]
		if !known || told.Status == r.Status || told.Status == RefundPending || r.Status == RefundFailed {
			continue
		}
		if err := s.settleRefund(ctx, p, r, told); err != nil {
			return err
		}
	}
	return nil
}
