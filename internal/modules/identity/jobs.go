package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/jobs"
)

// Handle registers the module's jobs with the queue.
func (s *Service) Handle(q *jobs.Client) {
	jobs.Handle(q, s.sendMail)
	jobs.Handle(q, s.deleteBlob)
	jobs.Handle(q, s.sweep)
	q.Every(time.Hour, sweepJob{}, jobs.QueueBulk)
}

// mailJob sends one mail. The zero person is nobody: see Forgot.
type mailJob struct {
	Mail     MailKind  `json:"mail"`
	PersonID uuid.UUID `json:"person_id"`
}

// Kind names the job.
func (mailJob) Kind() string { return "identity_mail" }

// Paths of the pages that mails link to. The first two are followed by "/" and the link's token; opening such a page
// must not use it up, since mail programs open links on their own: a form on it posts the token.
const (
	VerifyPath  = "/verify"
	ResetPath   = "/recover"
	RecoverPath = "/recover"
	SignInPath  = "/sign-in"
)

// sendMail makes the link's token here, moments before it is mailed: only its hash is ever stored. A second run after a
// crash mails a second link; both work until one is used.
func (s *Service) sendMail(ctx context.Context, job mailJob) error {
	if job.PersonID == uuid.Nil {
		return nil
	}
	people, err := s.PeopleByIDs(ctx, s.db, []uuid.UUID{job.PersonID})
	if err != nil {
		return err
	}
	p, ok := people[job.PersonID]
	if !ok || p.Status != Active || (job.Mail == MailVerify && p.Verified) {
		return nil
	}
	var link string
	switch job.Mail {
	case MailVerify:
		link, err = s.newLink(ctx, p.ID, purposeVerify, VerifyPath, s.opt.VerifyFor)
	case MailReset:
		link, err = s.newLink(ctx, p.ID, purposeReset, ResetPath, s.opt.ResetFor)
	case MailAlreadyRegistered:
		link = s.opt.BaseURL + SignInPath
	case MailPasswordChanged:
		link = s.opt.BaseURL + RecoverPath
	}
	if err != nil {
		return err
	}
	return s.mailer.SendIdentityMail(ctx, job.Mail, p, link)
}

func (s *Service) newLink(ctx context.Context, person uuid.UUID, purpose, path string, life time.Duration) (string, error) {
	token, now := s.ids.Secret(), s.clock.Now()
	err := queries(s.db).InsertOneTimeToken(ctx, identitydb.InsertOneTimeTokenParams{
		TokenHash: hashSecret(token), PersonID: person, Purpose: purpose, Now: now, ExpiresAt: now.Add(life),
	})
	return s.opt.BaseURL + path + "/" + token, err // the token's letters need no escaping
}

// blobJob deletes a file that nothing points to any more.
type blobJob struct {
	Key string `json:"key"`
}

// Kind names the job.
func (blobJob) Kind() string { return "identity_delete_blob" }

func (s *Service) deleteBlob(ctx context.Context, job blobJob) error {
	return s.blobs.Delete(ctx, job.Key)
}

// sweepJob forgets what has expired.
type sweepJob struct{}

// Kind names the job.
func (sweepJob) Kind() string { return "identity_sweep" }

// Ended sessions stay a while for "who was signed in when"; full buckets keep their count for the order of events.
const (
	keepSessions = 30 * 24 * time.Hour
	keepAttempts = 30 * 24 * time.Hour
)

func (s *Service) sweep(ctx context.Context, _ sweepJob) error {
	q, now := queries(s.db), s.clock.Now()
	for _, step := range []struct {
		sweep  func(context.Context, time.Time) error
		before time.Time
	}{
		{q.SweepRevokedTokens, now},
		{q.SweepOneTimeTokens, now},
		{q.SweepRefreshTokens, now.Add(-keepSessions)},
		{q.SweepSessions, now.Add(-keepSessions)},
		{q.SweepAttempts, now.Add(-keepAttempts)},
	} {
		if err := step.sweep(ctx, step.before); err != nil {
			return err
		}
	}
	return nil
}
