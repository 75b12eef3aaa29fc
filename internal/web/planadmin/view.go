package planadmin

import (
	"net/url"
	"time"

	"klear/internal/modules/subscription"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is every plan, GET /admin/plans.
type List struct {
	Page   layout.Page
	Items  []Item
	Values url.Values // of the form of a new one, as typed
}

// Item is one plan.
type Item struct {
	ID, Family, Code, Name string
	Closed                 bool
	Prices                 []Price // in force; none: it is not sold yet
}

// Price is what one cycle costs.
type Price struct {
	Cycle  string
	Amount money.Amount
}

// Edit is one plan, GET /admin/plans/{plan}.
type Edit struct {
	Page     layout.Page
	Item     Item
	Action   string
	Currency string
	Values   url.Values // of its words, as typed
	Terms    url.Values // of further terms, as typed
	Grants   []string   // keys that the plan can grant
	History  []Dated
}

// Dated are terms from a day on.
type Dated struct {
	From        time.Time
	TrialDays   int
	Prices      []Price
	Now, Coming bool
}

// Charges is what was charged for plans, GET /admin/plan-charges.
type Charges struct {
	Page  layout.Page
	Items []ChargeItem
	Pages ui.Pagination
}

// ChargeItem is one charge.
type ChargeItem struct {
	URL, Plan   string
	Person      string // "" once the account is deleted
	From, Until time.Time
	Charged     money.Amount
	Back        money.Amount // given back so far
}

// ChargeView is one charge, GET /admin/plan-charges/{period}.
type ChargeView struct {
	Page    layout.Page
	Item    ChargeItem
	Left    money.Amount // that can be given back
	MayEnd  bool         // the plan runs on it
	Values  url.Values   // as typed
	Quote   *subscription.RefundQuote
	Reasons []ui.Choice
}

func person(p layout.Page, it ChargeItem) string {
	if it.Person == "" {
		return p.L.T("plans.someone_gone")
	}
	return it.Person
}

func span(p layout.Page, it ChargeItem) string {
	return p.L.DateYear(it.From, p.Zone) + " – " + p.L.DateYear(it.Until, p.Zone)
}

func chargeLines(v ChargeView) []ui.PriceLine {
	return []ui.PriceLine{{Label: v.Page.L.T("plans.charged"), Amount: v.Item.Charged}, {Label: v.Page.L.T("plans.back"), Amount: v.Item.Back},
		{Label: v.Page.L.T("plans.left"), Amount: v.Left, Total: true}}
}

// quoteLines say where the money comes from.
func quoteLines(v ChargeView) []ui.PriceLine {
	q, l := v.Quote, v.Page.L
	earned := ui.PriceLine{Label: l.T("plans.earned_back"), Amount: q.Earned}
	if q.Earned.Minor < 0 {
		earned = ui.PriceLine{Label: l.T("plans.earned_now"), Amount: money.Amount{Minor: -q.Earned.Minor, Currency: q.Earned.Currency}}
	}
	return []ui.PriceLine{{Label: l.T("plans.goes_back"), Amount: q.Amount, Total: true}, {Label: l.T("plans.tax_back"), Amount: q.Tax}, earned, {Label: l.T("plans.kept"), Amount: q.Left}}
}

func ends(v ChargeView) string {
	if v.Quote.Ends {
		return v.Page.L.T("plans.ends_now")
	}
	return v.Page.L.T("plans.goes_on")
}

func d(pairs ...string) i18n.D {
	out := i18n.D{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

func prices(p layout.Page, list []Price) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = p.L.T("plans.per_"+x.Cycle, d("Amount", p.L.Money(x.Amount)))
	}
	return p.L.List(words...)
}

func text(p layout.Page, values url.Values, name, hint string, most int) ui.FieldProps {
	return ui.FieldProps{ID: name, Label: p.L.T("plans.f_" + name), Hint: hint, Value: values.Get(name), Error: p.Err(name), Autocomplete: "off", MaxLength: most}
}

func families(v List) ui.SelectProps {
	return ui.SelectProps{ID: "family", Label: v.Page.L.T("plans.f_family"), Choices: []ui.Choice{
		{Value: "seeker", Label: v.Page.L.T("plans.for_seeker"), Selected: v.Values.Get("family") == "seeker"},
		{Value: "practitioner", Label: v.Page.L.T("plans.for_practitioner"), Selected: v.Values.Get("family") == "practitioner"}}}
}
