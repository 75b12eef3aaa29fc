package sharing

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Show is GET /sharing. Fields: practitioner, kinds (several), days.
type Show struct {
	Page  layout.Page
	Open  []Consent
	Past  []Consent
	Met   []ui.Choice // practitioners; none: nobody to share with yet
	Kinds []ui.Choice
	Days  []ui.Choice
}

// Consent is what a practitioner may read, or might.
type Consent struct {
	URL      string
	Name     string
	Kinds    string // "Mood, Goals"
	Until    time.Time
	Reads    int
	LastRead time.Time
}

// Reads is GET /sharing/{id}.
type Reads struct {
	Page layout.Page
	List []Read
}

// Read is one time that something was read.
type Read struct {
	What string
	At   time.Time
}

// Shared is GET /pro/clients/{id}/shared.
type Shared struct {
	Page   layout.Page
	URL    string // of the client
	Name   string
	Until  time.Time // zero: nothing is shared
	Kinds  []ui.Choice
	Chart  *ui.Chart
	Goals  []Goal
	Claims []ui.ClaimProps
	None   bool // what was asked for is empty
}

// Goal is one of a client's.
type Goal struct {
	ui.GoalProps
	State string
}

func d(k, v string) i18n.D { return i18n.D{k: v} }

func current(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// lengths are the days that are offered, in words.
func lengths(p layout.Page, list []ui.Choice) []ui.Choice {
	out := make([]ui.Choice, len(list))
	for i, c := range list {
		out[i] = ui.Choice{Value: c.Value, Label: p.L.T("sharing.days_" + c.Value), Selected: c.Selected}
	}
	return out
}
