package clients

import (
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /pro/clients, and what POST q finds.
type List struct {
	Page  layout.Page
	Words string
	Items []Item
	Total int
	More  bool // there are more than are shown
	Pages ui.Pagination
}

// Item is one client of a list.
type Item struct {
	URL, Name, Email, Phone string
	Sessions                int
	LastAt                  time.Time // zero without a session
	Erased                  bool
}

// Show is GET /pro/clients/{id}.
type Show struct {
	Page      layout.Page
	ID        string
	Details   client.Details
	Erased    bool
	Booked    bool   // had a booking, ever
	BookedAs  string // the name they give themselves, where it is another
	Perhaps   []Same // who may be the same client
	CreatedAt time.Time
	Notes     []Note
	Bookings  []Booked
	Older     int            // bookings that are not shown
	Paid      []money.Amount // what was kept of what they paid, by currency
}

// Same is another client with the same address.
type Same struct {
	ID, Name string
}

// Note is a dated note.
type Note struct {
	URL, Words          string
	WrittenAt, EditedAt time.Time
}

// Booked is one booking of the history.
type Booked struct {
	ID, Code, URL string
	Start         time.Time
	Service       string
	Status        ui.Status
	Paid          money.Amount
	Note          string
	Until         time.Time // of an offer that waits
	Version       int64
}

// Edit is the form of a client: GET /pro/clients/new and /pro/clients/{id}/edit. ID is "" for a new one.
type Edit struct {
	Page    layout.Page
	ID      string
	Version int64
	Details client.Details
	Booked  bool
}

// NoteEdit is GET /pro/clients/{id}/notes/{note}.
type NoteEdit struct {
	Page layout.Page
	Back string
	Name string
	Note Note
}

// Import is GET /pro/clients/import. Checked is the file that waits; "" before one was chosen.
type Import struct {
	Page    layout.Page
	Checked string
	Report  client.Report
}

// Book is GET /pro/clients/{id}/book?service=…&mode=…&on=…
type Book struct {
	Page     layout.Page
	ID       string
	Name     string
	Email    string
	Erased   bool
	Mute     bool // there is no address to write to
	Closed   bool // the service cannot be booked at present
	Service  string
	Services []ui.Choice // none: nothing to book
	Price    money.Amount
	Mode     ui.Mode
	Modes    []ui.Choice
	Waits    []ui.Choice
	On       string
	Week     ui.WeekProps
	Slots    []ui.Slot
	Zone     *time.Location
}

func serviceWords(p layout.Page, s catalog.Service) i18n.D {
	price := p.L.Price(s.Price)
	if s.Price.Minor == 0 {
		price = p.L.T("price.free")
	}
	return i18n.D{"Name": s.Name, "Duration": p.L.Duration(s.DurationMin), "Price": price}
}

func selectedDay(days []ui.DayCell) time.Time {
	for _, d := range days {
		if d.Selected {
			return d.Date
		}
	}
	return time.Time{}
}

func empty(v List) bool { return v.Words == "" && v.Total == 0 }
