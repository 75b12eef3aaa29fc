package books

import (
	"context"
	"crypto/ed25519"
	"time"

	"klear/internal/modules/books/internal/booksdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

// What an operator can be told.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "books_not_found", "There is no such account or posting in the books.")
	ErrNoAudit  = apperr.New(apperr.NotFound, "audit_not_found", "There is no such audit.")
	ErrRunning  = apperr.New(apperr.Conflict, "audit_running", "An audit is running already.")
)

// Found is what an audit found; Findings names what is wrong, a line each.
type Found interface {
	Sound() bool
	Findings() []string
}

// maxFindings is how many lines of an audit are kept.
const maxFindings = 100

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB    *db.DB
	Clock clock.Clock
	IDs   ids.Source
	Jobs  *jobs.Client
	// Audited replays the books from zero and compares all that should agree with them, as klear ledger verify does.
	Audited func(ctx context.Context, progress func(sealed int64)) (Found, error)
	// PublicKey checks the signatures of statements.
	PublicKey ed25519.PublicKey
}

// Service is the module's verbs. Safe for concurrent use.
type Service struct{ Deps }

// auditWithin bounds an audit: a million postings take about a minute.
const auditWithin = time.Hour

// New makes the service and puts its worker on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{d}
	jobs.HandleWithin(s.Jobs, auditWithin, s.audit)
	return s
}

func on(q db.Querier) *booksdb.Queries { return booksdb.New(q) }

func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResBooks, identity.Subject{})
}
