package payout

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"

	"github.com/google/uuid"
)

// lateAfter is how long a request that nobody answered may still arrive at the gateway.
const lateAfter = 30 * time.Minute

// failure codes of our own.
const (
	accountRemoved = "account_removed"
	refused        = "refused"
)

// errStillOpen keeps a job coming back while nobody knows whether the gateway has a payout.
var errStillOpen = errors.New("payout: the gateway may still learn of it")

// send tells the gateway of a payout that was decided. It runs until the gateway answered: it reads first, so that an answer
// that was lost is found and not asked for again.
func (s *Service) send(ctx context.Context, id uuid.UUID) error {
	p, err := s.payout(ctx, s.DB, id)
	if err != nil || p.Status != Sending {
		return err
	}
	fault.Point("payout_decided")
	told, err := s.ask(ctx, p)
	fault.Point("answered_payout")
	if err != nil {
		return err
	}
	defer fault.Point("payout_sent")
	return s.record(ctx, p.ID, told)
}

func (s *Service) payout(ctx context.Context, q db.Querier, id uuid.UUID) (Payout, error) {
	row, err := on(q).Payout(ctx, id)
	if db.IsNoRows(err) {
		return Payout{}, ErrNotFound
	}
	return payoutOf(row), err
}

// ask gives what the gateway knows of a payout, sending it where it knows nothing. A refusal, and an account that was
// removed before the gateway was told, are a payout that came back.
func (s *Service) ask(ctx context.Context, p Payout) (payment.GatewayPayout, error) {
	g, ok := s.gateways[p.Gateway]
	if !ok {
		return payment.GatewayPayout{}, ErrNoGateway
	}
	ctx, cancel := context.WithTimeout(ctx, s.Policy.GatewayPeriod)
	defer cancel()
	told, err := g.FindPayout(ctx, p.ID)
	if !errors.Is(err, payment.ErrNoIntent) {
		return told, err
	}
	account, err := on(s.DB).Account(ctx, p.PractitionerID)
	if err != nil {
		return told, err
	}
	now := s.Clock.Now()
	if account.PayeeRef != p.PayeeRef {
		if p.askedAt != nil && now.Before(p.askedAt.Add(lateAfter)) {
			return told, errStillOpen
		}
		return p.failed(accountRemoved), nil
	}
	if err := on(s.DB).AskedPayout(ctx, payoutdb.AskedPayoutParams{ID: p.ID, Now: now}); err != nil {
		return told, err
	}
	told, err = g.Payout(ctx, payment.PayoutRequest{IdempotencyKey: p.key(), Reference: p.ID, PayeeRef: p.PayeeRef, Amount: p.Amount})
	if refusal, sure := certain(err); sure {
		s.Log.ErrorContext(ctx, "payout: the gateway refused a payout", "payout", p.ID, "code", refusal.Code)
		return p.failed(refused), nil
	}
	return told, err
}

func (p Payout) failed(code string) payment.GatewayPayout {
	return payment.GatewayPayout{Reference: p.ID, Status: payment.PayoutReturned, Amount: p.Amount, FailureCode: code}
}

// refresh records what the gateway knows of a payout: after a notice, and when nothing was heard for long.
func (s *Service) refresh(ctx context.Context, id uuid.UUID) error {
	p, err := s.payout(ctx, s.DB, id)
	switch {
	case errors.Is(err, ErrNotFound):
		// Money that we know nothing of is for a person to look into, not for a retry.
		s.Log.ErrorContext(ctx, "payout: the gateway speaks of a payout that we never made", "reference", id)
		return nil
	case err != nil:
		return err
	case p.Status == Sending:
		return s.send(ctx, id)
	case p.Status == Returned:
		return nil
	}
	g, ok := s.gateways[p.Gateway]
	if !ok {
		return ErrNoGateway
	}
	ctx, cancel := context.WithTimeout(ctx, s.Policy.GatewayPeriod)
	defer cancel()
	told, err := g.FindPayout(ctx, id)
	fault.Point("answered_arrival")
	if err != nil {
		return err
	}
	defer fault.Point("arrived")
	return s.record(ctx, id, told)
}

// record writes what the gateway said: the status with its posting and its event. News that is older than what is known,
// or said before, changes nothing. Errors: ErrMismatch.
func (s *Service) record(ctx context.Context, id uuid.UUID, told payment.GatewayPayout) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q, now := on(tx), s.Clock.Now()
		row, err := q.LockPayout(ctx, id)
		if err != nil {
			return err
		}
		before := payoutOf(row)
		if told.Amount != before.Amount {
			return ErrMismatch.With(fmt.Errorf("payout %s: the gateway says %v, the books say %v", id, told.Amount, before.Amount))
		}
		to := Status(told.Status)
		if !before.Status.before(to) {
			return q.CheckedPayout(ctx, payoutdb.CheckedPayoutParams{ID: id, Now: now})
		}
		row, err = q.AdvancePayout(ctx, payoutdb.AdvancePayoutParams{ID: id, Status: string(to), GatewayRef: told.Ref, FailureCode: code(told.FailureCode), Now: now})
		if err != nil {
			return err
		}
		return s.followTx(ctx, tx, before, payoutOf(row), now)
	})
}

// before reports whether news of a payout in status to are newer than s.
func (s Status) before(to Status) bool {
	order := map[Status]int{Sending: 1, InTransit: 2, Paid: 3, Returned: 4}
	return order[s] < order[to]
}

// code keeps a gateway's failure code within what the table takes.
func code(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
	return clean[:min(len(clean), 60)]
}

// followTx posts and tells what a payout's new status means.
func (s *Service) followTx(ctx context.Context, tx db.Tx, before, p Payout, now time.Time) error {
	if p.Status == Returned {
		return s.returnTx(ctx, tx, before, p, now)
	}
	if p.Status == Paid {
		if _, err := ledger.PostTx(ctx, tx, before.paidPosting(s.IDs.ID(), now)); err != nil {
			return err
		}
	}
	if before.Status == Sending {
		if err := s.Events.PublishTx(ctx, tx, p.event(EventSent, now)); err != nil {
			return err
		}
	}
	if p.Status == Paid {
		return s.Events.PublishTx(ctx, tx, p.event(EventPaid, now))
	}
	return nil
}

// returnTx makes a payout's money payable again, once, and holds the account until its owner has looked at it: the next one
// would come back too. What was never sent says nothing about the account: the next run tries again, and operators read of
// it in the log.
func (s *Service) returnTx(ctx context.Context, tx db.Tx, before, p Payout, now time.Time) error {
	if _, err := ledger.PostTx(ctx, tx, before.returnedPosting(s.IDs.ID(), now)); err != nil {
		return err
	}
	q := on(tx)
	if err := q.ReleaseLines(ctx, p.ID); err != nil || p.FailureCode == refused {
		return err
	}
	held := p.FailureCode
	if held == "" {
		held = "returned"
	}
	if err := q.HoldAccount(ctx, payoutdb.HoldAccountParams{PractitionerID: p.PractitionerID, PayeeRef: p.PayeeRef, Held: held}); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, p.event(EventReturned, now))
}
