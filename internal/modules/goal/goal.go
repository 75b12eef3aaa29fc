package goal

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/platform/apperr"
)

// Limits of goals.
const (
	MaxTitle  = 120 // characters
	MaxWhy    = 1000
	MaxNote   = 1000
	MaxAmount = 1_000_000
	MaxGoals  = 100
	MaxPerDay = 20
)

// Measure is how a goal is counted.
type Measure string

// The measures.
const (
	Days  Measure = "days"  // done or not each day; Target is on how many days of a week, 1 to 7
	Count Measure = "count" // Target is how often altogether
	Level Measure = "level" // Target is a value to reach; the latest one counts
)

// Measures are all of them, in the order in which they are offered.
var Measures = []Measure{Days, Count, Level}

// State is where a goal stands.
type State string

// The states.
const (
	Active   State = "active"
	Paused   State = "paused"
	Done     State = "done"
	Archived State = "archived"
)

// next mirrors goal.transition, for buttons; the database decides.
var next = map[State][]State{Active: {Paused, Done, Archived}, Paused: {Active, Done, Archived}, Done: {Active, Archived}, Archived: {Active}}

// Next are the states that a goal may take from here.
func (s State) Next() []State { return next[s] }

// Draft is what somebody sets out to do.
type Draft struct {
	Title   string
	Why     string
	Measure Measure // of a new goal; stays afterwards
	Target  int
	Due     time.Time // midnight UTC of a day; zero: none
}

// Goal is a goal as its person sees it.
type Goal struct {
	ID uuid.UUID
	Draft
	State     State
	Version   int64
	CreatedAt time.Time
	Total     int64 // of everything entered; of a goal by Days, days
	Latest    int   // the last value
	Entries   int
	Week      []Mark // the last seven days, oldest first
	ThisWeek  int    // entries of Week
}

// Mark is a day of the last seven.
type Mark struct {
	Day    time.Time // midnight UTC of the person's local day
	Amount int64
	Any    bool
}

// Reached reports whether the goal is where it was to be: this week, or altogether.
func (g Goal) Reached() bool {
	switch g.Measure {
	case Days:
		return g.ThisWeek >= g.Target
	case Count:
		return g.Total >= int64(g.Target)
	}
	return g.Entries > 0 && g.Latest >= g.Target
}

// Step is progress, as it was entered.
type Step struct {
	ID     uuid.UUID
	Day    time.Time // midnight UTC of the person's local day
	Amount int
	Note   string
	At     time.Time
}

// Move is a change of state.
type Move struct {
	From, To State
	At       time.Time
}

func (d *Draft) clean(today time.Time) error {
	var v apperr.Validation
	d.Title, d.Why = line(d.Title), text(d.Why)
	v.Check(d.Title != "", "title", "required", "Say what you set out to do.")
	v.Check(utf8.RuneCountInString(d.Title) <= MaxTitle && plain(d.Title), "title", "length", "A goal has at most %d characters.", MaxTitle)
	v.Check(utf8.RuneCountInString(d.Why) <= MaxWhy && plain(d.Why), "why", "length", "This has at most %d characters.", MaxWhy)
	v.Check(d.Measure == Days || d.Measure == Count || d.Measure == Level, "measure", "unknown", "Choose how it is counted.")
	if d.Measure == Days {
		v.Check(d.Target >= 1 && d.Target <= 7, "target", "week", "Choose 1 to 7 days of a week.")
	} else {
		v.Check(d.Target >= 1 && d.Target <= MaxAmount, "target", "range", "Write a number from 1 to 1,000,000.")
	}
	v.Check(d.Due.IsZero() || d.Due.Before(today.AddDate(10, 0, 0)) && d.Due.After(today.AddDate(-10, 0, 0)), "due", "range", "Choose a day within ten years.")
	return v.Err()
}

func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func text(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}
