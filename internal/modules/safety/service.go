package safety

import (
	"context"
	"log/slog"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/modules/schedule"
	"klear/internal/modules/search"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// The times that people rely on; docs/safety.md names them.
const (
	Limit       = 800 * time.Millisecond // for judging one message
	CardFor     = 24 * time.Hour         // a card stays after the last flagged message
	RepageAfter = 5 * time.Minute        // while nobody acknowledged
	SeenFor     = 10 * time.Minute       // a new urgent message this long after somebody acknowledged calls the team again
	CloseWithin = 2 * time.Hour          // an acknowledged case that is still open goes back to the team
	SweepEvery  = time.Minute            // all open cases are looked through for those that nobody was called to
	WatchEvery  = 10 * time.Minute       // a message of our own goes through all of this
	courseOf    = 14 * 24 * time.Hour    // readings are kept
	courseLimit = 300 * time.Millisecond // for reading them
)

// Deps are what the module works with.
type Deps struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     ids.Source
	Events  *events.Bus
	Jobs    *jobs.Client
	People  People
	Letters Letters
	Brand   *brand.Live
	// Who could see somebody in danger soon; without all three nobody is offered.
	Catalog  *catalog.Catalog
	Search   *search.Service
	Schedule *schedule.Service
	BaseURL  string // of links in letters, without a trailing slash
	// RefuseLink is the signed address, with its host, at which a contact says that they do not want to be one.
	RefuseLink func(contact uuid.UUID) (string, error)
	// ZoneCountry names the country (ISO 3166-1 alpha-2) most of whose people live in a zone; "" when it is not known.
	ZoneCountry func(zone string) string
	Log         *slog.Logger
	// Counted hears what came of judging, for metrics: a level's name, "unjudged", "unrecorded", "flooded", "watch_ok", "watch_failed", "lines_stale";
	// nil: nobody does.
	Counted func(outcome string)
	// Patience is how long words wait for their recording before they go out and promise nobody; 0: a second.
	Patience time.Duration
	// Read judges one message; nil: assess.Say.
	Read func(at time.Time, words string) assess.Said
}

// People are who is on call, and the keys of people; identity.Service does it.
type People interface {
	SealTx(ctx context.Context, q db.Querier, personID uuid.UUID, at identity.Field, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, personID uuid.UUID, at identity.Field, sealed []byte) ([]byte, error)
	Operators(ctx context.Context, q db.Querier) ([]identity.Person, error)
	PeopleByIDs(ctx context.Context, q db.Querier, ids []uuid.UUID) (map[uuid.UUID]identity.Person, error)
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Service is the module. It is safe for concurrent use.
type Service struct {
	Deps
	referrals referrals
	cards     cards
}

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	if d.Read == nil {
		d.Read = assess.Say
	}
	if d.Patience == 0 {
		d.Patience = time.Second
	}
	if d.Counted == nil {
		d.Counted = func(string) {}
	}
	s := &Service{Deps: d, referrals: referrals{known: map[string]*referral{}}, cards: cards{now: map[uuid.UUID][]Reading{}, trying: map[uuid.UUID][]Reading{}}}
	s.register()
	return s
}

func on(q db.Querier) *safetydb.Queries { return safetydb.New(q) }

// may lets operators look and act.
func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResDesk, identity.Subject{})
}
