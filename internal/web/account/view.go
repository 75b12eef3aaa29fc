package account

import (
	"time"

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

// Language is GET/POST /account/language: fields lang, zone, theme. The same fields posted to /preferences with
// "back" work signed out.
type Language struct {
	Page      layout.Page
	Languages []ui.Choice
	Zones     []ui.Choice
	Themes    []ui.Choice // values: "", light, dark
	Detected  string      // zone the device reports, when it differs; set by script
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

// Privacy is GET /account/privacy: POST /account/consents, POST /account/export, POST /account/delete (password, confirm).
type Privacy struct {
	Page        layout.Page
	Consents    []Consent
	Export      *Export
	Deletion    *Deletion // set while an account waits to be deleted
	HasPassword bool
	Upcoming    int // bookings that must be cancelled first
}

// Consent is one purpose with its state; withdrawing is as easy as giving.
type Consent struct {
	Name    string
	Label   string
	Hint    string
	Given   bool
	Since   time.Time
	Version string
}

// Export is the person's own data, packed.
type Export struct {
	Asked time.Time
	Ready bool
	URL   string
	Until time.Time
}

// Deletion is a pending erasure.
type Deletion struct {
	On time.Time
}
