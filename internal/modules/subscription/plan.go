package subscription

import (
	"encoding/json"
	"slices"
	"time"

	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Family says whom a plan is for. A person has at most one subscription of each.
type Family string

// The families.
const (
	ForSeekers       Family = "seeker"
	ForPractitioners Family = "practitioner"
)

// Cycle is how often a plan is paid.
type Cycle string

// The cycles.
const (
	Monthly Cycle = "month"
	Yearly  Cycle = "year"
)

// Key names something that a plan grants.
type Key string

// The keys that code asks for. A limit is a number whose meaning the key says.
const (
	CommissionBps   Key = "commission_bps"   // of practitioners: the platform's share of a session, in basis points
	CompanionExtras Key = "companion_extras" // of seekers: 1 opens the companion's long exercises and summaries
)

// Keys lists what plans of a family can grant, in the order in which pages name it.
func Keys(f Family) []Key {
	if f == ForPractitioners {
		return []Key{CommissionBps}
	}
	return []Key{CompanionExtras}
}

// Grants is what a plan gives.
type Grants map[Key]int64

// Limit is what is granted of a key; false: nothing, and the caller's own rule holds.
func (g Grants) Limit(k Key) (int64, bool) {
	n, ok := g[k]
	return n, ok
}

// Plan is what is sold. Name and Summary are by language; English is always there.
type Plan struct {
	ID      uuid.UUID
	Family  Family
	Code    string // for code and rules: "plus"; never changes
	Rank    int    // from the smallest plan to the largest
	Name    map[string]string
	Summary map[string]string
	Closed  bool // no longer sold; who has it keeps it
	Version int64
	Terms   []Terms // the latest first; only where a method says so
}

// In is the words of a language, or the English ones.
func In(words map[string]string, language string) string {
	if w := words[language]; w != "" {
		return w
	}
	return words["en"]
}

// Terms are what a plan costs and grants from an instant on.
type Terms struct {
	ID        uuid.UUID
	PlanID    uuid.UUID
	From      time.Time
	TrialDays int
	Grants    Grants
	Prices    []Price
}

// Price is what one cycle costs.
type Price struct {
	Cycle  Cycle
	Amount money.Amount
}

// Price of a cycle in a currency; false: not sold so.
func (t Terms) Price(c Cycle, currency string) (money.Amount, bool) {
	i := slices.IndexFunc(t.Prices, func(p Price) bool { return p.Cycle == c && p.Amount.Currency == currency })
	if i < 0 {
		return money.Amount{}, false
	}
	return t.Prices[i].Amount, true
}

// At gives the terms in force at now; false before the first.
func (p Plan) At(now time.Time) (Terms, bool) {
	for _, t := range p.Terms {
		if !t.From.After(now) {
			return t, true
		}
	}
	return Terms{}, false
}

func planOf(r subscriptiondb.SubscriptionPlan) (Plan, error) {
	p := Plan{ID: r.ID, Family: Family(r.Family), Code: r.Code, Rank: int(r.Rank), Closed: r.ClosedAt != nil, Version: r.Version}
	if err := json.Unmarshal(r.Name, &p.Name); err != nil {
		return p, err
	}
	return p, json.Unmarshal(r.Summary, &p.Summary)
}

func termsOf(r subscriptiondb.SubscriptionTerm) (Terms, error) {
	t := Terms{ID: r.ID, PlanID: r.PlanID, From: r.ValidFrom.UTC(), TrialDays: int(r.TrialDays)}
	return t, json.Unmarshal(r.Grants, &t.Grants)
}
