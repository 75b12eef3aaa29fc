package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Types of the module's events. The aggregate of the first five is the practitioner, of service_changed the service, of
// category_changed the category, of imported the import itself.
const (
	EventCreated         = "catalog.practitioner_created"
	EventUpdated         = "catalog.practitioner_updated"
	EventVerified        = "catalog.practitioner_verified"
	EventRejected        = "catalog.practitioner_rejected"
	EventUnlisted        = "catalog.practitioner_unlisted" // was visible, is not any more
	EventServiceChanged  = "catalog.service_changed"
	EventCategoryChanged = "catalog.category_changed"
	EventImported        = "catalog.imported"
)

// EventTypes lists them all, for subscribers to everything of the catalogue.
var EventTypes = []string{EventCreated, EventUpdated, EventVerified, EventRejected, EventUnlisted, EventServiceChanged, EventCategoryChanged, EventImported}

// PractitionerEvent is the payload of the practitioner's events.
type PractitionerEvent struct {
	PractitionerID uuid.UUID `json:"practitioner_id"`
	PersonID       uuid.UUID `json:"person_id"`
	Slug           string    `json:"slug"`
	Status         string    `json:"status"`
	Visible        bool      `json:"visible"`
	Method         string    `json:"method,omitempty"` // of a verification
}

// ServiceEvent is the payload of EventServiceChanged.
type ServiceEvent struct {
	PractitionerID uuid.UUID `json:"practitioner_id"`
	ServiceID      uuid.UUID `json:"service_id"`
	Active         bool      `json:"active"`
}

// CategoryEvent is the payload of EventCategoryChanged.
type CategoryEvent struct {
	CategoryID uuid.UUID `json:"category_id"`
	Slug       string    `json:"slug"`
}

// publishTx tells what happened to a profile.
func (c *Catalog) publishTx(ctx context.Context, tx db.Tx, actor events.Actor, kind string, p Practitioner, method string) error {
	return c.Bus.PublishTx(ctx, tx, events.Event{
		Type: kind, AggregateType: "practitioner", AggregateID: p.ID, Seq: p.Version, Actor: actor, At: c.Clock.Now(),
		Data: PractitionerEvent{PractitionerID: p.ID, PersonID: p.PersonID, Slug: p.Slug, Status: string(p.VerificationStatus), Visible: p.Visible(), Method: method},
	})
}

func (c *Catalog) publishServiceTx(ctx context.Context, tx db.Tx, actor events.Actor, s Service) error {
	return c.Bus.PublishTx(ctx, tx, events.Event{
		Type: EventServiceChanged, AggregateType: "service", AggregateID: s.ID, Seq: s.Version, Actor: actor, At: c.Clock.Now(),
		Data: ServiceEvent{PractitionerID: s.PractitionerID, ServiceID: s.ID, Active: s.Active},
	})
}
