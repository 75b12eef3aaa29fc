package tariff

import (
	_ "embed" // the rules of the law
	"encoding/json"
	"slices"
	"time"

	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// TaxKind is what a tax is on.
type TaxKind string

// The kinds.
const (
	OnCommission TaxKind = "commission"  // on what the platform charges: on top of the practitioner's side, inside the client's
	OnSupply     TaxKind = "supply"      // on the service itself, inside its price
	Withholding  TaxKind = "withholding" // collected from practitioners who are registered, of their price without tax
)

// TaxRule is a tax of a country, from a day on.
type TaxRule struct {
	ID         uuid.UUID `json:"id"`      // zero: it comes with the program
	Country    string    `json:"country"` // ISO 3166-1 alpha-2
	Kind       TaxKind   `json:"kind"`
	Category   string    `json:"category"`   // slug, of the program's rules: it and all below it; "": every category
	CategoryID uuid.UUID `json:"categoryId"` // the same, of an operator's rule
	Name       string    `json:"name"`       // "GST"; with the country it names the account that the tax is owed on
	Bps        int64     `json:"bps"`
	// Deemed: the platform counts as the supplier and owes the tax on the whole price. With UnregisteredOnly it does so for
	// practitioners who are not registered themselves; for others the next rule holds.
	Deemed           bool      `json:"deemed"`
	UnregisteredOnly bool      `json:"unregisteredOnly"`
	From             time.Time `json:"from"`  // midnight UTC of a calendar day
	Until            time.Time `json:"until"` // the first day without it; zero: until the next rule for the same
	Law              string    `json:"law"`
	Code             string    `json:"code"` // of the service, as invoices name it: HSN or SAC in India; "": none is needed
	CreatedBy        uuid.UUID `json:"createdBy"`
}

// Owner names the account of what is owed: "GST:IN".
func (t TaxRule) Owner() string {
	if t.Bps == 0 {
		return ""
	}
	return t.Name + ":" + t.Country
}

// StateOn is where the rule stands on a day.
func (t TaxRule) StateOn(day time.Time) State {
	return Rule{From: t.From, Until: t.Until}.StateOn(day)
}

//go:embed taxes.json
var lawFile []byte

// law are the rules that come with the program.
var law = readLaw(lawFile)

func readLaw(raw []byte) []TaxRule {
	var list []struct {
		TaxRule
		From  string `json:"from"`
		Until string `json:"until"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	out := make([]TaxRule, len(list))
	for i, x := range list {
		out[i] = x.TaxRule
		out[i].From, out[i].Until = mustDay(x.From), mustDay(x.Until)
	}
	return out
}

func mustDay(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// place is what a service is to the tax office.
type place struct {
	country    string
	path       []uuid.UUID // categories, the root first
	slugs      []string    // of the same
	registered bool        // the practitioner
	day        time.Time
}

// depth is how close a rule's category is; negative: it is for another one.
func (t TaxRule) depth(p place) int {
	switch {
	case t.CategoryID != uuid.Nil:
		if i := slices.Index(p.path, t.CategoryID); i >= 0 {
			return i + 1
		}
		return -1
	case t.Category != "":
		if i := slices.Index(p.slugs, t.Category); i >= 0 {
			return i + 1
		}
		return -1
	}
	return 0
}

// taxOf chooses the rule of a kind: the nearest category, then an operator's before the program's, then the latest. The zero
// rule is no tax.
func taxOf(rules []TaxRule, kind TaxKind, p place) (best TaxRule) {
	rank := []int{-1}
	for _, t := range rules {
		depth := t.depth(p)
		if t.Kind != kind || t.Country != p.country || depth < 0 || t.StateOn(p.day) != InForce || t.UnregisteredOnly && p.registered {
			continue
		}
		own := 0
		if t.ID != uuid.Nil {
			own = 1
		}
		now := []int{depth, own, int(t.From.Unix() / 86_400)}
		if slices.Compare(now, rank) > 0 {
			best, rank = t, now
		}
	}
	return best
}

// Taxes are those of a quote; a zero rule is no tax.
type Taxes struct {
	Commission, Supply, Withheld TaxRule
	Registered                   bool // the practitioner has a tax number
}

// taxesOf are the taxes that the platform owes or collects, and the practitioner's own. Where the platform is not
// registered, nobody counts as somebody else's supplier and it collects nothing.
func taxesOf(rules []TaxRule, p place, platform bool) Taxes {
	t := Taxes{Supply: taxOf(rules, OnSupply, p), Registered: p.registered}
	if !platform {
		if t.Supply.Deemed {
			t.Supply = TaxRule{}
		}
		return t
	}
	t.Commission = taxOf(rules, OnCommission, p)
	if p.registered && !t.Supply.Deemed {
		t.Withheld = taxOf(rules, Withholding, p)
	}
	return t
}

// TaxTerm is how a tax was reckoned, for the document that names it. The zero term is no tax.
type TaxTerm struct {
	Owner string `json:"owner,omitzero"` // "GST:IN"
	Bps   int64  `json:"bps,omitzero"`
	Code  string `json:"code,omitzero"` // of the service
}

// In is the tax inside a gross amount, rounded half up.
func (t TaxTerm) In(gross int64) (int64, error) { return included(gross, t.Bps) }

func (t TaxRule) term() TaxTerm {
	if t.Bps == 0 {
		return TaxTerm{Code: t.Code}
	}
	return TaxTerm{t.Owner(), t.Bps, t.Code}
}

// included is the tax inside a gross amount, rounded half up.
func included(gross, bps int64) (int64, error) { return money.MulDivRound(gross, bps, 10_000+bps) }

func taxRuleOf(r tariffdb.TariffTaxRule) TaxRule {
	t := TaxRule{ID: r.ID, Country: r.Country, Kind: TaxKind(r.Kind), Name: r.Name, Bps: int64(r.Bps), Deemed: r.Deemed, From: r.FromDay, Law: r.Note, CreatedBy: r.CreatedBy}
	if r.CategoryID != nil {
		t.CategoryID = *r.CategoryID
	}
	if r.EndedOn != nil {
		t.Until = *r.EndedOn
	}
	return t
}

func taxRulesOf(rows []tariffdb.TariffTaxRule) []TaxRule {
	out := make([]TaxRule, len(rows))
	for i, r := range rows {
		out[i] = taxRuleOf(r)
	}
	return out
}
