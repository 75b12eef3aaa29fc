package oncall

import (
	"time"

	"klear/internal/modules/safety"
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
	TakenAt      time.Time // zero: nobody looks after it
	TakenBy      string
	Outcomes     []ui.Choice
}

func item(l *i18n.Localizer, c safety.Case) Item {
	return Item{ID: c.ID.String(), Name: c.Name, Email: c.Email, Phone: c.Phone, Critical: c.Level.String() == "critical", Messages: c.Messages, Calls: c.Pages,
		Since: c.OpenedAt, TakenAt: c.AcknowledgedAt, TakenBy: c.AcknowledgedBy, Outcomes: Outcomes(l)}
}

// Outcomes are what a case can end with, in the reader's words.
func Outcomes(l *i18n.Localizer) []ui.Choice {
	out := make([]ui.Choice, len(safety.Outcomes))
	for i, o := range safety.Outcomes {
		out[i] = ui.Choice{Value: string(o), Label: l.T("oncall.outcome_" + string(o))}
	}
	return out
}
