package settings

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings/internal/settingsdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Service is the module. It is safe for concurrent use.
type Service struct {
	Deps

	letters atomic.Pointer[map[string]notify.Words] // by language/name

	refreshing sync.Mutex
	revision   int64 // of what is in memory; guarded by refreshing
}

// New makes the module from what it needs. Refresh it once before the first request.
func New(d Deps) *Service { return &Service{Deps: d} }

func on(q db.Querier) *settingsdb.Queries { return settingsdb.New(q) }

// may lets operators look and change.
func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResSettings, identity.Subject{})
}

// Untouched is the version of what nobody changed yet.
const Untouched = 1

// Kind is what a change is about.
type Kind string

// The kinds of settings.
const (
	KindFlag   Kind = "flag"
	KindLetter Kind = "letter"
)

// EventChanged is the type of the module's event; its aggregate is the change.
const EventChanged = "settings.changed"

// Changed is the payload of EventChanged. What it was and is stands in settings.change: events keep no words.
type Changed struct {
	Kind    Kind   `json:"kind"`
	Subject string `json:"subject"`
}

// Touched says who changed something last; zero when nobody did.
type Touched struct {
	By uuid.UUID
	At time.Time
}

// recordTx leaves who changed what, from what to what. before is nil for the first change, after for a reset.
func (s *Service) recordTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, kind Kind, subject string, before, after any) error {
	id := s.IDs.ID()
	row := settingsdb.InsertChangeParams{ID: id, Brand: s.Brand, Kind: string(kind), Subject: subject, PersonID: by.PersonID, At: now}
	var err error
	if row.Before, err = raw(before); err != nil {
		return err
	}
	if row.After, err = raw(after); err != nil {
		return err
	}
	if err := on(tx).InsertChange(ctx, row); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, events.Event{Type: EventChanged, AggregateType: "settings_change", AggregateID: id, Seq: 1, Actor: by.Actor(), At: now,
		Data: Changed{kind, subject}})
}

func raw(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	return json.Marshal(v)
}

// Names are the names of people who changed something; who deleted their account has none.
func (s *Service) Names(ctx context.Context, by identity.Principal, who []uuid.UUID) (map[uuid.UUID]string, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	people, err := s.People.PeopleByIDs(ctx, s.DB, who)
	out := make(map[uuid.UUID]string, len(people))
	for id, p := range people {
		out[id] = p.Name
	}
	return out, err
}
