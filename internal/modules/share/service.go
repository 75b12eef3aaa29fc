package share

import (
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/modules/share/internal/sharedb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Moods    *mood.Service
	Goals    *goal.Service
	Insights *insight.Service
}

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module from what it needs.
func New(d Deps) *Service { return &Service{d} }

func on(q db.Querier) *sharedb.Queries { return sharedb.New(q) }

// may lets people decide over their own. Errors: identity.ErrUnauthenticated, identity.ErrForbidden.
func may(who identity.Principal, action identity.Action) error {
	return identity.Authorize(who, action, identity.ResWellbeing, identity.Subject{Owner: who.PersonID})
}

// Limits.
const (
	MaxDays  = 365 // of a consent
	maxRows  = 200 // that a page shows
	Weeks    = 13  // of moods that are read
	maxReads = 500
)

// Kind is what is shared.
type Kind string

// The kinds.
const (
	Mood     Kind = "mood"     // figures by day of the last 13 weeks; no notes
	Goals    Kind = "goals"    // titles and how far they are; no reasons and no notes
	Insights Kind = "insights" // the sentences of the last look
)

// Kinds are all of them, in the order in which they are offered.
var Kinds = []Kind{Mood, Goals, Insights}

// Consent is what somebody lets a practitioner read.
type Consent struct {
	ID       uuid.UUID
	Person   uuid.UUID // whose it is
	Name     string    // of the other side
	Kinds    []Kind
	GivenAt  time.Time
	Until    time.Time
	Ended    bool // before its day
	Reads    int  // of Given only
	LastRead time.Time
}

// Open reports whether it holds at a moment.
func (c Consent) Open(now time.Time) bool { return !c.Ended && c.Until.After(now) }

// Has reports whether a kind is in it.
func (c Consent) Has(k Kind) bool {
	for _, have := range c.Kinds {
		if have == k {
			return true
		}
	}
	return false
}

// Reading is one read.
type Reading struct {
	Kind Kind
	At   time.Time
}

// Practitioner is somebody to share with.
type Practitioner struct {
	ID     uuid.UUID // of their profile
	Person uuid.UUID // their account
	Name   string
}

func kinds(mood, goals, insights bool) (out []Kind) {
	for i, in := range []bool{mood, goals, insights} {
		if in {
			out = append(out, Kinds[i])
		}
	}
	return out
}
