package listing

import (
	"time"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Editor is GET/POST /pro/page: the fields of Draft and version. The photo is a form of its own, POST /pro/page/photo,
// multipart field "photo"; POST /pro/page/photo/remove takes it away.
type Editor struct {
	Page       layout.Page
	Person     ui.Person
	State      string // visible, waiting, refused, lapsed, hidden, suspended
	Draft      Draft
	Version    int64
	Languages  []ui.Choice
	Countries  []ui.Choice
	Zones      []ui.Choice
	Confirm    []ui.Choice
	Known      []string // specialities in use
	Cities     []string // of the country
	Visits     bool     // the brand has visits to clients
	MaxPhotoMB int
	Check      *Check
}

// Check is what an operator saw.
type Check struct {
	On     time.Time
	Method string
}

// Draft is the page as it is typed: what was saved, or what a refused form said.
type Draft struct {
	Name, Headline, Bio, Years string
	Languages                  []string
	Specialities               []string // with empty ones to fill in
	Certs                      []Cert   // with an empty one to fill in
	RegBody, RegNumber         string
	Country, City, Area        string
	Address, Radius            string
	Zone, Confirmation, Slug   string
	Listed                     bool
}

// Cert is a qualification as it is typed.
type Cert struct{ Name, Issuer, Number, Year string }

func (c Cert) empty() bool { return c == Cert{} }

// Documents is GET/POST /pro/documents: kind, number, issuer, country, expires_on and the multipart field "document".
// POST /pro/documents/{id}/remove takes one back.
type Documents struct {
	Page  layout.Page
	Items []DocumentItem
	Form  PaperForm
}

// DocumentItem is a paper that was handed in.
type DocumentItem struct {
	ID, Kind, Number, Issuer, Country string
	Uploaded                          time.Time
	Ends                              time.Time // its last valid day, UTC; zero when it does not end
}

// PaperForm is the form for one more.
type PaperForm struct {
	Kinds, Countries          []ui.Choice
	Number, Issuer, ExpiresOn string
	MaxMB                     int
}

// Offer is GET /account/offer; POST makes the account a practitioner's.
type Offer struct {
	Page     layout.Page
	Operator bool // operators offer nothing
	Unproved bool // the address has to be confirmed first
}

// Start is what the first steps share: N of Of, and the way back.
type Start struct {
	Page  layout.Page
	N, Of int
	Back  string
}

// StartYou is GET/POST /pro/start/you: name, headline, language.
type StartYou struct {
	Start
	Draft     Draft
	Languages []ui.Choice
	Unproved  bool
}

// StartWhere is GET/POST /pro/start/where: mode, city, area, address, radius, country, zone.
type StartWhere struct {
	Start
	Draft            Draft
	Modes            []ui.Choice
	Countries, Zones []ui.Choice
	Cities           []string
	Visits           bool
}

// StartService is GET/POST /pro/start/service: title, category, minutes, price, mode.
type StartService struct {
	Start
	Name, Price, Currency      string
	Categories, Minutes, Modes []ui.Choice
	Attributes                 []ui.AttributeField // of the category
}

// StartHours is GET/POST /pro/start/hours: day, from, to.
type StartHours struct {
	Start
	Days, From, To []ui.Choice
	Zone           string
}

// StartCalendar is GET/POST /pro/start/calendar: url.
type StartCalendar struct {
	Start
	URL    string
	Linked int
}

// StartDocuments is GET/POST /pro/start/documents: the fields of PaperForm.
type StartDocuments struct {
	Start
	Form PaperForm
	Sent int
}

// StartDone is GET /pro/start/done.
type StartDone struct {
	Start
	Slug    string
	Public  bool
	Papers  int
	Missing []ui.Link // steps without which nobody can book
}

// Embed is GET/POST /pro/page/embed: origins, one to a line.
type Embed struct {
	Page    layout.Page
	State   string // as Editor's
	Origins string
	Tag     string // to copy into another site
}
