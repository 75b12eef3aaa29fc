package find

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Results is a page of search results as a timetable: people down, days across. GET /search, /c/{category}.
// POST /holds that loses its slot renders it again with status 409 and Taken set.
type Results struct {
	Page    layout.Page
	Heading string // what was asked for: "Sleep and stress"
	Total   int    // people that match, with openings in the shown week
	Days    []ui.DayCell
	PrevURL string // the week before, "" when it is past
	NextURL string
	Rows    []Row
	Chips   []Chip
	Filters Filters
	Sort    []ui.Choice // values: best, soonest, price, rating
	Keep    []ui.Hidden // the query without sort and page: what the sort form must carry
	Pages   ui.Pagination
	Empty   *Empty
	AsOf    time.Time // set when openings could not be refreshed: shown as of then, choosing still works
	Taken   *Taken
}

// Row is one person in the timetable.
type Row struct {
	Person  ui.Person
	What    string // one line: title and what for
	Rating  ui.Rating
	Check   string // "Registered, BAMS"; "" when nothing was checked
	Price   ui.Price
	Mode    ui.Mode // the mode a tapped time will be held in
	Where   string  // "Online or Indiranagar", "Comes to you, 1.2 km"
	Service string  // service id a tapped time will be held for
	Cells   []Cell  // one per column of Days
	Saved   bool    // by the viewer
}

// Cell is the openings of one person on one day.
type Cell struct {
	Date    time.Time
	Slots   []ui.Slot
	More    int    // further openings that day
	MoreURL string // the practitioner page on that day
}

// Chip is a common filter. It is a link that switches the filter on or off.
type Chip struct {
	Label string
	Icon  string
	URL   string
	On    bool
}

// Filters is the "All filters" form, a plain GET to Action.
type Filters struct {
	Action string
	Keep   []ui.Hidden // query fields the form does not show (q, near, when); it carries sort itself
	Groups []FilterGroup
	Active int    // how many filters are on
	URL    string // of all filters of this search
	Clear  string
}

// FilterGroup is one fieldset. Multi groups are checkboxes, others radio buttons.
type FilterGroup struct {
	Name    string // query field
	Label   string
	Multi   bool
	Choices []ui.Choice
}

// Empty is what is offered when nothing matches.
type Empty struct {
	Removable []Relax   // each filter, and how many people it hides
	Nearest   *ui.Link  // nearest day with openings
	Suggest   []ui.Link // other spellings or wider words
}

// Relax is one filter that may be dropped.
type Relax struct {
	Label string
	URL   string
	Frees int
}

// Taken says that a tapped time went to someone else.
type Taken struct {
	Slug  string
	Start time.Time
}

// Practitioner is a person's page with the booker, GET /p/{slug}?service&mode&on.
type Practitioner struct {
	Page   layout.Page
	Person ui.Person
	What   string // longer than Title: "Ayurveda physician for sleep, digestion and low energy"
	Rating ui.Rating
	Check  *Check
	Back   *ui.Link // the results this was opened from
	Saved  bool     // by the viewer

	Years        int      // in practice; 0 hides it
	Languages    []string // in their own names: "English", "ಕನ್ನಡ"
	Places       []Place
	ReplyHours   int // usual reply time; 0 hides it
	Online       bool
	Booker       Booker
	Quote        string   // in their own words
	About        []string // paragraphs, plain text
	FirstSession []Step
	Credentials  []Credential
	Reviews      []Review
	ReviewsURL   string // all reviews; "" when all are shown
	Operator     bool   // shown to an operator: marked as such
}

// Check is the verification behind the badge.
type Check struct {
	On     time.Time
	Method string // "the register of the Karnataka AYUSH board"
}

// Place is where the person sees people.
type Place struct {
	Area    string // "Indiranagar"
	City    string
	Country string // ISO 3166-1 alpha-2
}

// Step is a part of the first session.
type Step struct {
	Minutes int
	Text    string
}

// Credential is a qualification with its check.
type Credential struct {
	Title  string
	Issuer string
	Year   int
	Check  *Check
}

// Review is one verified review.
type Review struct {
	Text     string
	Author   string // first name
	Sessions int
	On       time.Time
	Stars    int // 1 to 5
	Reply    string
}

// Package is an offer of several sessions at once.
type Package struct {
	URL            string
	Sessions, Days int
	Price, Each    money.Amount
}

// Booker is the state of the booking form on the practitioner page. Everything but the time is chosen by links
// (GET, works without script); the time is a radio group in a form that posts to /holds.
type Booker struct {
	Packages []Package // of the chosen service
	Services []ServiceChoice
	Details  []ui.Detail     // what the chosen service answers
	Options  []ServiceChoice // of the chosen service; fewer than two hide the choice
	Modes    []ModeChoice    // one entry hides the choice
	Days     []ui.DayCell    // seven days
	PrevURL  string
	NextURL  string
	Jumped   bool // the asked week was full, this is the first week with openings
	Slots    []ui.Slot
	Chosen   time.Time      // one of Slots, preselected; zero when none
	Zone     *time.Location // the place's zone when meeting in person, else the viewer's
	Free     time.Time      // free to move or cancel until then; zero: no free cancellation
	Request  bool           // the practitioner confirms by hand
	NextFree *ui.Link       // no openings this week: the first day that has one
	Service  string         // id of the chosen option
	Mode     ui.Mode
	Price    ui.Price
	Minutes  int
	Seats    int // of a group; 0: a private session
}

// ServiceChoice is one service offered.
type ServiceChoice struct {
	ID       string
	Name     string
	Price    ui.Price
	From     bool // the lowest price of several options
	URL      string
	Selected bool
}

// ModeChoice is one way to meet.
type ModeChoice struct {
	Mode     ui.Mode
	Label    string // the place's name for in person; "" uses the mode's word
	URL      string
	Selected bool
}
