package desk

import (
	"context"
	"strings"
	"time"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// StepPayout is the step of a payout that no gateway has confirmed; the others are payment.StepName.
const StepPayout = "payout"

func stepRow(r deskdb.DeskVStep) Row {
	return Row{ID: r.Key, Code: r.Code, Person: r.PersonID, For: payment.Purpose(r.Purpose), Of: r.OfID, Why: r.Step, Since: r.StartedAt.UTC(), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency},
		Tries: int(r.Attempts), Fault: r.ErrorCode, Waits: r.Disputed}
}

// Step is one step of a payment that is stuck. Operators only. Errors: identity's, payment.ErrNoStep, also for one that
// came to its end meanwhile.
func (s *Service) Step(ctx context.Context, by identity.Principal, key string) (Row, error) {
	if err := may(by, identity.Read); err != nil {
		return Row{}, err
	}
	r, err := on(s.DB).PaymentStep(ctx, deskdb.PaymentStepParams{Key: key, StuckBefore: s.Clock.Now().Add(-payment.StuckAfter)})
	if db.IsNoRows(err) {
		return Row{}, payment.ErrNoStep
	}
	if err != nil {
		return Row{}, err
	}
	return stepRow(r), nil
}

// TryStep does a stuck step of a payment, or sends a payout, now. The gateway is read first, so that nothing happens twice. Operators
// only, with a reason for the record. Errors: identity's, apperr.ErrValidation, payment.ErrNoStep, payment.ErrUnknown when
// the gateway gives no answer now either.
func (s *Service) TryStep(ctx context.Context, by identity.Principal, key, reason string) error {
	if err := s.withStep(ctx, by, key, "payment_tried", reason, nil); err != nil {
		return err
	}
	if id, ok := payoutOf(key); ok {
		return s.Payouts.TrySend(ctx, id)
	}
	return s.Payments.TryStep(ctx, key)
}

// payoutOf is the payout that a step sends; false: it is a step of a payment.
func payoutOf(key string) (uuid.UUID, bool) {
	raw, is := strings.CutPrefix(key, StepPayout+":")
	id, err := uuid.Parse(raw)
	return id, is && err == nil
}

// GiveUpStep ends the attempt to pay that a stuck step belongs to: its booking ends, and what the gateway took or takes
// goes back. Operators only, with a reason. Errors: as TryStep, payment.ErrStepOver, payment.ErrOwed for a refund and a payout.
func (s *Service) GiveUpStep(ctx context.Context, by identity.Principal, key, reason string) error {
	return s.withStep(ctx, by, key, "payment_given_up", reason, func(ctx context.Context, tx db.Tx, now time.Time, key string) error {
		if _, ok := payoutOf(key); ok {
			return payment.ErrOwed
		}
		return s.Payments.GiveUpStepTx(ctx, tx, now, key)
	})
}

// withStep records the decision in the transaction of do; nil: what follows is asked of a gateway after it.
func (s *Service) withStep(ctx context.Context, by identity.Principal, key, verb, reason string, do func(context.Context, db.Tx, time.Time, string) error) error {
	if err := may(by, identity.Update); err != nil {
		return err
	}
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		if _, err := on(tx).PaymentStep(ctx, deskdb.PaymentStepParams{Key: key, StuckBefore: now.Add(-payment.StuckAfter)}); db.IsNoRows(err) {
			return payment.ErrNoStep
		} else if err != nil {
			return err
		}
		if do != nil {
			if err := do(ctx, tx, now, key); err != nil {
				return err
			}
		}
		_, err := s.actTx(ctx, tx, by, now, verb, key, reason)
		return err
	})
}
