package credit

import (
	"context"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// People are whom letters go to, and whose keys seal their words.
type People interface {
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
	SealTx(ctx context.Context, q db.Querier, personID uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, personID uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}

// Letters writes to people; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Bookings are what goodwill is about, and what credit was spent on.
type Bookings interface {
	ByID(ctx context.Context, c booking.Caller, id uuid.UUID) (*booking.Booking, error)
}

// Deps are what the module works with.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Events   *events.Bus
	Jobs     *jobs.Client
	People   People
	Bookings Bookings
	Payments *payment.Service
	Letters  Letters
	BaseURL  string // of links in letters, without a trailing slash
	Country  string // of the brand: it sells gifts
	Key      []byte // codes are made from it; 32 bytes
}

// Service is the module's verbs. Safe for concurrent use.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	jobs.Handle(s.Jobs, s.SettlePayment)
	return s
}

func on(q db.Querier) *creditdb.Queries { return creditdb.New(q) }

// The events of this module.
const (
	EventBought   = "credit.gift_bought"
	EventRedeemed = "credit.gift_redeemed"
	EventRefunded = "credit.gift_refunded"
	EventGranted  = "credit.granted"
)

// Fact is the payload of every event of this module, version 1.
type Fact struct {
	V           int       `json:"v"`
	GiftID      uuid.UUID `json:"gift_id,omitzero"`
	BookingID   uuid.UUID `json:"booking_id,omitzero"` // of goodwill
	PersonID    uuid.UUID `json:"person_id"`           // the buyer; of what was redeemed or granted, who has it
	Reason      string    `json:"reason,omitempty"`
	AmountMinor int64     `json:"amount_minor"`
	Currency    string    `json:"currency"`
}

func (s *Service) publishTx(ctx context.Context, tx db.Tx, kind string, about uuid.UUID, seq int64, by events.Actor, f Fact, at time.Time) error {
	f.V = 1
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "credit", AggregateID: about, Seq: seq, Actor: by, At: at, Data: f})
}
