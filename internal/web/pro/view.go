package pro

import (
	"klear/internal/modules/booking"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is how the agenda is drawn.
type View string

// The views. The list is the default and the accessible source; the grids are views of the same.
const (
	ListView View = "list"
	DayView  View = "day"
	WeekView View = "week"
)

// Agenda is GET /pro/agenda?view=…&on=…: the days from one on, as a list or a grid.
type Agenda struct {
	Page     layout.Page
	View     View
	Views    []ViewLink
	First    time.Time      // midnight of the first day
	Last     time.Time      // midnight of the last day
	Days     []AgendaDay    // of the list
	Grid     Grid           // of the others
	OwnZone  *time.Location // of the hours, when it is not the reader's
	Requests int            // waiting for an answer
	OpenWeek int            // openings left this week
	OpenURL  string         // where they are changed; "" shows the number alone
	BlockURL string         // where time is blocked; "" where it cannot be
	PrevURL  string
	NextURL  string
	TodayURL string // "" when today is in view
}

// ViewLink leads to the same days in another view.
type ViewLink struct {
	View    View
	URL     string
	Current bool
}

// Grid is time down and days across. First and Last are the minutes of the day that it begins and ends at, whole hours.
type Grid struct {
	First, Last int
	Days        []GridDay
}

// Stretch is minutes of a day, by the clock on the wall. ID is its element's.
type Stretch struct {
	ID       string
	From, To int
}

// GridDay is a column. Now is the current minute, or -1 when it is not in view.
type GridDay struct {
	Date    time.Time
	Today   bool
	Now     int
	Open    []Stretch
	Buffers []Stretch
	Blocks  []GridBlock
}

// GridBlock is an entry in its lane; entries that meet share a column's width.
type GridBlock struct {
	Stretch
	Lane, Lanes int
	Item        AgendaItem
}

// AgendaDay is one date with what happens on it. Hours is "9:00 am to 6:00 pm"; "" is a day off.
type AgendaDay struct {
	Date  time.Time
	Today bool
	Hours string
	Items []AgendaItem
}

// AgendaItem is a session, a block or a gap.
type AgendaItem struct {
	Kind    ItemKind
	Code    string
	URL     string
	Start   time.Time
	End     time.Time
	Client  string // name as the client gave it
	For     string // "for Asha, child, 9"; "" when the client comes themself
	Series  string // "3 of 8"; "" for a booking by itself
	First   bool   // first session with this client
	Service string // "" on the line of a group, whose name Client is
	Seats   string // how full a group is: "7 of 12"
	Mode    ui.Mode
	Where   string
	Status  ui.Status
	Now     bool
	Title   string // for blocks: what it says in the calendar
	Movable bool
	Theirs  *time.Location // the client's zone, when their clock shows another time
	// Occupancy is the stretch of time that it takes; several bookings of a group session share one.
	Occupancy uuid.UUID
	Unblock   string // for blocks by hand: where they are opened again
}

// ItemKind is what an agenda entry is.
type ItemKind string

// The kinds of agenda entries.
const (
	ItemSession ItemKind = "session"
	ItemBlock   ItemKind = "block" // by hand
	ItemGap     ItemKind = "gap"   // still bookable
	ItemHold    ItemKind = "hold"  // kept while somebody pays
	ItemBusy    ItemKind = "busy"  // by a linked calendar
)

// Home is GET /pro.
type Home struct {
	Page          layout.Page
	Today         AgendaDay
	Requests      int
	AnswerBy      time.Time // of the request that ends first
	Offers        int       // kept for clients who have not paid
	Response      booking.ResponseTime
	OpenWeek      int // openings left in the next seven days
	OpenMinutes   int // of the same days
	BookedMinutes int
	Pending       []money.Amount // paid, and not earned yet
	Earned        []money.Amount // in the last 31 days
	Money         []MoneyRow     // what both are made of
}

// MoneyRow is one booking's share.
type MoneyRow struct {
	URL, Client string
	Start       time.Time
	Amount      money.Amount
	Earned      bool
}

// Requests is GET /pro/requests. Accept posts to /pro/requests/{code}/accept; decline to …/decline with reason and open
// (yes: the time stays bookable, no: it is blocked).
type Requests struct {
	Page    layout.Page
	Items   []Request
	Reasons []ui.Choice // values: time, scope, full, other
}

// Request waits for the practitioner's answer.
type Request struct {
	Code     string
	Client   string
	For      string // whom it is for, when that is not the client
	First    bool
	Service  string
	Minutes  int
	Mode     ui.Mode
	Where    string
	Start    time.Time
	Amount   money.Amount // the practitioner's share
	Note     string       // what the client wrote
	AnswerBy time.Time    // declined by itself then
	Asked    *Proposal    // other times that the client is asked about; nil: none
	Clash    string       // what it collides with, "" normally
	Dates    []time.Time  // of a series: all that wait, answered together; none: a request by itself
}

// VenueState is what a practitioner may note about money that a client pays them when they meet.
type VenueState string

// The states; "": it is paid another way.
const (
	VenueLater    VenueState = "later" // not yet: they meet later
	VenueDue      VenueState = "due"
	VenueReceived VenueState = "received"
	VenueReturned VenueState = "returned" // or will never be paid
)

// Venue is money from hand to hand.
type Venue struct {
	State VenueState
	Price money.Amount
	Owed  money.Amount // to the platform, once it is received: commission, tax on it, what is withheld
}

// Session is GET /pro/sessions/{code}: POST …/start, POST …/end with note, POST …/no-show, POST …/note with note,
// POST …/receipt with method (cash, other), POST …/receipt/back.
type Session struct {
	Forms []layout.SignedForm

	Participants []Participant // of a group session, this booking among them
	Seats        string        // how full it is: "7 of 12"

	Page    layout.Page
	Item    AgendaItem
	Minutes int
	Share   money.Amount
	Started time.Time // zero until started
	Ended   time.Time // zero until ended
	Note    string    // private: sealed, only the practitioner reads it
	NoteAt  time.Time
	Ask     string // what the client wrote when booking
	JoinURL string
	NoShow  bool // may be marked as a no-show now
	Venue   Venue
	Change  bool // may be moved or cancelled now
	Asked   *Proposal
	Receipt string // its address; "" until something was paid
	History int    // earlier sessions together
	// Contested is what the client said about it last; nil: nothing.
	Contested *Contested
}

// Contested is what a client said about a session, in their words and in ours.
type Contested struct {
	Title  string
	Told   string // when, and what
	Words  string // "" without any
	Text   string // where it stands
	Answer string // label of the link to answer; "" when there is nothing to answer
}

// Contest is GET /pro/sessions/{code}/contest; POST says and words.
type Contest struct {
	Page      layout.Page
	Item      AgendaItem
	Minutes   int
	Contested Contested
	Choices   []ui.Choice
}

// Move is GET /pro/sessions/{code}/move?on=…; POST version and at moves.
type Move struct {
	Page    layout.Page
	Item    AgendaItem
	Minutes int
	Version int64 // of the booking that is looked at: travels with the form
	Week    ui.WeekProps
	Slots   []ui.Slot
	Chosen  time.Time
	Zone    *time.Location
	Taken   bool // the chosen time went: pick another
}

// Proposal is what the client is asked: other times, held for them until Until.
type Proposal struct {
	Starts []time.Time
	Until  time.Time
}

// Propose is GET /pro/sessions/{code}/propose?on=…; POST version, on and at, once for each ticked time, proposes.
type Propose struct {
	Page    layout.Page
	Item    AgendaItem
	Minutes int
	Version int64
	On      string // the date in the address: travels with the form
	Open    *Proposal
	Days    []ProposeDay
	PrevURL string
	NextURL string
	Zone    *time.Location
}

// ProposeDay is one date with the times that may be proposed.
type ProposeDay struct {
	Date  time.Time
	Times []ProposeTime
}

// ProposeTime is one opening.
type ProposeTime struct {
	Start  time.Time
	Chosen bool
}

// Cancel is GET /pro/sessions/{code}/cancel; POST version, reason and note cancels.
type Cancel struct {
	Page    layout.Page
	Item    AgendaItem
	Minutes int
	Version int64
	Paid    money.Amount // by the client, and not given back yet
	Back    money.Amount // goes to the client
	Reasons []ui.Choice

	Disputed bool         // their bank has the money, so that nothing is promised
	Due      money.Amount // goes to the client if it leaves the money here
}

// Participant is somebody in a group session.
type Participant struct {
	Name   string
	URL    string
	Status ui.Status
	This   bool // whose page it is
}
