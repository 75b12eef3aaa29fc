package catalog

import (
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB    *db.DB
	Clock clock.Clock
	IDs   ids.Source
	Bus   *events.Bus
}
