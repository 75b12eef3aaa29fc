package schedule

import (
	"context"

	"klear/internal/platform/caldav"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Deps are what the module works with.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    ids.Source
	Events *events.Bus
	// For calendars elsewhere.
	Jobs    *jobs.Client
	Fetcher Fetcher
	Sealer  Sealer
	DAV     caldav.Doer // the guarded client behind Fetcher
	// Insecure reports whether a calendar server (host:port) may be spoken to without TLS: one the operator has allowed.
	Insecure func(host string) bool
	// Booked shows a booking as a calendar is to have it; Ahead lists those of a practitioner that stand and are not over.
	Booked func(ctx context.Context, booking uuid.UUID) (Booked, error)
	Ahead  func(ctx context.Context, practitioner uuid.UUID) ([]uuid.UUID, error)
	// Owner is the account behind a practitioner, whose key seals calendar addresses.
	Owner func(ctx context.Context, practitioner uuid.UUID) (uuid.UUID, error)
	// Holders names the bookings that hold time, by occupancy. The module above knows them; without it they stay unnamed.
	Holders func(ctx context.Context, q db.Querier, practitioner uuid.UUID, occupancies []uuid.UUID) (map[uuid.UUID][]string, error)
}

// Service answers what is free and takes time. It keeps no state: a stale read never decides a booking.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.register()
	return s
}

// Statuses of occupancy beyond the engine's own.
const statusBlock = "block"
