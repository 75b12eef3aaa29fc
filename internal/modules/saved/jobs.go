package saved

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"klear/internal/platform/jobs"
)

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	jobs.Handle(s.Jobs, s.spread)
	jobs.Handle(s.Jobs, s.tell)
	jobs.Handle(s.Jobs, s.forgetLetters)
	s.Jobs.Every(24*time.Hour, forgetLetters{}, jobs.QueueBulk)
}

// forgetLetters is the daily job that forgets which days had a letter: a job that could still ask is long over.
type forgetLetters struct{}

// Kind names the job.
func (forgetLetters) Kind() string { return "saved_forget_letters" }

func (s *Service) forgetLetters(ctx context.Context, _ forgetLetters) error {
	return on(s.DB).ForgetLetters(ctx, pgtype.Date{Time: s.Clock.Now().UTC().AddDate(0, 0, -7), Valid: true})
}
