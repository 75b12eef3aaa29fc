package adminpages

import (
	"time"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Queue is GET /admin/verification?state=….
type Queue struct {
	Page   layout.Page
	States []ui.Choice // tabs: waiting, more, approved, refused, with counts
	Items  []QueueItem
	Pages  ui.Pagination
}

// QueueItem is one application, oldest first.
type QueueItem struct {
	ID      string
	URL     string
	Person  ui.Person
	Why     string // why it is here: "New practitioner", "Licence ends 1 Dec"
	Since   time.Time
	Papers  int
	State   string
	Claimed string // operator who has opened it
}

// Decision is GET /admin/verification/{id}; POST decision (approve, more, refuse), reason, note, and method per paper.
type Decision struct {
	Page    layout.Page
	Item    QueueItem
	Facts   []Fact
	Papers  []Paper
	Choices []ui.Choice // decision values
	History []Entry
	Version int64 // of the profile that is looked at: travels with the form
}

// Fact is one claim to check.
type Fact struct{ Label, Value string }

// Paper is a document handed in.
type Paper struct {
	Name    string
	Kind    string
	URL     string // short-lived address
	Size    string
	Issued  string
	Expires time.Time
}

// Entry is one line of the record.
type Entry struct {
	At   time.Time
	Who  string
	What string
}
