package goalpages

import (
	"time"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /goals.
type List struct {
	Page    layout.Page
	Active  []Active
	Resting []Resting // paused, done, put away
}

// Active is a goal that is worked on.
type Active struct {
	ui.GoalProps
	Why string
	Due time.Time // midnight UTC; zero: none
}

// Resting is a goal that is not.
type Resting struct{ URL, Title, State string }

// New is GET /goals/new. Fields: title, why, measure, target, due.
type New struct {
	Page     layout.Page
	Measures []ui.Choice
	Target   string // filled in
}

// Show is GET /goals/{id}: how far it is, what was entered, its course, and the forms that change it.
type Show struct {
	Page    layout.Page
	Far     ui.GoalProps
	Why     string
	Measure string
	State   string
	Next    []string // states it can take
	Target  int
	Due     string // 2026-12-31, "" for none
	DueDay  time.Time
	Version int64
	Reached bool
	Open    bool // the form that changes it is open
	Steps   []Step
	Pages   ui.Pagination
	Course  []Move
}

// Step is progress as it was entered.
type Step struct {
	Remove string // where it is taken back
	Day    time.Time
	Amount int
	Note   string
}

// Move is a change of state.
type Move struct {
	To string
	At time.Time
}

// stateIcons stand beside the buttons that change a state.
var stateIcons = map[string]string{"active": "play", "paused": "hourglass", "done": "tick", "archived": "bag"}

func d(k, v string) i18n.D { return i18n.D{k: v} }

// amount is what is filled in: of what is counted, mostly one.
func amount(measure string) string {
	if measure == "count" {
		return "1"
	}
	return ""
}
