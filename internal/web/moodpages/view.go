package moodpages

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Show is GET /mood: the form of a new entry, the line, and the entries.
type Show struct {
	Page    layout.Page
	Form    Form
	Ranges  []ui.Choice // Value is the address
	Chart   ui.Chart
	Entries []Entry
	Total   int
	Pages   ui.Pagination
}

// Form is the form of an entry. Fields: mood; anxiety, stress, energy; trigger (several), words; note; day, time; version.
type Form struct {
	Mood      int
	Scales    []Scale
	Triggers  []ui.Choice
	More      string // words that are not on the list
	Note      string
	Day, Time string
	Today     string // the latest day that may be chosen
	Zone      string // of an entry that is changed
	Version   int64
	Open      bool // everything is shown, not only the blooms
}

// Scale is a figure of 1 to 10 that may be left out.
type Scale struct {
	Name    string // anxiety, stress, energy
	Choices []ui.Choice
}

// Entry is an entry in the list.
type Entry struct {
	URL      string
	Figure   int
	Words    string
	At       time.Time
	Zone     *time.Location // where it was entered
	Figures  []string
	Triggers []string
	Note     string
}

// Edit is GET /mood/{id}.
type Edit struct {
	Page  layout.Page
	Entry Entry
	Form  Form
}

// Words is GET /mood/words.
type Words struct {
	Page layout.Page
	List []Word
}

// Word is one of the person's own words.
type Word struct {
	ID   string
	Name string
	Uses int
}

// Weeks is GET /mood/two-weeks. Fields of its form: q1 to q9, each 0 to 3.
type Weeks struct {
	Page      layout.Page
	Questions []Question
	Due       time.Time // midnight UTC of the day from which it can be answered again; zero: now
	Barred    bool      // the law of their place bars it
	Latest    *Round
	Rounds    []Round // newest first
	Chart     ui.Chart
	Help      []string         // fixed words that answer the ninth question
	Card      *layout.CareCard // the lines, where the page has no card of its own
}

// Question is one of the nine.
type Question struct {
	Name, Text string
	Choices    []ui.Choice
}

// Round is one time that it was answered.
type Round struct {
	ID   string
	Day  time.Time
	Sum  int
	Band string // minimal, mild, moderate, moderately_severe, severe
}

func current(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}
