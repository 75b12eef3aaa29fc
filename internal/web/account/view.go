package account

import (
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Profile is GET/POST /account/profile: fields name, email, phone, pronouns. The picture is its own form, POST
// /account/avatar, multipart field "avatar"; POST /account/avatar/remove takes it away.
type Profile struct {
	Page          layout.Page
	Name          string
	Email         string
	EmailVerified bool
	Phone         string
	Face          ui.Face
	MaxAvatarMB   int
	MayOffer      bool // may become a practitioner
}

// Family is GET /account/family: whom the person books for, and a form for one of them. POST /account/family adds, POST
// /account/family/{id} corrects (GET shows the entry alone), …/remove removes. Fields: name, relation, born_day,
// born_month, born_year, note.
type Family struct {
	Page   layout.Page
	People []Member
	Form   MemberForm
	Most   int // entries at most
}

// Member is somebody in the list. Age is -1 when it is not known.
type Member struct {
	ID       string
	Name     string
	Relation string
	Age      int
	Note     string
}

// MemberForm is a form for one entry; ID is "" for a new one.
type MemberForm struct {
	ID               string
	Name, Note       string
	Day, Month, Year string
	Relations        []ui.Choice
}

// Preferences is GET /preferences: what the menu of every page holds.
type Preferences struct {
	Page layout.Page
	Back string // the page that it was opened from
}

// Language is GET/POST /account/language: fields lang, zone, theme, spoken. The same fields posted to /preferences with
// "back" work signed out.
type Language struct {
	Page      layout.Page
	Languages []ui.Choice
	Zones     []ui.Choice
	Places    []ui.Choice  // where the law makes a difference; nil: nothing is asked
	Themes    []ui.Choice  // values: "", light, dark
	Spoken    []ui.Choice  // with practitioners, several; nil for who is not signed in
	Sample    money.Amount // shown as amounts look
}

// Security is GET /account/security: POST /account/password (current, password), POST /account/sessions/{id}/end,
// POST /account/sessions/end-others.
type Security struct {
	Page        layout.Page
	HasPassword bool
	MinPassword int
	Sessions    []Session
}

// Session is a signed-in device.
type Session struct {
	ID      string
	Device  string // "Firefox on Android"
	Place   string // "Bengaluru, India"; "" when unknown
	Seen    time.Time
	Started time.Time
	Current bool
}

// Privacy is GET /account/privacy: POST /account/consents, POST /account/export.
type Privacy struct {
	Page     layout.Page
	Consents []Consent
}

// Delete is GET /account/delete, what erasing the account would do; POST password, confirm does it.
type Delete struct {
	Page         layout.Page
	Email        string
	HasPassword  bool
	Practitioner bool // has a public page that goes too
	Upcoming     int  // bookings that must be cancelled first
	Devices      int
	Saved        int
	Bookings     int // that stay, without the name
	Payments     int
	Packages     int
	Credit       []money.Amount // that nobody can spend afterwards
}

// Notifications is GET/POST /account/notifications: fields remind.day, remind.hours, consent.marketing.
type Notifications struct {
	Page                   layout.Page
	RemindDay, RemindHours bool
	News                   Consent
}

// Consent is one purpose with its state; withdrawing is as easy as giving.
type Consent struct {
	Name    string
	Label   string
	Hint    string
	Free    bool // may be withdrawn here; others come and go with the account
	Given   bool
	Since   time.Time
	Version string
}

// Invoices is GET /account/invoices?year&with: what was paid and what came back. The same as a file: /account/invoices.csv.
type Invoices struct {
	Page      layout.Page
	Any       bool // anything was ever paid
	Years     []ui.Choice
	With      []ui.Choice // practitioners; "" is everybody
	Rows      []InvoiceRow
	Sums      []payment.Sum // of the whole year, by currency
	Pages     ui.Pagination
	FileURL   string
	Documents []ui.DocRow // of the year: invoices, receipts and credit notes, at most a page
}

// InvoiceRow is one movement of money; what came back is negative.
type InvoiceRow struct {
	At           time.Time
	Kind         string // capture, refund, refund_failed
	Code         string // of the booking; "" when there is no receipt
	Package      bool   // several sessions at once
	Plan         bool   // a period of a plan
	Practitioner string
	Service      string
	Method       string
	Payment      string // id
	Amount       money.Amount
}
