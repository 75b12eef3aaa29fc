package tariff

import (
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/db"
)

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module from what it needs.
func New(d Deps) *Service {
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	return &Service{d}
}

func on(q db.Querier) *tariffdb.Queries { return tariffdb.New(q) }

// may lets operators look and decide.
func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResSettings, identity.Subject{})
}

// DayOf is the calendar day of an instant in the brand's zone, as midnight UTC.
func (s *Service) DayOf(at time.Time) time.Time {
	y, m, d := at.In(s.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Today is the present day in the brand's zone, as midnight UTC.
func (s *Service) Today() time.Time { return s.DayOf(s.Clock.Now()) }
