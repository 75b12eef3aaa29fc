package availability

import (
	"slices"
	"strings"
	"time"

	"klear/internal/modules/schedule"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
)

// Calendars is GET/POST /pro/calendars: fields name, url or file, zone, tentative. Each calendar has POST
// …/linked/{calendar}/refresh and …/remove; POST /pro/calendars/feed makes a new secret address.
type Calendars struct {
	Page      layout.Page
	Zone      string // of the practice
	List      []Calendar
	FeedSince *time.Time // nil: there is no feed yet
	Account   *Account   // nil: no server is linked
	Feed      string     // the new address, shown once
}

// Calendar is one linked calendar.
type Calendar struct {
	ID      string
	Name    string
	Kind    string // schedule's: url, file
	Zone    *time.Location
	Fetched *time.Time // age of the copy in use
	Wrong   string     // why the last reading failed
}

// codeText is a stored error code in words; of one without words that it could not be read.
func codeText(l *i18n.Localizer, code string) string {
	if key := "error." + code; l.Has(key) {
		return l.T(key)
	}
	return l.T("error.calendar_unreadable")
}

// ageText says how old the copy in use is: as a time, which does not age with the page.
func ageText(p layout.Page, c Calendar) string {
	switch {
	case c.Kind == "file" && c.Fetched != nil:
		return p.L.T("hours.cal_file", d("When", p.L.WhenYear(*c.Fetched, p.Zone)))
	case c.Fetched == nil:
		return p.L.T("hours.cal_never")
	}
	ago := int(p.Now.Sub(*c.Fetched) / time.Minute)
	if ago < 60 {
		return p.L.T("hours.cal_read", i18n.D{"When": p.L.When(*c.Fetched, p.Zone), "Ago": p.L.Duration(max(ago, 0))})
	}
	return p.L.T("hours.cal_read_at", d("When", p.L.WhenYear(*c.Fetched, p.Zone)))
}

func zoneText(p layout.Page, c Calendar) string {
	if c.Zone == nil {
		return ""
	}
	return p.L.Zone(c.Zone, p.Now)
}

// webcal is the feed's address as calendar programs take it with one press.
func webcal(feed string) string {
	_, rest, _ := strings.Cut(feed, "://")
	return "webcal://" + rest
}

// tentative is ticked until a form came back without it.
func tentative(p layout.Page) string {
	if p.Values != nil {
		return ""
	}
	return "yes"
}

// Account is a linked calendar server. POST /pro/calendars/account with server, user, password links one; …/choose with
// read, repeated, and write says what it is for; …/rewrite with booking; …/remove.
type Account struct {
	Host, User string
	Calendars  []schedule.AccountCalendar
	Wrong      string // why the last write failed
	Edited     []Edited
}

// Edited is a booking whose event was changed in the calendar by hand.
type Edited struct {
	ID         string
	Start, End time.Time
	Who        Who
}

func (a Account) writesNone() bool {
	return !slices.ContainsFunc(a.Calendars, func(c schedule.AccountCalendar) bool { return c.Write })
}
