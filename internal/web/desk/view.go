package desk

import (
	"time"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Start is GET /admin: the queues, those with something in them linked to exactly their rows.
type Start struct {
	Page   layout.Page
	Queues []Waiting
	Total  int
}

// Waiting is one queue. Key is its name in the catalogue: "desk.q_<key>", "desk.about_<key>".
type Waiting struct {
	Key    string
	URL    string
	Count  int
	Oldest time.Time // zero when nothing waits
}

// Queue is GET /admin/queue/{queue}.
type Queue struct {
	Page  layout.Page
	Key   string
	Items []Item
	Total int
	Pages ui.Pagination
}

// Item is one thing that waits: what it is, why it is here, and since when.
type Item struct {
	What   string // a booking's code, a kind of job, a name
	Code   bool   // What is a code
	URL    string
	Note   string // an amount, tries
	Why    string
	Since  time.Time
	Until  time.Time // zero: never
	Action []ui.Link
}

// Act is a form that does something for a reason: a failed job, a failed refund.
type Act struct {
	Page   layout.Page
	Key    string // "desk.do_<key>", "desk.means_<key>"
	Action string // address the form is sent to
	Back   ui.Link
	Facts  []Fact
	Danger bool
}

// Fact is one line about what is acted on.
type Fact struct{ Label, Value string }

// Reports is GET /admin/reports?state=….
type Reports struct {
	Page   layout.Page
	States []ui.Choice
	Items  []ReportItem
	Pages  ui.Pagination
}

// ReportItem is one report as a line.
type ReportItem struct {
	URL    string
	Name   string // whose page
	Kind   string
	Others int
	Since  time.Time
}

// Report is GET /admin/reports/{report}; POST decision (dismissed, hidden, suspended) and reason to the same address.
type Report struct {
	Page    layout.Page
	URL     string
	Name    string
	Words   string // "" when they are gone with the person they were about
	Facts   []Fact
	Links   []ui.Link
	Choices []ui.Choice
	Open    bool
}

// Contests is GET /admin/contests?state=open|closed.
type Contests struct {
	Page   layout.Page
	States []ui.Choice
	Items  []ContestItem
	Pages  ui.Pagination
}

// ContestItem is one session as a line.
type ContestItem struct {
	URL   string
	Code  string // of the booking
	Name  string // of the practitioner
	Why   string
	Waits string // whose turn it is, or how it ended
	Since time.Time
}

// Contest is GET /admin/contests/{contest}; POST decision (took_place, not_held), goodwill and reason to the same address.
type Contest struct {
	Page     layout.Page
	URL      string
	Code     string
	Why      string
	Words    string // the client's; "" without any
	Reply    string // the practitioner's
	Facts    []Fact
	Links    []ui.Link
	Choices  []ui.Choice
	Goodwill string // what can be given, in words; "" when nothing can
	Unheard  string // why it cannot be decided against the practitioner yet; "" when it can
	Open     bool
}
