package desk

import (
	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// Service is the module. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the module from what it needs.
func New(d Deps) *Service { return &Service{d} }

func on(q db.Querier) *deskdb.Queries { return deskdb.New(q) }

// may lets operators look and act.
func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResDesk, identity.Subject{})
}
