package books

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"klear/internal/modules/books/internal/booksdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
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
	found, fault := s.Auditor.Audit(ctx, func(sealed int64) {
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
		if p.Findings, err = json.Marshal(findings(found)); err != nil {
			return err
		}
	}
	if err := on(s.DB).FinishAudit(context.WithoutCancel(ctx), p); err != nil {
		return err
	}
	return fault
}

// findings says what is wrong, at most 100 lines.
func findings(b payment.Books) []string {
	var out []string
	if x := b.Chain.Break; x != nil {
		out = append(out, fmt.Sprintf("%s: seal %d, posting %s (%s)", x.Why, x.N, x.EventKey, x.TransactionID))
	}
	for _, f := range b.Report.Faults {
		out = append(out, fmt.Sprintf("off: %s by %d %s, %d entries missing", f.EventKey, f.OffMinor, f.Currency, f.Missing))
	}
	for _, f := range b.Report.Balances {
		out = append(out, fmt.Sprintf("balance: %s %s %s is kept as %d and sums to %d", f.Kind, f.Owner, f.Currency, f.KeptMinor, f.EntriesMinor))
	}
	for _, f := range b.Report.Payments {
		out = append(out, fmt.Sprintf("payment: %s moved %d in the books, %d by its record", f.PaymentID, f.LedgerMinor, f.ExpectedMinor))
	}
	for _, f := range b.Report.Refunds {
		out = append(out, fmt.Sprintf("refund: %s is %d in the books, %d by its record; kept by the gateway %d and %d, set off %d and %d", f.RefundID, f.LedgerMinor, f.ExpectedMinor,
			f.LedgerFailedMinor, f.FailedMinor, f.LedgerSetOffMinor, f.SetOffMinor))
	}
	for _, f := range b.Report.Parts {
		out = append(out, fmt.Sprintf("%s: of payment %s is %d in the books, %d by its record", f.Part, f.PaymentID, f.LedgerMinor, f.ExpectedMinor))
	}
	return out[:min(len(out), 100)]
}

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
