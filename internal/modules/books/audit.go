package books

import (
	"context"
	"encoding/json"
	"time"

	"klear/internal/modules/books/internal/booksdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// State is where an audit stands.
type State string

// The states.
const (
	Waiting State = "waiting"
	Running State = "running"
	Sound   State = "sound"
	Unsound State = "unsound"
	Failed  State = "failed" // it did not get to its end
)

// Audit is a replay of the books that an operator asked for. Done and Total count seals.
type Audit struct {
	ID          uuid.UUID
	PersonID    uuid.UUID
	State       State
	Done, Total int64
	Findings    []string // what is wrong, the first 100: codes with event keys and amounts, no person's words
	AskedAt     time.Time
	FinishedAt  time.Time // zero while it is under way
}

// Open reports whether it is under way.
func (a Audit) Open() bool { return a.FinishedAt.IsZero() }

// AuditJob is the work of an audit.
type AuditJob struct {
	AuditID uuid.UUID `json:"audit_id"`
}

// Kind names the job.
func (AuditJob) Kind() string { return "books_audit" }

// AskAudit begins an audit from zero, as a job. Operators only. Errors: identity's, ErrRunning.
func (s *Service) AskAudit(ctx context.Context, by identity.Principal) (out Audit, err error) {
	if err := may(by, identity.Update); err != nil {
		return out, err
	}
	state, err := ledger.ReadState(ctx, s.DB)
	if err != nil {
		return out, err
	}
	now := s.Clock.Now()
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		out = Audit{ID: s.IDs.ID(), PersonID: by.PersonID, State: Waiting, Total: state.Sealed + int64(state.Waiting), AskedAt: now}
		n, err := on(tx).AskAudit(ctx, booksdb.AskAuditParams{ID: out.ID, PersonID: by.PersonID, Total: out.Total, AskedAt: now})
		if err == nil && n == 0 {
			err = ErrRunning
		}
		if err != nil {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: AuditJob{out.ID}, Queue: jobs.QueueBulk})
	})
	return out, err
}

// audit works it. A failure ends the audit: who asked sees it, and asks again.
func (s *Service) audit(ctx context.Context, j AuditJob) error {
	n, err := on(s.DB).BeginAudit(ctx, j.AuditID)
	if err != nil || n == 0 {
		return err
	}
	told := s.Clock.Now()
	var done int64
	found, fault := s.Audited(ctx, func(sealed int64) {
		done = sealed
		if now := s.Clock.Now(); now.Sub(told) >= time.Second {
			told = now
			_ = on(s.DB).AuditProgress(ctx, booksdb.AuditProgressParams{ID: j.AuditID, Done: sealed}) // the next one tells it
		}
	})
	p := booksdb.FinishAuditParams{ID: j.AuditID, State: string(Sound), Done: done, Now: s.Clock.Now()}
	switch {
	case fault != nil:
		p.State = string(Failed)
	case !found.Sound():
		p.State = string(Unsound)
		if p.Findings, err = json.Marshal(first(found.Findings())); err != nil {
			return err
		}
	}
	if err := on(s.DB).FinishAudit(context.WithoutCancel(ctx), p); err != nil {
		return err
	}
	return fault
}

func first(lines []string) []string { return lines[:min(len(lines), maxFindings)] }

// AuditByID reads an audit. Operators only. Errors: identity's, ErrNoAudit.
func (s *Service) AuditByID(ctx context.Context, by identity.Principal, id uuid.UUID) (Audit, error) {
	if err := may(by, identity.Read); err != nil {
		return Audit{}, err
	}
	r, err := on(s.DB).Audit(ctx, id)
	return auditOf(r, err)
}

// LatestAudit is the audit that was asked for last. Operators only. Errors: identity's, ErrNoAudit.
func (s *Service) LatestAudit(ctx context.Context, by identity.Principal) (Audit, error) {
	if err := may(by, identity.Read); err != nil {
		return Audit{}, err
	}
	return auditOf(on(s.DB).LatestAudit(ctx))
}

func auditOf(r booksdb.BooksAudit, err error) (Audit, error) {
	if db.IsNoRows(err) {
		return Audit{}, ErrNoAudit
	}
	out := Audit{ID: r.ID, PersonID: r.PersonID, State: State(r.State), Done: r.Done, Total: r.Total, AskedAt: r.AskedAt.UTC()}
	if r.FinishedAt != nil {
		out.FinishedAt = r.FinishedAt.UTC()
	}
	if err == nil && len(r.Findings) > 0 {
		err = json.Unmarshal(r.Findings, &out.Findings)
	}
	return out, err
}
