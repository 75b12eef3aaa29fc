package checkout

import (
	"time"

	"klear/internal/modules/schedule"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// State is where a checkout stands.
type State string

// The states. Declined keeps everything that was typed; Unknown is never shown as a failure.
const (
	Open     State = "open"
	Declined State = "declined" // the payment was refused: Reason says why in plain words
	Action   State = "action"   // the bank wants a step of its own: ActionURL
	Unknown  State = "unknown"  // no answer from the bank yet: the page asks again by itself
	Expired  State = "expired"  // the hold ran out: Renew or Alternatives
)

// View is the one checkout page, GET /book/{hold} and its POST answers.
//
// Posts to /book/{hold}/pay: csrf, key, name, email, phone, note, address, access (home visits), forms and
// form.<id>.<key>, method, when, and for the sandbox card: card; for a person with a family: for (an id, "" is themself) and
// guardian. POST /book/{hold}/extend prolongs the hold, POST /book/{hold}/release gives it back.
type View struct {
	Page      layout.Page
	State     State
	Hold      Hold
	Lines     []ui.PriceLine // what is paid, the last one Total
	Total     ui.Price
	Tax       string // "GST"; "" when none is included
	Policy    Policy
	Forms     []layout.AskForm // the practitioner's, to be answered before paying
	Methods   []ui.Choice      // values: upi, card, netbanking, wallet …; the first is the usual one
	Reason    string           // why it was declined, already in the reader's language
	ActionURL string
	StatusURL string // asked by script while Unknown
	RenewURL  string // Expired and still free: posts a new hold; "" when it is gone
	Other     []ui.Alternative
	TestCards []TestCard // sandbox only
	Contact   Contact
	Family    []ui.Choice // whom a signed-in person may book for, themself first; none: nobody to choose
	Meets     string      // code of another booking of the same person at this time; they may mean both
	Later     time.Time   // when it would be charged if it is paid later; zero: now only
	When      []ui.Choice // later or now; none: now
	Drawable  bool        // a package can pay: the first of Methods
	AtVenue   bool        // it can be paid when they meet: the last of Methods
	Gateway   string      // who takes the payment: "Razorpay"
	TakesCode bool        // a code may be entered
	Code      string      // that takes something off
	Hosted    bool        // on its own page
	Credit    *CreditUse  // of a signed-in person; nil: there is none. Posts credit
	Series    *Series     // several dates are paid at once; nil: one
}

// Series is how far a series is paid: Left dates are, by Lines, still to be. Posts to /book/{hold}/pay also carry dates, the
// number that the page named the price of. /book/{hold}/release gives back what is left.
type Series struct {
	Left   int
	Of     int
	Booked []Booked
}

// Booked is a date of the series that stands, or waits for the practitioner.
type Booked struct {
	Code   string
	Start  time.Time
	Status ui.Status
}

// Contact is who books; for a signed-in person it is known, and only shown.
type Contact struct {
	Name, Email, Phone string
}

// Hold is what is being booked.
type Hold struct {
	ID      string
	Person  ui.Person
	Service string // name
	Minutes int
	Mode    ui.Mode
	Where   string // "Online", "12 Example Road, Indiranagar"
	Start   time.Time
	Place   *time.Location // the practitioner's or place's zone; named too when its clock differs
	Until   time.Time      // when the hold ends
	CanMore bool           // may still be extended
	Seats   schedule.Seats // of a group; zero: a private session
	Request bool           // to be accepted by the practitioner; money is only reserved
}

// Policy is the cancel rule, said in one sentence.
type Policy struct {
	Free    time.Time // free until then; zero: never free
	LatePct int       // percent kept afterwards
	LateEnd time.Time // from then on nothing is given back; zero: the start
}

// TestCard is a published number of the sandbox gateway.
type TestCard struct {
	Number string // "4242 4242 4242 4242"
	Effect string // key suffix of checkout.test.*: ok, declined, action, slow, insufficient
}

// Gone is the answer 409 to a tap on a time that was just taken, when the tap came from no list: POST /holds.
type Gone struct {
	Page   layout.Page
	Person ui.Person
	Start  time.Time
	Other  []ui.Alternative
}
