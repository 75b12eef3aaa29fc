package series

import (
	"time"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Plan is GET /series?with&service&mode&at&weeks&count. POST /series sends the same fields, at once for each date that is
// wished, and instead-<n> for what to do about the clash of date n: "" leaves it out, a start takes that one.
type Plan struct {
	Page    layout.Page
	Person  ui.Person
	Service string // name
	Keep    []ui.Hidden
	Dates   []Date
	Zone    *time.Location
	Price   ui.Price // of one date
	BackURL string
}

// Date is one of the plan. No is its place in it, from 0.
type Date struct {
	No     int
	Day    time.Time // midnight or the start, for its name
	Start  time.Time // zero: that wall time does not exist on this date
	Clash  string    // why it cannot be booked, in the reader's language; "" when it can
	Near   []ui.Choice
	Chosen bool // of a date without a clash
}

// Clashes counts the dates that cannot be had.
func (v Plan) Clashes() (n int) {
	for _, d := range v.Dates {
		if d.Clash != "" {
			n++
		}
	}
	return n
}
