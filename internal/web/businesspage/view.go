package businesspage

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Business is GET /b/{slug}?service=…&with=…&on=…. Booking posts to URL + "/hold" with service, with and at.
type Business struct {
	Page   layout.Page
	URL    string
	Name   string
	About  []string
	People []Person
	Booker Booker
}

// Person is somebody who works there; Note is the headline.
type Person struct {
	ui.Person
	Note string
}

// Booker is the booking form: a team service, with whom, and when.
type Booker struct {
	Services []ServiceChoice
	Service  string // id
	With     string // slug of the wished member; "": anybody
	People   []ui.Choice
	Note     string // "In person, 60 min, ₹2,000"
	Rule     string // of cancelling
	Days     []ui.DayCell
	PrevURL  string
	NextURL  string
	Slots    []ui.Slot
	Chosen   time.Time
	Date     time.Time
	Zone     *time.Location
	NextFree *ui.Link
	Closed   bool
}

// ServiceChoice is a team service; Who are its people.
type ServiceChoice struct {
	ID, Name, URL, Who string
	Price              ui.Price
	Selected           bool
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }

func current(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "true")}
}
