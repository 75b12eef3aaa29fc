package payment

import (
	"context"
	"errors"
	"strings"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// StuckAfter is when an open step at a gateway becomes an operator's affair.
const StuckAfter = 15 * time.Minute

// GivenUp is the decline code of an attempt that an operator gave up.
const GivenUp = "given_up"

// gatewaySteps are the steps that can be stuck.
var gatewaySteps = []StepName{StepKeep, StepAuthorise, StepCapture, StepVoid, StepRefund}

// CountStuck says how many steps are open for longer than StuckAfter, by step; those without are there with 0.
func (s *Service) CountStuck(ctx context.Context) (map[StepName]int, error) {
	rows, err := paymentdb.New(s.db).StuckSteps(ctx, s.clock.Now().Add(-StuckAfter))
	out := map[StepName]int{}
	for _, name := range gatewaySteps {
		out[name] = 0
	}
	for _, r := range rows {
		out[StepName(r.Step)] = int(r.Stuck)
	}
	return out, err
}

// TryStep does an open step now instead of when its turn comes: it reads the gateway first, so that nothing happens
// twice. It calls the network. A step that is not open any more is left as it is. Whether the caller may is the caller's
// to ask. Errors: ErrNoStep; ErrUnknown when the gateway still gives no answer.
func (s *Service) TryStep(ctx context.Context, key string) error {
	step, p, err := s.openStep(ctx, s.db, key)
	if err != nil || step.State != string(StepPending) && step.State != string(StepUnknown) {
		return err
	}
	var o Outcome
	switch StepName(step.Step) {
	case StepRefund:
		return s.tryRefund(ctx, key)
	case StepVoid:
		o, err = s.VoidAuthorised(ctx, p.ID)
	case StepCapture:
		o, err = s.CaptureAuthorised(ctx, p.ID, 0)
	default:
		o, err = s.Reconcile(ctx, p.ID)
	}
	if errors.Is(err, ErrState) {
		return nil // it moved on meanwhile
	}
	if err != nil {
		return err
	}
	if p, err = s.Record(ctx, p.ID, o); err == nil && (p.Status == Unknown || p.Status == Created) {
		err = ErrUnknown
	}
	return err
}

func (s *Service) tryRefund(ctx context.Context, key string) error {
	id, err := uuid.Parse(strings.TrimPrefix(key, "refund:"))
	if err != nil {
		return ErrNoStep
	}
	if err := s.sendRefund(ctx, id); err != nil {
		if refusal, ok := certain(err); ok {
			return refusal
		}
		return ErrUnknown.With(err)
	}
	return nil
}

// GiveUpStepTx ends an attempt to pay that its gateway does not answer about: the attempt is over in our books, so that
// its booking ends, and a job goes on to ask the gateway. What it reserved is released then, and what it took comes into
// the books and goes back. A refund cannot be given up: the money is owed. Errors: ErrNoStep, ErrStepOver, ErrOwed.
func (s *Service) GiveUpStepTx(ctx context.Context, tx db.Tx, now time.Time, key string) error {
	step, p, err := s.openStep(ctx, tx, key)
	switch {
	case err != nil:
		return err
	case StepName(step.Step) == StepRefund:
		return ErrOwed
	case step.State != string(StepPending) && step.State != string(StepUnknown):
		return ErrStepOver
	}
	if _, err := s.RecordTx(ctx, tx, now, p.ID, Outcome{Status: Voided, DeclineCode: GivenUp}); err != nil {
		return err
	}
	return s.jobs.AddTx(ctx, tx, voidJob(p.ID))
}

func (s *Service) openStep(ctx context.Context, q db.Querier, key string) (paymentdb.StepByKeyRow, Payment, error) {
	step, err := paymentdb.New(q).StepByKey(ctx, key)
	if db.IsNoRows(err) {
		return step, Payment{}, ErrNoStep
	}
	if err != nil {
		return step, Payment{}, err
	}
	p, err := s.Get(ctx, q, *step.PaymentID)
	return step, p, err
}

// finishAsked does what was decided about payments and left undone: by a job that was lost, or is late.
func (s *Service) finishAsked(ctx context.Context, olderThan time.Time) error {
	rows, err := paymentdb.New(s.db).AskedPayments(ctx, paymentdb.AskedPaymentsParams{OlderThan: olderThan, MaxRows: sweepRows})
	failed := []error{err}
	for _, p := range payments(rows) {
		failed = append(failed, s.TryStep(ctx, p.openKey()))
	}
	return errors.Join(failed...)
}
