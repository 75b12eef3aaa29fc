package catalog

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Bus      *events.Bus
	Accounts Accounts
	Hours    Hours
	Blobs    Blobs
	Photos   Photos
	Sealer   Sealer
}

// Accounts is what the catalog needs from identity.
type Accounts interface {
	// BecomePractitionerTx gives an account the practitioner's role; harmless when it has it. An admin keeps theirs.
	BecomePractitionerTx(ctx context.Context, tx db.Tx, personID uuid.UUID) error
	// CreateAccountsTx returns the account of each address in the order given. Addresses that are new get an account
	// without a password: its owner sets one through "forgot password". Nothing is hashed here, so thousands are fast.
	CreateAccountsTx(ctx context.Context, tx db.Tx, now time.Time, accounts []NewAccount) ([]uuid.UUID, error)
	// ActiveTx reports whether the account is neither suspended, inactive nor deleted.
	ActiveTx(ctx context.Context, tx db.Tx, personID uuid.UUID) (bool, error)
}

// NewAccount is an account that an import asks for. The address counts as confirmed when it is used to reset the password.
type NewAccount struct {
	Email string
	Name  string
	Zone  string // IANA
}

// Hours takes the working hours of an import; schedule keeps them.
type Hours interface {
	// ReplaceAllTx makes the given hours the only ones of these practitioners.
	ReplaceAllTx(ctx context.Context, tx db.Tx, list []PractitionerHours) error
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

// Photos re-encodes an uploaded picture: upright, square, small, without any metadata. It refuses what is no JPEG, PNG
// or WebP, or is too large to decode, with an *apperr.Error.
type Photos interface {
	Portrait(ctx context.Context, src []byte) (jpeg []byte, err error)
}

// Sealer encrypts with a person's own key: when the key is destroyed, what was sealed is gone, in backups too. Purpose
// binds a ciphertext to its place.
type Sealer interface {
	Seal(ctx context.Context, personID uuid.UUID, purpose string, plain []byte) ([]byte, error)
	Open(ctx context.Context, personID uuid.UUID, purpose string, sealed []byte) ([]byte, error)
}
