package booking

import (
	"context"
	"time"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/promo"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Catalog is what is booked.
type Catalog interface {
	ServiceForBooking(ctx context.Context, q db.Querier, serviceID uuid.UUID) (catalog.Bookable, error)
	FormVersions(ctx context.Context, q db.Querier, refs []catalog.FormRef) (map[catalog.FormRef]catalog.FormVersion, error)
	ServicesForBooking(ctx context.Context, q db.Querier, ids []uuid.UUID) ([]catalog.Bookable, error)
	PractitionerByPerson(ctx context.Context, personID uuid.UUID) (catalog.Practitioner, error)
	TeamForBooking(ctx context.Context, q db.Querier, id uuid.UUID) (catalog.TeamBookable, error)
}

// Businesses are whose rooms and teams bookings use.
type Businesses interface {
	May(ctx context.Context, q db.Querier, who identity.Principal, business uuid.UUID, need business.Role) (business.Role, error)
	Members(ctx context.Context, business uuid.UUID) ([]business.Membership, error)
	Rooms(ctx context.Context, who identity.Principal, business uuid.UUID) ([]business.Room, error)
	Read(ctx context.Context, q db.Querier, id uuid.UUID) (business.Business, error)
	LockOwnedTx(ctx context.Context, tx db.Tx, owner uuid.UUID) ([]uuid.UUID, error)
	RoomsInUse(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]business.RoomInUse, error)
}

// Policy is what the brand decides.
type Policy struct {
	HoldFor      time.Duration // how long a time is kept while somebody pays
	AnswerWithin time.Duration // how long a practitioner has to accept a request
}

// Deps are what the module works with.
type Deps struct {
	DB         *db.DB
	Clock      clock.Clock
	IDs        ids.Source
	Events     *events.Bus
	Jobs       *jobs.Client
	Catalog    Catalog
	Businesses Businesses
	People     *identity.Service
	Schedule   *schedule.Service
	Payments   *payment.Service
	Packs      *pack.Service
	Tariff     *tariff.Service
	Promos     *promo.Service
	Notices    *Notices
	Policy     Policy
	// Lines reports whether the waiting list is switched on; nil: it is. While it is off nobody is offered anything.
	Lines func(ctx context.Context) bool
	// VenueStopped reports that nobody books a practitioner for payment at the venue any more, because they owe the platform; may
	// be nil.
	VenueStopped func(ctx context.Context, q db.Querier, practitioner uuid.UUID) (bool, error)
	// Refused hears the code of each refused hold, for counting; may be nil.
	Refused func(code string)
}

// Service is the booking module's verbs.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.register()
	return s
}
