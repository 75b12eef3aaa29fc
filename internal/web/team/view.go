package team

import (
	"time"

	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /pro/team. POST makes a business of name, slug, zone and address; accepting posts to an invitation's URL.
type List struct {
	Page  layout.Page
	Mine  []Line
	Asked []Asked
	Zone  string // proposed
}

// Line is a business of the reader's.
type Line struct{ URL, Name, Role string }

// Asked is an invitation to the reader.
type Asked struct {
	URL, Name, Role string
	Until           time.Time
}

// Business is GET /pro/team/{team}.
type Business struct {
	Page      layout.Page
	URL       string
	PublicURL string
	Name      string
	Manages   bool // the reader may keep members, rooms and team services
	Owns      bool // and change the business itself
	About     string
	Slug      string
	Zone      string
	Address   string
	ShowRooms bool
	Version   int64
	Members   []Member
	Invited   []Invited
	Rooms     []Room
	Places    []Place
	Services  []Service
}

// Member is somebody of the business.
type Member struct {
	ID, Name, Role string
	Profile        string   // address of the public page; "" without one
	Can            []string // of member, manager, remove, leave
}

// Invited is an invitation under way.
type Invited struct {
	ID, Email, Role string
	Until           time.Time
}

// Room is a room with what its form holds.
type Room struct {
	ID, Name string
	Active   bool
}

// Place is a member's service with the rooms that it may use.
type Place struct {
	ID, Service, Who string
	Rooms            []ui.Choice
}

// Service is a team service.
type Service struct {
	URL, Name, Team string
	People          []string
	Minutes         int
	Price           money.Amount
	Active          bool
}

// Offer is GET /pro/team/{team}/services/{offer}.
type Offer struct {
	Page     layout.Page
	Back     ui.Link
	URL      string
	New      bool
	Name     string
	About    string
	Teams    []ui.Choice
	Modes    []ui.Choice
	Price    string // major units, as typed
	Currency string
	Hours    string // until when cancelling is free
	Active   bool
	Version  int64
	Services []Choosable
}

// Choosable is a member's service that can be part of a team service.
type Choosable struct {
	ID, Name, Who string
	Minutes       int
	Chosen        bool
}

// Agenda is GET /pro/team/{team}/agenda: a day as a list, then in columns.
type Agenda struct {
	Page    layout.Page
	Back    ui.Link
	Date    time.Time
	Today   bool
	PrevURL string
	NextURL string
	Items   []Entry
	Columns []Column
	Hours   []time.Time // rows of the grid
}

// Column is a person or a room of the grid.
type Column struct {
	Name string
	Room bool
	has  func(Entry) bool
}

// Entry is a stretch in which somebody or a room is taken.
type Entry struct {
	Start, End time.Time
	People     []string
	Room       string
	Service    string // "": a member's own
	Client     string
	people     []string // ids
	room       string
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }

// at lists what a column has in the hour that begins at t.
func (v Agenda) at(c Column, t time.Time) []Entry {
	var out []Entry
	for _, e := range v.Items {
		if c.has(e) && e.Start.Before(t.Add(time.Hour)) && e.End.After(t) {
			out = append(out, e)
		}
	}
	return out
}
