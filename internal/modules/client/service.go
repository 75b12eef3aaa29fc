package client

import (
	"context"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Deps are what the module works with.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	Events *events.Bus
	Jobs   *jobs.Client
	People *identity.Service
	// Owner is the account behind a practitioner.
	Owner func(ctx context.Context, practitioner uuid.UUID) (uuid.UUID, error)
}

// Service is a practitioner's list of clients.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.register()
	return s
}

// may lets practitioners work with their own list. Errors: identity.ErrUnauthenticated, identity.ErrForbidden.
func may(who identity.Principal, action identity.Action) error {
	return identity.Authorize(who, action, identity.ResClient, identity.Subject{Owner: who.PersonID})
}

// The sealed columns of this module.
func aboutOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "client.client", Column: "about_sealed", Row: id}
}

func wordsOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "client.note", Column: "words_sealed", Row: id}
}

func uploadOf(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "client.upload", Column: "content_sealed", Row: id}
}

// sealAbout is null for "".
func sealAbout(key *crypto.DataKey, id uuid.UUID, words string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	return key.Seal([]byte(words), aboutOf(id))
}

func openAbout(key *crypto.DataKey, id uuid.UUID, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := key.Open(sealed, aboutOf(id))
	return string(plain), err
}

// event states what happened to a client; it names nobody.
func (s *Service) event(who identity.Principal, kind string, id uuid.UUID, seq int64, data any) events.Event {
	return events.Event{Type: kind, AggregateType: "client", AggregateID: id, Seq: seq, At: s.Clock.Now(),
		Actor: events.Actor{Kind: "practitioner", ID: who.PersonID}, Data: data}
}

// writeTx is the frame of what changes a list: one writer of a practitioner's list at a time.
func (s *Service) writeTx(ctx context.Context, tx db.Tx, owner uuid.UUID) (*clientdb.Queries, *crypto.DataKey, error) {
	q := clientdb.New(tx)
	if err := q.LockOwner(ctx, owner.String()); err != nil {
		return nil, nil, err
	}
	key, err := s.People.KeyTx(ctx, tx, owner)
	return q, key, err
}
