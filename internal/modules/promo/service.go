package promo

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/promo/internal/promodb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"

	"github.com/google/uuid"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     ids.Source
	Catalog Catalog
	// DayOf is the calendar day of an instant in the brand's zone, as midnight UTC; tariff.Service has it.
	DayOf func(time.Time) time.Time
}

// Catalog is what codes are for.
type Catalog interface {
	Categories(ctx context.Context) (*catalog.Tree, error)
	ServiceForBooking(ctx context.Context, q db.Querier, serviceID uuid.UUID) (catalog.Bookable, error)
}

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module from what it needs.
func New(d Deps) *Service { return &Service{d} }

func on(q db.Querier) *promodb.Queries { return promodb.New(q) }

// may lets operators look and decide.
func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResSettings, identity.Subject{})
}

// Today is the present day in the brand's zone, as midnight UTC.
func (s *Service) Today() time.Time { return s.DayOf(s.Clock.Now()) }
