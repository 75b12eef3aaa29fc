package schedule

import (
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
)

// Deps are what the module works with.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	Events *events.Bus
}

// Service answers what is free and takes time. It keeps no state: a stale read never decides a booking.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Statuses of occupancy beyond the engine's own.
const statusBlock = "block"
