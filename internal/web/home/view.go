package home

import (
	"time"

	"klear/internal/web/find"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is the landing page, GET /.
type View struct {
	Page       layout.Page
	Next       *NextBooking // the signed-in person's next booking, offered first
	LastSearch *ui.Link     // "Sleep and stress, this week"
	Needs      []ui.Link    // three or four example searches in people's own words
	Categories []Category
	Soonest    []find.Row // people with the earliest openings; Cells hold today and the next days
	Days       []ui.DayCell
	OpenPeople int       // people with openings this week
	AsOf       time.Time // zero unless openings may be out of date
}

// Category is one entry of the catalogue.
type Category struct {
	URL   string
	Name  string
	Blurb string
	Icon  string // name of an icon in package ui; "" draws none
	Open  int    // people with openings this week
}

// NextBooking points at what comes next.
type NextBooking struct {
	URL    string
	Person ui.Person
	Start  time.Time
}
