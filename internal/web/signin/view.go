package signin

import (
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// SignIn is GET/POST /sign-in: fields email, password, next. Errors come in Page.Errors and Page.Notices; a wrong
// password and an unknown address look the same.
type SignIn struct {
	Page      layout.Page
	Next      string // where to go afterwards: a path of this site
	Providers []ui.Link
	Reason    string // why signing in is needed, "" when it was the person's own idea
}

// SignUp is GET/POST /sign-up: fields wish, name, email, password, next and one checkbox per consent.
type SignUp struct {
	Page        layout.Page
	Next        string
	Wishes      []ui.Choice // book, offer; none where nothing can be booked
	Consents    []Consent
	MinPassword int // characters
	Email       string
	Pending     string // the address a mail was sent to: shows "check your mail" instead of the form
}

// Consent is one purpose, asked alone and never ticked beforehand.
type Consent struct {
	Name     string // form field, "consent.<purpose>"
	Label    string // may hold <terms>…</terms> or <privacy>…</privacy>, which become links
	Hint     string
	Required bool
	Checked  bool // what was ticked before a failed submit
}

// Recover is GET/POST /recover: field email. Sent answers the same for known and unknown addresses.
type Recover struct {
	Page layout.Page
	Sent string // the address as typed
}

// Reset is GET/POST /recover/{token}: field password.
type Reset struct {
	Page        layout.Page
	Token       string
	MinPassword int
	Expired     bool
}

// Verify is GET /verify/{token} and its outcomes; resend posts email to /verify.
type Verify struct {
	Page  layout.Page
	State VerifyState
	Email string
	Next  string
}

// VerifyState is how a verification link turned out.
type VerifyState string

// The outcomes of a verification link.
const (
	VerifySent    VerifyState = "sent"    // a mail is under way
	VerifyDone    VerifyState = "done"    // the address is confirmed
	VerifyExpired VerifyState = "expired" // used or too old: offer another
)
