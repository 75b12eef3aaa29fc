package safety

import (
	"context"
	"slices"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// TeamExists reports whether anybody would be called. People are told before their first use when nobody would; a database
// that cannot say counts as nobody, because a promise that fails is worse than none.
func (s *Service) TeamExists(ctx context.Context) bool {
	team, err := s.team(ctx, s.DB)
	return err == nil && len(team) > 0
}

// team are those who chose to be called and are still active operators.
func (s *Service) team(ctx context.Context, q db.Querier) ([]identity.Person, error) {
	chosen, err := on(q).Team(ctx)
	if err != nil || len(chosen) == 0 {
		return nil, err
	}
	operators, err := s.People.Operators(ctx, q)
	return slices.DeleteFunc(operators, func(p identity.Person) bool { return !slices.Contains(chosen, p.ID) }), err
}

// OnCall reports whether the operator who asks is called. Errors: identity's.
func (s *Service) OnCall(ctx context.Context, by identity.Principal) (bool, error) {
	if err := may(by, identity.Read); err != nil {
		return false, err
	}
	chosen, err := on(s.DB).Team(ctx)
	return slices.Contains(chosen, by.PersonID), err
}

// SetOnCall puts the operator who asks on call, or takes them off: nobody is called who did not choose it. Who joins is called
// to what is open. Errors: identity's.
func (s *Service) SetOnCall(ctx context.Context, by identity.Principal, called bool) error {
	if err := may(by, identity.Update); err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		if !called {
			return on(tx).LeaveTeam(ctx, by.PersonID)
		}
		joined, err := on(tx).JoinTeam(ctx, safetydb.JoinTeamParams{PersonID: by.PersonID, Now: now})
		if err != nil || joined == 0 {
			return err
		}
		return s.callTx(ctx, tx)
	})
}
