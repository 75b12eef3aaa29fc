package bookings

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /bookings and GET /bookings?past.
type List struct {
	Page     layout.Page
	Past     bool // which half is shown
	Items    []Card
	Pages    ui.Pagination
	Rebook   []ui.Person // suggestions when nothing is booked
	PastHint int         // how many past bookings there are, for the tab
	Waits    []Wait      // lines in which the person stands; with the upcoming ones
}

// Card is a booking in a list.
type Card struct {
	Code    string
	Person  ui.Person
	Service string
	Minutes int
	Mode    ui.Mode
	Where   string
	Start   time.Time
	Status  ui.Status
	JoinURL string // set while it can be joined
	Again   bool   // over, and the service can be booked once more
	Series  string // "3 of 8"; "" for a booking by itself
	More    []Card // later ones of the same series on this page of the list
}

// Detail is GET /bookings/{code}; with New it is the confirmation (?new).
type Detail struct {
	Page    layout.Page
	New     bool
	Booking Booking
	Next    []string       // "what happens next", in order, already in the reader's language
	Account *ui.Link       // a guest's one tap to an account; nil when signed in
	Asked   *Asked         // other times that the practitioner proposes; nil: none
	Heart   *ui.HeartProps // of the practitioner; nil while they are not shown
	Dates   []Date         // all dates of its series; none for a booking by itself
	// Contested is what its client said about the session last; nil: nothing.
	Contested *Contested
}

// Contested is what a client said about a session, in their words and in ours.
type Contested struct {
	Told  string // when, and what
	Words string // "" without any
	Reply string // what the practitioner answered; "" without any
	Text  string // where it stands
	Open  bool   // it can be taken back
}

// Contest is GET /bookings/{code}/contest.
type Contest struct {
	Page    layout.Page
	Booking Booking
	Reasons []ui.Choice // those that were not said before
	Means   []string    // what happens then, in order
}

// Date is one of a series.
type Date struct {
	Code   string
	Start  time.Time
	Status ui.Status
	This   bool // whose page it is
}

// Asked is a proposal: POST /bookings/{code}/proposal with version and at takes a time, …/proposal/decline none of them.
type Asked struct {
	Times   []ui.Choice // the starts, in the reader's words
	Until   time.Time   // how long they are held
	Version int64
	Error   string
}

// Booking is everything a page says about one booking.
type Booking struct {
	Card
	For        string         // "for Asha, child, 9"; "" when they come themself
	Address    string         // in full, once confirmed
	Access     string         // access notes of a home visit
	Place      *time.Location // the practitioner's or place's zone
	Lines      []ui.PriceLine
	Policy     Policy
	CanMove    bool
	WhyNot     string    // why it can be neither moved nor cancelled, in the reader's language
	CanEnd     bool      // can be cancelled
	CanContest bool      // its client can say that it did not take place
	JoinFrom   time.Time // when the room opens; zero for in-person sessions
	Forms      string    // address of what was answered and signed; "" without forms
	Receipt    string    // address of the receipt; "" until paid
	AtVenue    bool      // is paid when they meet, and was not yet
	Invoice    string
	PayURL     string    // where it is paid; "" when it is, or will be charged
	PayBy      time.Time // with PayURL: it is cancelled then
	ChargeAt   time.Time // when it will be charged, with ChargeWith; zero: it was
	ChargeWith string
	CreditURL  string // with ChargeAt: where credit pays instead; "" when it does not cover the price
	Calendar   string // address of calendar.ics
	Review     string // address to review; "" before the session
	Message    string // address of the conversation
	Reason     string // why it was cancelled or declined
	Refund     *Refund
	History    []Change
}

// Policy is the cancel rule of this booking.
type Policy struct {
	Free    time.Time // free until then
	LatePct int       // percent kept afterwards
}

// Change is one line of the history. Event is a key suffix of booking.event.*: requested, accepted, confirmed, moved,
// cancelled, declined, started, ended, paid, refunded, no_show, reminded.
type Change struct {
	At    time.Time
	Event string
	Who   string    // who did it, "" for the system
	From  time.Time // for moved
	To    time.Time
	Sum   money.Amount // for paid and refunded; zero currency otherwise
}

// Refund is money going back. The preview before cancelling equals the refund made.
type Refund struct {
	AtVenue bool // from hand to hand, when they meet
	Session bool // of a package: it comes back, or is spent, and no money moves
	Paid    money.Amount
	Kept    money.Amount
	Back    money.Amount
	Days    int // until it arrives at the bank, at most
	Made    bool
	// Disputed: the payer's bank has the payment, so that nothing is promised; Due goes back if it leaves the money here. Of one that
	// was made: it waits.
	Disputed bool
	Due      money.Amount
}

// Move is GET /bookings/{code}/move?on=…; choosing posts csrf, key, at to the same address.
type Move struct {
	Page    layout.Page
	Booking Booking
	Days    []ui.DayCell
	PrevURL string
	NextURL string
	Slots   []ui.Slot
	Chosen  time.Time
	Zone    *time.Location
	Fee     *money.Amount // what moving costs now; nil is free
	Taken   bool          // the chosen time went: pick another
	Version int64         // of the booking as the page shows it
}

// Again is GET /bookings/{code}/again: openings like those of a booking that is over.
type Again struct {
	Page    layout.Page
	Booking Booking
	Times   []ui.Alternative // one a week, soonest first
	Zone    *time.Location   // in which the times are shown
	MoreURL string           // all times, on the practitioner's page; "" when that is gone
	Closed  bool             // the service can no longer be booked
}

// Cancel is GET /bookings/{code}/cancel; POST csrf, key, version, scope, reason, note and the refunds
// shown (refund, refund_later) cancels.
type Cancel struct {
	Page    layout.Page
	Booking Booking
	Reasons []ui.Choice // values: time, unwell, other_person, price, mistake, other
	Refund  Refund
	Failed  bool // the last attempt failed: still booked, said first
	Version int64
	Later   *Later // of a series with later dates; nil: only this one can be meant
}

// Later is what cancelling this and all later dates would do; the form then says scope: "" this one, "later" all.
type Later struct {
	Dates  []time.Time // this one first
	Refund Refund      // of all of them
	Chosen bool
}

// Answers is what was answered and signed for a booking, GET /bookings/{code}/forms.
type Answers struct {
	Page    layout.Page
	Booking Card
	Forms   []layout.SignedForm
}
