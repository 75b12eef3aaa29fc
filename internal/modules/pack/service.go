package pack

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Catalog is what is offered.
type Catalog interface {
	PackageForSale(ctx context.Context, q db.Querier, id uuid.UUID) (catalog.Package, catalog.Bookable, error)
}

// People are whom letters go to, and whose names practitioners read.
type People interface {
	PeopleByIDs(ctx context.Context, q db.Querier, ids []uuid.UUID) (map[uuid.UUID]identity.Person, error)
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Deps are what the module works with.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Events   *events.Bus
	Jobs     *jobs.Client
	Catalog  Catalog
	People   People
	Payments *payment.Service
	Letters  Letters
	BaseURL  string // of links in letters, without a trailing slash
	Tariff   *tariff.Service
}

// Service is the module's verbs. Safe for concurrent use.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	jobs.Handle(s.Jobs, s.SettlePayment)
	jobs.Handle(s.Jobs, s.sweep)
	jobs.Handle(s.Jobs, s.writeEnding)
	s.Jobs.Every(sweepEvery, Sweep{}, jobs.QueueMoney)
	return s
}

// The events of this module.
const (
	EventBought   = "pack.bought"
	EventDrawn    = "pack.drawn"
	EventReturned = "pack.returned"
	EventRefunded = "pack.refunded"
	EventExpired  = "pack.expired"
)

// Fact is the payload of every event of this module, version 1.
type Fact struct {
	V              int       `json:"v"`
	PackID         uuid.UUID `json:"pack_id"`
	OwnerID        uuid.UUID `json:"owner_id"`
	PractitionerID uuid.UUID `json:"practitioner_id"`
	ServiceID      uuid.UUID `json:"service_id"`
	BookingID      uuid.UUID `json:"booking_id,omitzero"`
	Sessions       int       `json:"sessions"`     // that this is about
	AmountMinor    int64     `json:"amount_minor"` // what they cost
	Currency       string    `json:"currency"`
}

func (s *Service) publishTx(ctx context.Context, tx db.Tx, p Pack, kind string, by events.Actor, touch func(f *Fact)) error {
	f := Fact{V: 1, PackID: p.ID, OwnerID: p.OwnerID, PractitionerID: p.PractitionerID, ServiceID: p.ServiceID, Sessions: p.Sessions,
		AmountMinor: p.Price.Minor, Currency: p.Price.Currency}
	if touch != nil {
		touch(&f)
	}
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "pack", AggregateID: p.ID, Seq: p.Version, Actor: by, At: s.Clock.Now(), Data: f})
}

// bumpTx raises the version after a change to the sessions. A package that ends before least is prolonged to it.
func bumpTx(ctx context.Context, tx db.Tx, id uuid.UUID, least time.Time) (Pack, error) {
	params := packdb.BumpPackParams{ID: id}
	if !least.IsZero() {
		params.LeastUntil = &least
	}
	row, err := packdb.New(tx).BumpPack(ctx, params)
	return packOf(row), err
}

// found explains a missing row.
func found(row packdb.PackPack, err error) (Pack, error) {
	if db.IsNoRows(err) {
		return Pack{}, ErrNotFound
	}
	if err != nil {
		return Pack{}, err
	}
	return packOf(row), nil
}
