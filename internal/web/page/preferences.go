package page

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/i18n"
)

// Cookies of preferences: nothing secret, no prefix.
const (
	langCookie       = "lang"
	zoneCookie       = "zone"
	themeCookie      = "theme"
	countryCookie    = "country"
	lastSearchCookie = "klear_last"
	keysCookie       = "keys"
)

const preferenceFor = 365 * day

// Preferences are what anybody may choose, signed in or not. "" leaves a language or zone as it is; Theme "" follows the
// system.
type Preferences struct{ Lang, Zone, Theme string }

// SavePreferences keeps them in the browser; values that are not offered are dropped.
func (k *Kit) SavePreferences(w http.ResponseWriter, p Preferences) {
	for _, l := range i18n.Languages {
		if l.Code == p.Lang {
			k.setCookie(w, langCookie, p.Lang, preferenceFor)
		}
	}
	if Location(p.Zone) != nil {
		k.setCookie(w, zoneCookie, p.Zone, preferenceFor)
	}
	if p.Theme == "light" || p.Theme == "dark" {
		k.setCookie(w, themeCookie, p.Theme, preferenceFor)
	} else {
		k.setCookie(w, themeCookie, "", -1)
	}
}

// SaveCountry remembers the country whose help lines were chosen.
func (k *Kit) SaveCountry(w http.ResponseWriter, country string) {
	k.setCookie(w, countryCookie, country, preferenceFor)
}

// SaveShortcuts switches single-letter shortcuts of the operators' tables on or off, in this browser: they get in the way
// of some ways of typing and speaking, so nobody has them unasked (WCAG 2.1.4).
func (k *Kit) SaveShortcuts(w http.ResponseWriter, on bool) {
	if on {
		k.setCookie(w, keysCookie, "on", preferenceFor)
	} else {
		k.setCookie(w, keysCookie, "", -1)
	}
}

func shortcuts(r *http.Request) bool {
	c, err := r.Cookie(keysCookie)
	return err == nil && c.Value == "on"
}

// SaveSearch remembers the query of the last search until the browser closes; it may tell of a person's health, so it is
// kept nowhere else.
func (k *Kit) SaveSearch(w http.ResponseWriter, query string) {
	if len(query) <= 400 {
		k.setCookie(w, lastSearchCookie, query, 0)
	}
}

// LastSearch is what SaveSearch kept, or "".
func (k *Kit) LastSearch(r *http.Request) string {
	if c, err := r.Cookie(lastSearchCookie); err == nil {
		return c.Value
	}
	return ""
}

var locations sync.Map // IANA name → *time.Location: loading one reads a file

// Location loads an IANA zone; nil when there is none of that name.
func Location(name string) *time.Location {
	if l, ok := locations.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := clock.Zone(name)
	if err != nil {
		return nil
	}
	locations.Store(name, l)
	return l
}

// zone is the person's, else the browser's choice, else the brand's.
func (k *Kit) zone(r *http.Request, who identity.Principal) *time.Location {
	if l := Location(who.Zone); l != nil {
		return l
	}
	if c, err := r.Cookie(zoneCookie); err == nil {
		if l := Location(c.Value); l != nil {
			return l
		}
	}
	return k.Brand().Location()
}

func theme(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

// country decides the help lines and how dates are written: the chosen one, else that of the zone, else the brand's.
func (k *Kit) country(r *http.Request, zone *time.Location) string {
	if c, err := r.Cookie(countryCookie); err == nil && len(c.Value) == 2 && strings.ToUpper(c.Value) == c.Value {
		return c.Value
	}
	if zone.String() == k.Brand().Zone {
		return k.Brand().Country
	}
	return CountryOf(zone.String())
}

// ZoneCountry names the country (ISO 3166-1 alpha-2) of the zones in which most people live who have help lines of their
// own; a zone that is missing gets the international pack. Source: zone1970.tab of the tz database.
var ZoneCountry = map[string]string{
	"Asia/Kolkata": "IN", "Asia/Calcutta": "IN", "Asia/Kathmandu": "NP", "Asia/Colombo": "LK", "Asia/Dhaka": "BD", "Asia/Karachi": "PK",
	"Asia/Dubai": "AE", "Asia/Singapore": "SG", "Asia/Tokyo": "JP", "Asia/Hong_Kong": "HK", "Asia/Kuala_Lumpur": "MY", "Asia/Manila": "PH",
	"Asia/Jerusalem": "IL", "Asia/Riyadh": "SA", "Asia/Seoul": "KR", "Asia/Thimphu": "BT",
	"Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Berlin": "DE", "Europe/Paris": "FR", "Europe/Madrid": "ES", "Europe/Rome": "IT",
	"Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Vienna": "AT", "Europe/Zurich": "CH", "Europe/Stockholm": "SE",
	"Europe/Copenhagen": "DK", "Europe/Helsinki": "FI", "Europe/Oslo": "NO", "Europe/Warsaw": "PL", "Europe/Prague": "CZ",
	"Europe/Lisbon": "PT", "Europe/Athens": "GR", "Europe/Budapest": "HU", "Europe/Bucharest": "RO", "Europe/Sofia": "BG",
	"America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US", "America/Phoenix": "US",
	"America/Anchorage": "US", "America/Detroit": "US", "Pacific/Honolulu": "US",
	"America/Toronto": "CA", "America/Vancouver": "CA", "America/Halifax": "CA", "America/Winnipeg": "CA", "America/Edmonton": "CA",
	"America/St_Johns": "CA", "America/Sao_Paulo": "BR", "America/Mexico_City": "MX",
	"Australia/Sydney": "AU", "Australia/Melbourne": "AU", "Australia/Brisbane": "AU", "Australia/Perth": "AU", "Australia/Adelaide": "AU",
	"Australia/Hobart": "AU", "Australia/Darwin": "AU", "Pacific/Auckland": "NZ", "Africa/Johannesburg": "ZA", "Africa/Nairobi": "KE",
	"Africa/Lagos": "NG",
}
