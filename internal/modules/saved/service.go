package saved

import (
	"context"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/saved/internal/saveddb"
	"klear/internal/modules/schedule"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Limits and times of day.
const (
	MaxSaved = 200 // practitioners a person keeps; the database holds it

	// Nobody is written to from QuietFrom to QuietTo o'clock of their own day.
	QuietFrom, QuietTo = 21, 8
)

// Deps are what the module works with.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Jobs     *jobs.Client
	People   *identity.Service
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	Letters  *notify.Service
	BaseURL  string // of links, without a trailing slash
	// StopLink makes the address, without the host, at which a reader's letters about a practitioner end.
	StopLink func(s Stop) (string, error)
	// Kept reports whether lists are switched on; nil: they are. While they are off nobody is written to.
	Kept func(ctx context.Context) bool
}

// Service keeps lists and tells what was freed.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.register()
	return s
}

func on(q db.Querier) *saveddb.Queries { return saveddb.New(q) }
