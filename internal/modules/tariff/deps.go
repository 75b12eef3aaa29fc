package tariff

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
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
	People  Sealer
	// Zone is where a day begins and ends, the brand's; nil: UTC.
	Zone *time.Location
	// BrandBps is the practitioner's side where no rule applies, in basis points.
	BrandBps int64
}

// Catalog is what is priced.
type Catalog interface {
	Categories(ctx context.Context) (*catalog.Tree, error)
	PractitionerByID(ctx context.Context, id uuid.UUID) (catalog.Practitioner, error)
}

// Sealer keeps people's words; identity.Service does.
type Sealer interface {
	SealTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}
