package page

import (
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
)

// maxQuery limits what the search bar repeats, in characters.
const maxQuery = 120

// Page is everything that pages share, resolved for this request. It cannot fail, and touches no database but for the card
// of somebody who may be in danger. It may set cookies: call it before the answer begins.
func (k *Kit) Page(w http.ResponseWriter, r *http.Request) layout.Page {
	who := identity.PrincipalFrom(r.Context())
	l, zone := k.Reader(r)
	p := layout.Page{
		ZoneChosen: Location(who.Zone) != nil || k.Chosen(r).Zone != "", Path: r.URL.RequestURI(), Brand: k.Brand(), L: l, Zone: zone, Now: k.Clock.Now(), Country: k.country(r, zone), Theme: theme(r), CSRF: k.CSRF.Token(k.browser(w, r)), Key: k.IDs.ID().String(),
		RequestID: httpx.RequestID(r.Context()), Search: searchBar(r), Assets: k.Assets,
		InlineCSS: layout.FirstVisit(w, r, k.Assets, k.Secure), Sandbox: k.Sandbox, Flags: k.Flags.Now(r.Context()),
	}
	if who.SignedIn() {
		p.User = &layout.User{Name: who.Name, Practitioner: who.Role == identity.Practitioner, Operator: who.Role == identity.Admin}
		p.Shortcuts = p.User.Operator && shortcuts(r)
		if k.Care != nil && p.Brand.Has(brand.Companion) {
			p.Care = k.Care(r.Context(), p, who)
		}
	}
	if attended(r) {
		p.Flash = k.takeFlash(w, r, p.L)
	}
	k.nameViewer(w, r, who)
	return p
}

// backgroundHeader is set by the service worker on what it fetches ahead.
const backgroundHeader = "Klear-Background"

// attended reports whether somebody looks at the answer: a message shown once must not be spent on a copy that is kept.
func attended(r *http.Request) bool {
	return needsSession(r.URL.Path) && r.Header.Get(backgroundHeader) == ""
}

// viewerHeader tells the browser's own store of pages whose page this is, so that it forgets everything when somebody
// else, or nobody, is signed in. The value names nobody.
const viewerHeader = "Klear-Viewer"

func (k *Kit) nameViewer(w http.ResponseWriter, r *http.Request, who identity.Principal) {
	if needsSession(r.URL.Path) {
		w.Header().Set(viewerHeader, k.Viewer(who))
	}
}

// Viewer is what viewerHeader says of a person: the same at every visit, "visitor" for nobody.
func (k *Kit) Viewer(who identity.Principal) string {
	if !who.SignedIn() {
		return "visitor"
	}
	return k.CSRF.Mark("viewer " + who.PersonID.String())
}

// Reader is the language and the zone of whoever reads the answer, for what is no page.
func (k *Kit) Reader(r *http.Request) (*i18n.Localizer, *time.Location) {
	who := identity.PrincipalFrom(r.Context())
	zone := k.zone(r, who)
	return k.Bundle.Localizer(k.language(r, who.Locale), k.country(r, zone)), zone
}

// Private is Page for what concerns one person: never indexed.
func (k *Kit) Private(w http.ResponseWriter, r *http.Request) layout.Page {
	p := k.Page(w, r)
	p.NoIndex = true
	return p
}

func searchBar(r *http.Request) layout.Search {
	q := Query(r)
	return layout.Search{What: cut(q.Get("q"), maxQuery), Where: cut(q.Get("near"), maxQuery), When: cut(q.Get("when"), 20)}
}

// Query is the request's query without what no field of ours may hold: broken UTF-8 and control characters.
func Query(r *http.Request) url.Values {
	q := r.URL.Query()
	clean(q)
	return q
}

// cut keeps the first n characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// Today is midnight of the current day in loc.
func Today(now time.Time, loc *time.Location) time.Time {
	w := now.In(loc)
	return time.Date(w.Year(), w.Month(), w.Day(), 0, 0, 0, 0, loc)
}
