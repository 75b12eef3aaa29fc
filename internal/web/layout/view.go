package layout

import (
	"strconv"
	"time"

	"klear/assets"
	"klear/internal/platform/brand"
	"klear/internal/platform/flags"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// Page is what every page needs around its content. Handlers build it once per request (language, zone, brand and
// session already resolved) and put it into the page's own view model.
//
// Contract for every form that changes something: hidden fields "csrf" (CSRF) and "key" (Key) are rendered by
// ui.FormFields; the idempotency key of a POST is Key joined with what was chosen, because one page can hold many forms.
type Page struct {
	Title       string // without the brand's name, which the shell adds
	Description string // for search engines; "" on private pages
	Path        string // this page's path and query, where language and zone changes return to
	Canonical   string // absolute address of an indexed page, "" otherwise
	Alternates  []Alternate
	Card        string // absolute address of the picture that others show beside a link to this page, 1200×630; "" for none
	NoIndex     bool

	Brand *brand.Brand
	L     *i18n.Localizer
	Zone  *time.Location // the viewer's zone: confirmed, or the suggestion until then
	Now   time.Time
	// ZoneChosen: the viewer said that this is their zone; no other is suggested any more.
	ZoneChosen bool
	Country    string // ISO 3166-1 alpha-2, decides the help lines

	Theme     string // "light", "dark", or "" to follow the system
	CSRF      string
	Key       string // fresh per rendered page
	RequestID string

	User      *User // nil when signed out
	Area      Area
	Section   string // entry of the navigation that is current: "find", "bookings", "account", "agenda" …
	Search    Search
	Between   bool      // needs the sheet of the pages for the time between sessions
	NoSearch  bool      // the content has a search of its own: none in the header
	Shortcuts bool      // the operator wants single-letter keys in tables
	Nav       []NavItem // the rail of Work and Operate; nil is the built-in one

	Care *CareCard // stands before everything else on the page; nil for nearly everybody

	Notices []ui.Notice     // banners of this page
	Flash   []ui.Notice     // what the last request did, shown once
	Errors  []ui.FieldError // a failed form: summary on top, each beside its field
	Values  map[string]string

	Assets    *assets.Assets
	InlineCSS bool      // first visit: the style sheet travels inside the page (see ShellCookie)
	Sandbox   bool      // payments are simulated: said where it matters
	Flags     flags.Set // which areas are on: nothing leads to one that is off
}

// Area decides the frame around the content.
type Area string

// The areas: Site has the search bar and the tab bar; Focus (checkout, sign-in) keeps only the mark and help; Work is
// the practitioner's and Operate the operator's side, with a rail.
const (
	Site    Area = ""
	Focus   Area = "focus"
	Work    Area = "work"
	Operate Area = "operate"
)

// Alternate is the same page in another language.
type Alternate struct{ Lang, URL string }

// User is the signed-in person as the header shows them.
type User struct {
	Name         string
	Photo        string
	Practitioner bool
	Operator     bool
}

// Search is what the search bar shows and keeps. It is sent as GET /search?q&near&when; When is "", today, tomorrow,
// week, weekend, next_week or a date (2026-11-21).
type Search struct {
	What, Where, When string
	Suggestions       []string // for the "what" field
	Places            []string // for the "where" field
}

// On reports whether an area is switched on.
func (p Page) On(n flags.Name) bool { return p.Flags.On(n) }

// Err is the message of a field, or "".
func (p Page) Err(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// Val is what was typed into a field before a failed submit, or fallback.
func (p Page) Val(field, fallback string) string {
	if v, ok := p.Values[field]; ok {
		return v
	}
	return fallback
}

// offset is how many minutes the page's zone is ahead of UTC now.
func (p Page) offset() string {
	_, seconds := p.Now.In(p.Zone).Zone()
	return strconv.Itoa(seconds / 60)
}
