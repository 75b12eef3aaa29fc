package oncall

import (
	"strconv"
	"time"

	"klear/internal/modules/safety"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// shown is how many cases are listed; those that nobody looks after are first.
const shown = 100

// View is the list.
type View struct {
	Page  layout.Page
	Items []Item
	More  int  // cases that are not listed
	Me    bool // the reader is called
	Team  bool // somebody is
	Year  Year
}

// Year is a year in numbers.
type Year struct {
	Year     int
	Facts    []Fact
	Previous string // address of the year before
}

// Fact is a number with its name.
type Fact struct{ Label, Value string }

// YearOf names the numbers in the reader's words.
func YearOf(l *i18n.Localizer, y safety.Year) Year {
	out := Year{Year: y.Year, Previous: "/admin/on-call?year=" + strconv.Itoa(y.Year-1) + "#year"}
	add := func(key string, n int) { out.Facts = append(out.Facts, Fact{l.T("oncall." + key), l.Number(n)}) }
	for _, level := range []assess.Level{assess.Critical, assess.High, assess.Moderate} {
		add("year_"+level.String(), y.Messages[level])
	}
	add("year_cases", y.Cases)
	add("year_soon", y.Soon)
	for _, o := range safety.Outcomes {
		add("outcome_"+string(o), y.Outcomes[o])
	}
	add("year_open", y.Open)
	add("year_told", y.Told)
	return out
}

// Item is one case.
type Item struct {
	ID           string
	Name         string
	Email, Phone string
	Critical     bool
	Messages     int
	Calls        int
	Since        time.Time
	Waits        int       // minutes since then
	AgainAt      time.Time // when the team is written to again; zero: it is not
	TakenAt      time.Time // zero: nobody looks after it
	TakenBy      string
	Outcomes     []ui.Choice
}

func item(l *i18n.Localizer, now time.Time, c safety.Case) Item {
	it := Item{ID: c.ID.String(), Name: c.Name, Email: c.Email, Phone: c.Phone, Critical: c.Level == assess.Critical, Messages: c.Messages, Calls: c.Pages,
		Since: c.OpenedAt, Waits: int(now.Sub(c.OpenedAt) / time.Minute), TakenAt: c.AcknowledgedAt, TakenBy: c.AcknowledgedBy, Outcomes: Outcomes(l)}
	if c.AcknowledgedAt.IsZero() && !c.PagedAt.IsZero() {
		it.AgainAt = c.PagedAt.Add(safety.RepageAfter)
	}
	return it
}

// called says how often the team was written to, and when it is again.
func called(p layout.Page, it Item) string {
	var often, again string
	if it.Calls > 0 {
		often = p.L.N("oncall.calls", it.Calls)
	}
	if !it.AgainAt.IsZero() {
		again = p.L.T("oncall.again", i18n.D{"Time": p.L.Clock(it.AgainAt, p.Zone)})
	}
	return p.L.List(often, again)
}

// outcomeField is the field of one case's outcome: there is one for each case on the page.
func outcomeField(id string) string { return "outcome-" + id }

// Outcomes are what a case can end with, in the reader's words.
func Outcomes(l *i18n.Localizer) []ui.Choice {
	out := []ui.Choice{{Label: l.T("oncall.choose")}}
	for _, o := range safety.Outcomes {
		out = append(out, ui.Choice{Value: string(o), Label: l.T("oncall.outcome_" + string(o))})
	}
	return out
}
