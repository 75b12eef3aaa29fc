package catalog

import (
	"context"
	"io"
	"klear/internal/platform/crypto"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Bus      *events.Bus
	Jobs     *jobs.Client
	Accounts Accounts
	Hours    Hours
	Blobs    Blobs
	Photos   Photos
	Sealer   Sealer
	Letters  Letters
	BaseURL  string // of links in letters, without a trailing slash
	// Businesses decides who keeps rooms and team services.
	Businesses Businesses
	// NoHomeVisits: this brand has no sessions at the customer's. Nobody can offer them, and what was offered before cannot
	// be booked like that.
	NoHomeVisits bool
	// Payable judges prices as they are set; nil: every price can be paid.
	Payable Payable
}

// Accounts is what the catalog needs from identity.
type Accounts interface {
	PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (identity.Person, error)
	AccountByEmail(ctx context.Context, q db.Querier, email string) (identity.Person, error)
	CreateAccountTx(ctx context.Context, tx db.Tx, now time.Time, a identity.NewAccount) (identity.Person, error)
	SetRoleTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, personID uuid.UUID, role identity.Role) error
}

// Letters writes to practitioners; notify.Service does.
type Letters interface {
	Localizer(locale string) *i18n.Localizer
	Send(ctx context.Context, l notify.Letter) error
}

// Hours takes the working hours of an import; schedule keeps them.
type Hours interface {
	// ReplaceAllTx makes the given hours the only ones of these practitioners.
	ReplaceAllTx(ctx context.Context, tx db.Tx, list []PractitionerHours) error
	// AllOf reads what ReplaceAllTx writes, the past included. Whoever has declared nothing may be left out.
	AllOf(ctx context.Context, practitioners []uuid.UUID) ([]PractitionerHours, error)
}

// PractitionerHours is when a practitioner works, in wall time of Zone.
type PractitionerHours struct {
	PractitionerID uuid.UUID
	Zone           string
	Weekly         []importfile.WeeklyWindow
	Overrides      []importfile.Override
	TimeOff        []importfile.TimeOff
}

// Blobs stores files under keys of our own making.
type Blobs interface {
	Put(ctx context.Context, key, contentType string, content []byte) error
	Get(ctx context.Context, key string) ([]byte, error)
	Delete(ctx context.Context, key string) error
}

// Photos re-encodes an uploaded picture: upright, square, small, without any metadata. It refuses what is no picture, or
// too large to decode, with an *apperr.Error.
type Photos interface {
	Photo(ctx context.Context, r io.Reader) (data []byte, contentType string, err error)
}

// Sealer encrypts with a person's own key: when the key is destroyed, what was sealed is gone, in backups too.
type Sealer interface {
	SealTx(ctx context.Context, q db.Querier, personID uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, personID uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}
