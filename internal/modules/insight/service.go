package insight

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight/internal/insightdb"
	"klear/internal/modules/mood"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/jurisdiction"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB    *db.DB
	Clock clock.Clock
	IDs   ids.Source
	Jobs  *jobs.Client
	Moods *mood.Service
	// People say where somebody is, and Laws what may be read there; without Laws everything may.
	People *identity.Service
	Laws   *jurisdiction.Book
}

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{d}
	s.register()
	return s
}

func on(q db.Querier) *insightdb.Queries { return insightdb.New(q) }

// may lets people read what their own entries show, where the law does. Errors: ErrBarred, identity.ErrUnauthenticated,
// identity.ErrForbidden.
func (s *Service) may(who identity.Principal, action identity.Action) error {
	if err := identity.Authorize(who, action, identity.ResWellbeing, identity.Subject{Owner: who.PersonID}); err != nil {
		return err
	}
	if barred(s.Rules(who)) {
		return ErrBarred
	}
	return nil
}

// Rules are what the law bars for somebody.
func (s *Service) Rules(who identity.Principal) jurisdiction.Rules {
	return s.Laws.For(jurisdiction.Where{Place: who.Place, Zone: who.Zone, Locale: who.Locale})
}

// barred: a claim about a mind is a reading of feelings, so either bar is enough.
func barred(r jurisdiction.Rules) bool {
	return r.Bar(jurisdiction.Insights) || r.Bar(jurisdiction.Emotions)
}

// barredOf is the same for somebody who does not ask themselves.
func (s *Service) barredOf(ctx context.Context, q db.Querier, person uuid.UUID) (bool, error) {
	if s.Laws == nil {
		return false, nil
	}
	all, err := s.People.PeopleByIDs(ctx, q, []uuid.UUID{person})
	p := all[person]
	return barred(s.Laws.For(jurisdiction.Where{Place: p.Place, Zone: p.Zone, Locale: p.Locale})), err
}

func date(t time.Time) pgtype.Date { return pgtype.Date{Time: t, Valid: true} }

// Limits of a look.
const (
	Window  = 91 // days that are read
	MinDays = 8  // days below which nothing is said
)

// window is the days of a look made now, midnight UTC, both included. A day of the person's may be ahead of UTC's.
func window(now time.Time) (first, last time.Time) {
	last = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	return last.AddDate(0, 0, -Window), last
}

// Kind is what a claim is about.
type Kind string

// The kinds.
const (
	Trend   Kind = "trend"   // a figure goes up or down over the weeks
	Weekday Kind = "weekday" // a figure differs by the day of the week; the claim names the one that differs most
	Trigger Kind = "trigger" // the mood differs on days with a word
)

// Figure is one of the four that people enter.
type Figure string

// The figures, in the order of mood.Figures.
const (
	Mood    Figure = "mood"
	Anxiety Figure = "anxiety"
	Stress  Figure = "stress"
	Energy  Figure = "energy"
)

// Verdict is what the person said of a claim.
type Verdict string

// The verdicts.
const (
	Open         Verdict = "open"
	Acknowledged Verdict = "acknowledged"
	Wrong        Verdict = "wrong"
)

// Finding is a claim before anybody keeps it.
type Finding struct {
	Kind      Kind
	Figure    Figure
	Weekday   time.Weekday // of Weekday
	Trigger   uuid.UUID    // of Trigger
	Up        bool
	Effect    float64 // of a trend points a week, else the difference of the two means
	MeanWith  float64 // of a trend the first half of the days
	MeanOther float64 // of a trend the second half
	Days      int     // that were compared
	DaysWith  int     // with the weekday or the word
	P, Q      float64 // of the test alone; adjusted for all tests of the look
	Entries   []uuid.UUID
}

// Claim is a finding that is kept.
type Claim struct {
	ID uuid.UUID
	Finding
	Verdict   Verdict
	DecidedAt time.Time
}

// Report is the latest look at somebody's entries.
type Report struct {
	At          time.Time // zero: there was none
	First, Last time.Time // days that were read
	Days        int       // of them with entries
	Entries     int
	Tests       int
	Claims      []Claim // surest first, without what is called wrong
	Hidden      []Claim // what is called wrong, of every look, latest first
	HaveDays    int     // days with entries now, also without a look
}
