package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// StepName is what a booking and its money go through, or what takes it back.
type StepName string

// The steps. Hold, confirm and complete are the booking's; void and refund take back.
const (
	StepHold      StepName = "hold"
	StepKeep      StepName = "keep" // a method, for a charge that comes later
	StepAuthorise StepName = "authorise"
	StepConfirm   StepName = "confirm"
	StepCapture   StepName = "capture"
	StepComplete  StepName = "complete"
	StepEarn      StepName = "earn"
	StepVoid      StepName = "void"
	StepRefund    StepName = "refund"
)

// StepState is where a step stands.
type StepState string

// The states of a step. Unknown is a gateway that gave no answer; compensated is a step that was taken back.
const (
	StepPending     StepState = "pending"
	StepDone        StepState = "done"
	StepFailed      StepState = "failed"
	StepUnknown     StepState = "unknown"
	StepCompensated StepState = "compensated"
)

// Step is one step of a booking or of the purchase of a package. Triggers write it with the change that it tells of; it
// never says anything else than the booking, the payment or the refund.
type Step struct {
	Key        string // by which the gateway knows the call: one key, one effect
	Name       StepName
	State      StepState
	Attempts   int    // calls that were begun
	ErrorCode  string // of the last call, or why it failed
	StartedAt  time.Time
	FinishedAt *time.Time // nil while it is open
}

// Steps lists what was done for a booking or package and taken back, in that order.
func (s *Service) Steps(ctx context.Context, q db.Querier, subject uuid.UUID) ([]Step, error) {
	rows, err := paymentdb.New(q).StepsOf(ctx, subject)
	out := make([]Step, len(rows))
	for i, r := range rows {
		out[i] = Step{Key: r.Key, Name: StepName(r.Step), State: StepState(r.State), Attempts: int(r.Attempts), ErrorCode: r.ErrorCode,
			StartedAt: r.StartedAt.UTC(), FinishedAt: utc(r.FinishedAt)}
	}
	return out, err
}

// AskVoidTx writes down that a payment is given up, in the transaction of the decision and before the time it paid for
// is released: a trigger refuses the other order. Whoever decides also leaves a job; the sweep does what a job did not.
// A payment that was taken, or is over, stays as it is.
func (s *Service) AskVoidTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID) error {
	return paymentdb.New(tx).AskVoid(ctx, paymentdb.AskVoidParams{ID: id, Now: now})
}

// AskCaptureTx writes down that an authorised payment is to be taken. As AskVoidTx.
func (s *Service) AskCaptureTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID) error {
	return paymentdb.New(tx).AskCapture(ctx, paymentdb.AskCaptureParams{ID: id, Now: now})
}

// openStep is the step that a payment is at.
func (p Payment) openStep() StepName {
	switch {
	case p.VoidAskedAt != nil:
		return StepVoid
	case p.CaptureAskedAt != nil:
		return StepCapture
	case p.keeping():
		return StepKeep
	}
	return StepAuthorise
}

// openKey is the key of that step.
func (p Payment) openKey() string {
	switch p.openStep() {
	case StepVoid:
		return voidKey(p.ID)
	case StepCapture:
		return captureKey(p.ID)
	case StepKeep:
		return keepKey(p.ID)
	}
	return authoriseKey(p.ID)
}

// noteCall counts a call that got no answer. It is told for people's sake: a fault here stops nothing.
func (s *Service) noteCall(ctx context.Context, key string, fault error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
	defer cancel()
	if err := paymentdb.New(s.db).NoteCall(ctx, paymentdb.NoteCallParams{Key: key, ErrorCode: callCode(fault)}); err != nil {
		s.log.WarnContext(ctx, "payment: a call to the gateway could not be noted", "step", key, "error", err)
	}
}

// callCode is a fault as a stable code.
func callCode(fault error) string {
	if e, ok := apperr.As(fault); ok && e.Code != ErrUnknown.Code {
		return e.Code
	}
	if errors.Is(fault, context.DeadlineExceeded) {
		return "timeout"
	}
	return "no_answer"
}
