package goal

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"klear/internal/modules/goal/internal/goaldb"
	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
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
	return &Service{d}
}

// hear judges words, once for each that is sent: also those that are refused afterwards.
func (s *Service) hear(ctx context.Context, who identity.Principal, words ...string) {
	if text := strings.TrimSpace(strings.Join(words, "\n")); text != "" {
		s.Hear(ctx, who, text)
	}
}

func on(q db.Querier) *goaldb.Queries { return goaldb.New(q) }

// may lets people work with their own goals. Errors: identity.ErrUnauthenticated, identity.ErrForbidden.
func may(who identity.Principal, action identity.Action) error {
	return identity.Authorize(who, action, identity.ResWellbeing, identity.Subject{Owner: who.PersonID})
}

// The sealed columns of this module.
func titleOf(goal uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "goal.goal", Column: "title_sealed", Row: goal}
}

func whyOf(goal uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "goal.goal", Column: "why_sealed", Row: goal}
}

func noteOf(step uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "goal.progress", Column: "note_sealed", Row: step}
}

// seal is null for "".
func seal(key *crypto.DataKey, words string, aad crypto.AAD) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	return key.Seal([]byte(words), aad)
}

// unseal is "" for null.
func unseal(key *crypto.DataKey, sealed []byte, aad crypto.AAD) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	words, err := key.Open(sealed, aad)
	return string(words), err
}

// event says that something happened to a goal, and nothing of what it holds.
func (s *Service) event(who identity.Principal, kind string, id uuid.UUID, seq int64) events.Event {
	return events.Event{Type: kind, AggregateType: "goal", AggregateID: id, Seq: seq, At: s.Clock.Now(), Actor: who.Actor(), Data: struct{}{}}
}

// dayIn is a person's local day of an instant: midnight UTC, as days are kept.
func dayIn(zone *time.Location, t time.Time) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func date(t time.Time) pgtype.Date { return pgtype.Date{Time: t, Valid: !t.IsZero()} }
