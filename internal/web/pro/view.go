package pro

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Agenda is GET /pro/agenda?on=…: today and the next days as a list.
type Agenda struct {
	Page     layout.Page
	Days     []AgendaDay
	Requests int    // waiting for an answer
	OpenWeek int    // openings left this week
	OpenURL  string // where they are changed; "" shows the number alone
	BlockURL string // where time is blocked; "" where it cannot be
	PrevURL  string
	NextURL  string
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
	Unblock string // for blocks by hand: where they are opened again
}

// ItemKind is what an agenda entry is.
type ItemKind string

// The kinds of agenda entries.
const (
	ItemSession ItemKind = "session"
	ItemBlock   ItemKind = "block" // busy by hand or from a linked calendar
	ItemGap     ItemKind = "gap"   // still bookable
)

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

// Session is GET /pro/sessions/{code}: POST …/start, POST …/end with note, POST …/no-show, POST …/note with note.
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
	Change  bool // may be moved or cancelled now
	Asked   *Proposal
	Receipt string // its address; "" until something was paid
	History int    // earlier sessions together
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
}

// Participant is somebody in a group session.
type Participant struct {
	Name   string
	URL    string
	Status ui.Status
	This   bool // whose page it is
}
