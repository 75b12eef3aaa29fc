package ui

import (
	"time"

	"klear/internal/platform/money"
)

// Face is how a person is pictured. Photo wins; without it a portrait or pattern is drawn from Seed.
type Face struct {
	Seed  string // stable id; a leading "f-" or "m-" asks the drawn portrait for a feminine or masculine look
	Name  string
	Photo string // address of an uploaded picture, or ""
	Drawn bool   // draw a portrait; otherwise a pattern with initials
}

// Person is someone who can be booked, as pages refer to them.
type Person struct {
	Slug  string // /p/{slug}
	Name  string
	Title string // "Ayurveda physician"
	Face  Face
}

// Rating is an average in tenths (49 is 4.9) over Count reviews. Under five reviews only the count is shown.
type Rating struct {
	Tenths int
	Count  int
}

// Price is what is paid, tax included. From marks a lowest price, Per replaces the duration ("visit, then by the job").
type Price struct {
	Amount  money.Amount
	Minutes int
	From    bool
	Per     string
}

// PriceLine is one line of a sum. Total lines are set apart; negative amounts show as refunds.
type PriceLine struct {
	Label  string
	Note   string
	Amount money.Amount
	Total  bool
}

// Mode is where a session happens.
type Mode string

// The modes. InPerson is at the practitioner's place, Home at the seeker's.
const (
	Online   Mode = "online"
	InPerson Mode = "in_person"
	Home     Mode = "home"
)

// Slot is one real opening.
type Slot struct {
	Start   time.Time
	Soonest bool // the one accent of a row
	Left    int  // seats left of a group; 0: a private session
	Taken   bool // went while the page was open: shown struck through, not choosable
}

// DayCell is one day of a week strip or a timetable column. Date is midnight in the viewer's zone.
type DayCell struct {
	Date     time.Time
	Open     int    // number of openings
	URL      string // chooses the day; "" when Open is 0
	Selected bool
	Today    bool
}

// Choice is one option of a select, radio group or menu.
type Choice struct {
	Value    string
	Label    string
	Hint     string
	Selected bool
	Count    int  // results it would give, for filters
	HasCount bool // Count is known
}

// Link is an address with its text.
type Link struct {
	URL   string
	Label string
}

// Hidden is a form field that travels along.
type Hidden struct{ Name, Value string }

// FieldError names a wrong input by its id and says the fix.
type FieldError struct {
	Field   string // the input's id and name
	Label   string // the visible label, for the summary
	Message string
}

// Tone is the weight of a notice; the icon and the words carry it, colour only supports.
type Tone string

// The tones of a notice. Danger and Warning are announced as alerts.
const (
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Danger  Tone = "danger"
)

// Notice is a message about what happened. Action is optional.
type Notice struct {
	Tone   Tone
	Title  string
	Text   string
	Action *Link
}

// Alternative is an opening offered instead of one that is gone. Choosing it posts to /holds.
type Alternative struct {
	Person  Person
	Service string // service id
	Mode    Mode
	Start   time.Time
}

// Pagination counts pages from 1. URL(n) of the neighbours are given, so that links keep the query.
type Pagination struct {
	Page, Pages int
	Prev, Next  string
	Numbers     []PageLink
}

// PageLink is one numbered page; URL "" is a gap.
type PageLink struct {
	Number  int
	URL     string
	Current bool
}

// Status is the life of a booking as people see it.
type Status string

// The statuses a booking page can show (architecture: booking's published state machine).
const (
	Held      Status = "held"
	Requested Status = "requested"
	Confirmed Status = "confirmed"
	InSession Status = "in_session"
	Completed Status = "completed"
	Cancelled Status = "cancelled"
	Declined  Status = "declined"
	Expired   Status = "expired"
	NoShow    Status = "no_show"
	Disputed  Status = "disputed"
	Refunded  Status = "refunded"
)
