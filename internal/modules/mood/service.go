package mood

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jurisdiction"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	Events *events.Bus
	People People
	// Hear judges what somebody writes before it is kept, and shows and records what has to be: danger is danger, wherever it is
	// written. nil: nobody does.
	Hear func(ctx context.Context, who identity.Principal, words string)
	// Ninth judges an answer above 0 to the ninth question of the questionnaire, shows and records what has to be, and says what
	// answers it. nil: nobody does.
	Ninth func(ctx context.Context, who identity.Principal, answer int) Help
	// Laws are what may be read out of answers where; without them everything may.
	Laws *jurisdiction.Book
}

// People is what the module needs from identity.
type People interface {
	KeyTx(ctx context.Context, q db.Querier, person uuid.UUID) (*crypto.DataKey, error)
}

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module from what it needs.
func New(d Deps) *Service {
	if d.Hear == nil {
		d.Hear = func(context.Context, identity.Principal, string) {}
	}
	if d.Ninth == nil {
		d.Ninth = func(context.Context, identity.Principal, int) Help { return Help{} }
	}
	return &Service{d}
}

// hear judges words, once for each that is sent: also those that are refused afterwards.
func (s *Service) hear(ctx context.Context, who identity.Principal, words ...string) {
	if text := strings.TrimSpace(strings.Join(words, "\n")); text != "" {
		s.Hear(ctx, who, text)
	}
}

func on(q db.Querier) *mooddb.Queries { return mooddb.New(q) }

// may lets people work with their own journal. Errors: identity.ErrUnauthenticated, identity.ErrForbidden.
func may(who identity.Principal, action identity.Action) error {
	return identity.Authorize(who, action, identity.ResWellbeing, identity.Subject{Owner: who.PersonID})
}

// The sealed columns of this module.
func noteOf(entry uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "mood.entry", Column: "note_sealed", Row: entry}
}

func nameOf(trigger uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "mood.trigger", Column: "name_sealed", Row: trigger}
}

// event says that something happened to an entry, and nothing of what it holds.
func (s *Service) event(who identity.Principal, kind string, id uuid.UUID, seq int64) events.Event {
	return events.Event{Type: kind, AggregateType: "mood", AggregateID: id, Seq: seq, At: s.Clock.Now(), Actor: who.Actor(), Data: struct{}{}}
}
