package search

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB      *db.DB
	Clock   clock.Clock
	Catalog Catalog
	Places  Places // nil: only cities with practitioners are known
	// Jobs takes the module's periodic work; nil leaves Upkeep and RefreshOpenings to the caller.
	Jobs *jobs.Client
	// Prices knows what clients pay on top of what practitioners set; nil: nothing.
	Prices Prices
	// Openings looks some weeks ahead, for the ranking; nil leaves soonness out of it.
	Openings Openings
}

// Catalog is what search needs of the module below, beside its view.
type Catalog interface {
	Categories(ctx context.Context) (*catalog.Tree, error)
	PractitionersByIDs(ctx context.Context, ids []uuid.UUID) ([]catalog.Practitioner, error)
}

// Places knows where cities are. country (ISO 3166-1) may be empty: then the largest city of the name is meant.
type Places interface {
	Locate(name, country string) (latitude, longitude float64, ok bool)
}

// Openings tells the first opening of each practitioner who has one, within what the caller means by "when". Ids without
// an opening are absent.
type Openings func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error)
