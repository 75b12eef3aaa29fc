package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Types of the module's events. The aggregate of the first six is the practitioner, of service_changed the service, of
// category_changed the category, of attribute_changed the attribute, of imported the import itself.
const (
	EventCreated          = "catalog.practitioner_created"
	EventUpdated          = "catalog.practitioner_updated"
	EventVerified         = "catalog.practitioner_verified"
	EventRejected         = "catalog.practitioner_rejected"
	EventUnlisted         = "catalog.practitioner_unlisted" // was visible, is not any more
	EventErased           = "catalog.practitioner_erased"   // with the account; nothing personal is left
	EventServiceChanged   = "catalog.service_changed"
	EventCategoryChanged  = "catalog.category_changed"
	EventAttributeChanged = "catalog.attribute_changed"
	EventImported         = "catalog.imported"
)

// EventsClosing are those after which a practitioner may not be booked any more.
var EventsClosing = []string{EventRejected, EventUnlisted, EventUpdated, EventErased}

// EventTypes lists them all, for subscribers to everything of the catalogue.
var EventTypes = []string{EventCreated, EventUpdated, EventVerified, EventRejected, EventUnlisted, EventErased, EventServiceChanged, EventCategoryChanged, EventAttributeChanged, EventImported}

// PractitionerEvent is the payload of the practitioner's events. Nothing in it is a person's words, since events stay for
// good: the slug, which is made from the name, is not in it.
type PractitionerEvent struct {
	PractitionerID uuid.UUID `json:"practitioner_id"`
	PersonID       uuid.UUID `json:"person_id"`
	Status         string    `json:"status"`
	Visible        bool      `json:"visible"`
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

// AttributeEvent is the payload of EventAttributeChanged.
type AttributeEvent struct {
	AttributeID uuid.UUID `json:"attribute_id"`
	CategoryID  uuid.UUID `json:"category_id"`
	Key         string    `json:"key"`
}

// publishTx tells what happened to a profile.
func (c *Catalog) publishTx(ctx context.Context, tx db.Tx, actor events.Actor, kind string, p Practitioner) error {
	return c.Bus.PublishTx(ctx, tx, c.event(actor, kind, p))
}

func (c *Catalog) event(actor events.Actor, kind string, p Practitioner) events.Event {
	return events.Event{
		Type: kind, AggregateType: "practitioner", AggregateID: p.ID, Seq: p.Version, Actor: actor, At: c.Clock.Now(),
		Data: PractitionerEvent{PractitionerID: p.ID, PersonID: p.PersonID, Status: string(p.VerificationStatus), Visible: p.Visible()},
	}
}

func (c *Catalog) publishServiceTx(ctx context.Context, tx db.Tx, actor events.Actor, s Service) error {
	return c.Bus.PublishTx(ctx, tx, events.Event{
		Type: EventServiceChanged, AggregateType: "service", AggregateID: s.ID, Seq: s.Version, Actor: actor, At: c.Clock.Now(),
		Data: ServiceEvent{PractitionerID: s.PractitionerID, ServiceID: s.ID, Active: s.Active},
	})
}
