package tariff

import (
	"slices"
	"time"

	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Side is what one side of a booking pays of a price: a percentage and a fixed amount, and at least the minimum. Amounts
// are minor units of the rule's currency.
type Side struct {
	Bps        int64
	FixedMinor int64
	MinMinor   int64
}

// of is the fee on price, rounded half up once.
func (s Side) of(price int64) (int64, error) {
	part, err := money.Bps(price, s.Bps)
	return max(part+s.FixedMinor, s.MinMinor), err
}

// onTop is the fee on a price as the client pays it beside the price, rounded down to the currency's step: a price that a gateway
// takes stays one, and nobody pays more than the rule says (design/payments.md §3 rule 5).
func (s Side) onTop(price money.Amount) (int64, error) {
	fee, err := s.of(price.Minor)
	return money.Down(fee, price.Currency), err
}

func (s Side) amounts() int64 { return s.FixedMinor + s.MinMinor }

// Rule is a commission rule. Days are midnight UTC of a calendar day in the brand's zone.
type Rule struct {
	ID         uuid.UUID
	CategoryID uuid.UUID // it and all below it; zero: every category
	Plan       string    // of the practitioner; "": every plan and none
	Currency   string    // of the amounts; "": there are none
	// Practitioner is taken of the price; Client is charged on top of it, taxes included.
	Practitioner, Client Side
	From                 time.Time
	Until                time.Time // the first day without a promotion; zero: until the next rule of its kind
	Note                 string
	CreatedBy            uuid.UUID
	CreatedAt            time.Time
	EndedOn              time.Time // it was taken back: it holds no more from this day on; zero: it was not
	EndedBy              uuid.UUID
}

// Promotion reports whether the rule ends by itself.
func (r Rule) Promotion() bool { return !r.Until.IsZero() }

// Ends is the first day on which the rule no longer holds, whatever else there is; zero: none.
func (r Rule) Ends() time.Time {
	if !r.EndedOn.IsZero() {
		return r.EndedOn
	}
	return r.Until
}

// holds reports whether the rule could apply on a day.
func (r Rule) holds(day time.Time) bool {
	return !r.From.After(day) && (r.Ends().IsZero() || r.Ends().After(day))
}

// rank orders rules by how closely they fit: see the package comment. path is the categories of the service, the root first.
func (r Rule) rank(path []uuid.UUID) [4]int {
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return [4]int{slices.Index(path, r.CategoryID) + 1, flag(r.Plan != ""), flag(r.Currency != ""), flag(r.Promotion())}
}

// fits reports whether the rule speaks of what is asked.
func (r Rule) fits(path []uuid.UUID, plan, currency string) bool {
	return (r.CategoryID == uuid.Nil || slices.Contains(path, r.CategoryID)) && (r.Plan == "" || r.Plan == plan) && (r.Currency == "" || r.Currency == currency)
}

// choose is the rule that applies; false: none does.
func choose(rules []Rule, path []uuid.UUID, plan, currency string, day time.Time) (best Rule, found bool) {
	for _, r := range rules {
		if !r.holds(day) || !r.fits(path, plan, currency) {
			continue
		}
		if by := slices.Compare(ranked(r, path), ranked(best, path)); !found || by > 0 || by == 0 && r.From.After(best.From) {
			best, found = r, true
		}
	}
	return best, found
}

func ranked(r Rule, path []uuid.UUID) []int {
	n := r.rank(path)
	return n[:]
}

func ruleOf(r tariffdb.TariffCommissionRule) Rule {
	out := Rule{ID: r.ID, Practitioner: Side{int64(r.PractitionerBps), r.PractitionerFixedMinor, r.PractitionerMinMinor},
		Client: Side{int64(r.ClientBps), r.ClientFixedMinor, r.ClientMinMinor}, From: r.FromDay, Note: r.Note, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC()}
	if r.CategoryID != nil {
		out.CategoryID = *r.CategoryID
	}
	if r.Plan != nil {
		out.Plan = *r.Plan
	}
	if r.Currency != nil {
		out.Currency = *r.Currency
	}
	if r.UntilDay != nil {
		out.Until = *r.UntilDay
	}
	if r.EndedOn != nil && r.EndedBy != nil {
		out.EndedOn, out.EndedBy = *r.EndedOn, *r.EndedBy
	}
	return out
}

func rulesOf(rows []tariffdb.TariffCommissionRule) []Rule {
	out := make([]Rule, len(rows))
	for i, r := range rows {
		out[i] = ruleOf(r)
	}
	return out
}
