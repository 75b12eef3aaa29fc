package tariff

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff/internal/tariffdb"
)

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

const maxPage = 10_000

func (p Page) clamp() (limit, skip int32) {
	number, most := min(max(p.Number, 1), maxPage), min(max(p.Limit, 1), 100)
	return int32(most), int32((number - 1) * most)
}

// State is where a rule stands on a day.
type State string

// The states of a rule. One in force may still give way to one that fits more closely.
const (
	Ahead   State = "ahead"
	InForce State = "in_force"
	Over    State = "over"
)

// StateOn is where the rule stands on a day. Of standing rules for the same, the next one ends the one before: see Rules.
func (r Rule) StateOn(day time.Time) State {
	switch {
	case !r.Ends().IsZero() && !r.Ends().After(day):
		return Over
	case r.From.After(day):
		return Ahead
	}
	return InForce
}

// Rules lists the commission rules, those that begin last first, and how many there are. Operators only. Errors: identity's.
func (s *Service) Rules(ctx context.Context, by identity.Principal, page Page) ([]Rule, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	limit, skip := page.clamp()
	rows, err := on(s.DB).Rules(ctx, tariffdb.RulesParams{MaxRows: limit, Skip: skip})
	out, total := make([]Rule, len(rows)), 0
	for i, r := range rows {
		out[i], total = ruleOf(r.TariffCommissionRule), int(r.Total)
	}
	return out, total, err
}
