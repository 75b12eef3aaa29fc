package settings

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/ids"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	Events *events.Bus
	Log    *slog.Logger
	People People
	Brand  string // id of the brand that this deployment serves
	Flags  *flags.Flags
	// Letters are what letters may say, and how they read without operators.
	Letters *notify.Service
}

// People is what settings need from identity.
type People interface {
	// PeopleByIDs says who people are, to name whoever changed something.
	PeopleByIDs(ctx context.Context, q db.Querier, ids []uuid.UUID) (map[uuid.UUID]identity.Person, error)
}
