package business

import (
	"context"
	"time"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// People are the accounts behind members.
type People interface {
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
}

// Mailer writes the letter of an invitation. An error makes the job run again.
type Mailer interface {
	SendInvitation(ctx context.Context, to Invitation, from identity.Person, in Business) error
}

// Deps are what the module works with.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	Events *events.Bus
	Jobs   *jobs.Client
	People People
	Mailer Mailer
}

// Service is the module's verbs.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	if d.Jobs != nil { // nil in tests that invite nobody
		jobs.Handle(d.Jobs, s.sendInvitation)
		jobs.Handle(d.Jobs, s.sweep)
		d.Jobs.Every(24*time.Hour, sweep{}, jobs.QueueBulk)
	}
	return s
}

func on(q db.Querier) *businessdb.Queries { return businessdb.New(q) }

// EventTypes are the events of this module; the aggregate is the business, except for business.left.
const (
	EventCreated = "business.created"
	EventChanged = "business.changed"
	EventJoined  = "business.joined"
	EventLeft    = "business.left"
	// EventHandedOver names the new owner.
	EventHandedOver = "business.handed_over"
)

func (s *Service) publishTx(ctx context.Context, tx db.Tx, by identity.Principal, kind string, business, person uuid.UUID) error {
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "business", AggregateID: business, Actor: by.Actor(), At: s.Clock.Now(),
		Data: map[string]any{"business_id": business, "person_id": person}})
}
