package tariff

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// EndRule takes a rule back: from today on, or before it begins, it no longer holds, and what fits next applies. Bookings
// keep what they were quoted. Operators only. Errors: identity's, ErrNoRule, ErrEnded.
func (s *Service) EndRule(ctx context.Context, by identity.Principal, id uuid.UUID) (Rule, error) {
	if err := may(by, identity.Update); err != nil {
		return Rule{}, err
	}
	now := s.Clock.Now()
	var out Rule
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).EndRule(ctx, tariffdb.EndRuleParams{ID: id, Day: s.DayOf(now), EndedBy: by.PersonID, EndedAt: now})
		if db.IsNoRows(err) {
			return notEnded(ctx, tx, id)
		}
		out = ruleOf(row)
		return err
	})
	return out, err
}

// notEnded says why no rule was ended.
func notEnded(ctx context.Context, q db.Querier, id uuid.UUID) error {
	_, err := on(q).Rule(ctx, id)
	if db.IsNoRows(err) {
		return ErrNoRule
	}
	if err == nil {
		err = ErrEnded
	}
	return err
}
