package identity

import (
	"context"

	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Forgot mails a link that sets a new password, if an account has the address. Answer and work are the same if not:
// the job is enqueued either way and finds nobody to write to.
func (s *Service) Forgot(ctx context.Context, email string, dev Device) error {
	email = NormalizeEmail(email)
	if !someonesEmail(email) {
		return nil
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx db.Tx) error {
		account, err := queries(tx).AccountByEmail(ctx, email)
		if err != nil && !db.IsNoRows(err) {
			return err
		}
		b := s.emailBucket("reset mail", email)
		count, ok, err := s.take(ctx, tx, now, b, quotaMail)
		if err != nil || !ok {
			return err
		}
		return s.publishTx(ctx, tx, now, Principal{}.Actor(), dev.RequestID, []fact{
			{typ: EventPasswordResetRequested, aggregate: aggregateAttempt, id: b.id(), seq: count, data: AttemptEvent{PersonID: ptr(account.ID)}},
		}, jobs.Job{Args: mailJob{Mail: MailReset, PersonID: account.ID}})
	})
}
