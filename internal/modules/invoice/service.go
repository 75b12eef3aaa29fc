package invoice

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"

	"github.com/google/uuid"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	People Sealer
	Tariff Taxes
	// Platform is who sells while nobody said more to a tax office: the company of the brand.
	Platform Party
	Country  string          // of the platform, ISO 3166-1 alpha-2
	Zone     *time.Location  // where a day begins and ends, the brand's; nil: UTC
	Key      []byte          // that documents are sealed with, and the links of the pages which say "genuine" are made with
	BaseURL  string          // of those links, without a trailing slash
	English  *i18n.Localizer // the words of files
}

// Sealer keeps people's words; identity.Service does.
type Sealer interface {
	SealTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}

// Taxes knows who is registered where; tariff.Service does.
type Taxes interface {
	PartiesOn(ctx context.Context, q db.Querier, person uuid.UUID, country string, day time.Time) (tariff.Parties, error)
}

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module from what it needs.
func New(d Deps) *Service {
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	return &Service{d}
}

func on(q db.Querier) *invoicedb.Queries { return invoicedb.New(q) }

// operator lets those look who read the books.
func operator(by identity.Principal) error {
	return identity.Authorize(by, identity.Read, identity.ResBooks, identity.Subject{})
}
