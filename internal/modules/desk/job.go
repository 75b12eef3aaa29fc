package desk

import (
	"context"
	"errors"
	"strconv"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
)

func jobRow(j jobs.Stuck) Row {
	return Row{ID: strconv.FormatInt(j.ID, 10), Kind: j.Kind, Why: j.Class, Since: j.Since, Until: j.Next, Tries: j.Attempts, MaxTry: j.MaxAttempts, GivenUp: j.Dead}
}

// Job is one failed job. Operators only. Errors: identity's, ErrNoJob.
func (s *Service) Job(ctx context.Context, by identity.Principal, id int64) (Row, error) {
	if err := may(by, identity.Read); err != nil {
		return Row{}, err
	}
	j, err := s.Jobs.StuckByID(ctx, id)
	return jobRow(j), jobFault(err)
}

// RetryJob makes a failed job due at once. Operators only, with a reason for the record. Errors: identity's,
// apperr.ErrValidation, ErrNoJob, ErrJobRunning.
func (s *Service) RetryJob(ctx context.Context, by identity.Principal, id int64, reason string) error {
	return s.withJob(ctx, by, id, "job_retried", reason, s.Jobs.RetryTx)
}

// DiscardJob deletes a failed job: what it should have done stays undone. Errors: as RetryJob.
func (s *Service) DiscardJob(ctx context.Context, by identity.Principal, id int64, reason string) error {
	return s.withJob(ctx, by, id, "job_discarded", reason, s.Jobs.DiscardTx)
}

func (s *Service) withJob(ctx context.Context, by identity.Principal, id int64, verb, reason string, do func(context.Context, db.Tx, int64) error) error {
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
		if err := do(ctx, tx, id); err != nil {
			return jobFault(err)
		}
		_, err := s.actTx(ctx, tx, by, now, verb, strconv.FormatInt(id, 10), reason)
		return err
	})
}

func jobFault(err error) error {
	switch {
	case errors.Is(err, jobs.ErrNoJob):
		return ErrNoJob
	case errors.Is(err, jobs.ErrJobRunning):
		return ErrJobRunning
	}
	return err
}
