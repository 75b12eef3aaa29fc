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
	State      string // visible, waiting, refused, hidden, suspended
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
