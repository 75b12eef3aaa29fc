package tariff

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     ids.Source
	Catalog Catalog
	// Zone is where a day begins and ends, the brand's; nil: UTC.
	Zone *time.Location
	// BrandBps is the practitioner's side where no rule applies, in basis points.
	BrandBps int64
}

// Catalog is what is priced.
type Catalog interface {
	Categories(ctx context.Context) (*catalog.Tree, error)
}
