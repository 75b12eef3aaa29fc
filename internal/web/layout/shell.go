package layout

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"klear/assets"
	"klear/internal/platform/brand"
	"klear/internal/platform/flags"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// ShellCookie remembers which style sheet the browser already holds; without it the sheet travels inside the page.
const ShellCookie = "shell"

// FirstVisit reports whether a page should carry its part of the style sheet inline, and sets the cookie so that the next one links it.
func FirstVisit(w http.ResponseWriter, r *http.Request, a *assets.Assets, secure bool) bool {
	url := a.URL(assets.Style)
	if c, err := r.Cookie(ShellCookie); err == nil && c.Value == url {
		return false
	}
	http.SetCookie(w, &http.Cookie{Name: ShellCookie, Value: url, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
	return true
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }

// wide reports whether a Focus page uses the full width: the checkout and error pages that carry a summary column.
func (p Page) wide() bool { return p.Section == "checkout" }

// showsTimes reports whether a wrong zone could mislead on this page; elsewhere the suggestion would only be in the way.
func showsTimes(p Page) bool {
	return slices.Contains([]string{"home", "find", "checkout", "bookings", "saved", "pro", "agenda", "requests"}, p.Section)
}

func themeAttr(p Page) templ.OrderedAttributes {
	if p.Theme != "light" && p.Theme != "dark" {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("data-theme", p.Theme)}
}

func current(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}

// Font is the address of a theme's typeface.
func Font(theme string, a *assets.Assets) string { return a.URL("fonts/anek-" + theme + ".woff2") }

// Sheets are the addresses of the style sheets in order: the app's own, and an operator's colours where there are any.
func Sheets(b *brand.Brand, a *assets.Assets) []string {
	own := []string{a.URL(assets.Style)}
	if b.Style.URL == "" {
		return own
	}
	return append(own, b.Style.URL)
}

// between reports whether a page belongs to the time between sessions: such pages have a sheet and a script of their own, which
// the others need not carry.
func (p Page) between() bool {
	return slices.Contains([]string{"today", "talk", "mood", "goals", "insights"}, p.Section)
}

// sheets are those of a page: after the app's own the one for the time between sessions.
func (p Page) sheets() []string {
	all := Sheets(p.Brand, p.Assets)
	if p.between() {
		all = slices.Insert(all, 1, p.Assets.URL(assets.Between))
	}
	return all
}

// script is the name of a page's script.
func (p Page) script() string {
	if p.between() {
		return assets.BetweenScript
	}
	return assets.Script
}

func iconURL(p Page) templ.SafeURL { return templ.SafeURL("/icon.svg?m=" + p.Brand.Mark) }

func signInURL(p Page) templ.SafeURL {
	return templ.SafeURL("/sign-in?next=" + url.QueryEscape(p.Path))
}

// inlineStyle writes rules into the page under the request's nonce, with the addresses of the sheets that are to follow.
// The rules are our own embedded file, with numbers of an operator behind it, so there is nothing in them to escape.
func inlineStyle(css string, follow ...string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<style nonce="`+templ.EscapeString(templ.GetNonce(ctx))+`" data-follow="`+strings.Join(follow, " ")+`">`+css+`</style>`)
		return err
	})
}

// starter writes the first page's script into it, under the request's nonce. It is our own text without anything to escape.
func starter(p Page) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<script type="module" nonce="`+templ.EscapeString(templ.GetNonce(ctx))+`">`+p.Assets.Starter(p.script())+`</script>`)
		return err
	})
}

// The marks stand in a first page until it is written and what it uses is known: a comment of CSS, and one of HTML.
const (
	styleMark  = "/*page*/"
	spriteMark = "<!--icons-->"
)

// withStyle puts the rules and the icons that a page uses into it on a first visit. Script then loads the whole sheet
// (assets/js/00.js): what it adds to the page may need more.
func withStyle(p Page) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		page := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		if !p.InlineCSS {
			return page.Render(ctx, w)
		}
		buf := templ.GetBuffer()
		defer templ.ReleaseBuffer(buf)
		if err := page.Render(ctx, buf); err != nil {
			return err
		}
		head, rest, _ := bytes.Cut(buf.Bytes(), []byte(styleMark))
		body, end, _ := bytes.Cut(rest, []byte(spriteMark))
		for _, part := range [][]byte{head, []byte(p.Assets.CSSFor(buf.Bytes())), body, []byte(ui.SpriteFor(buf.Bytes())), end} {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
		return nil
	})
}

// NavItem is an entry of the tab bar or the rail. Key is its name in the catalogue ("nav.<key>") and the Section it marks.
type NavItem struct{ Key, URL, Icon string }

// tabModules are the tabs that lead into a module of the brand.
var tabModules = map[string]brand.Module{"find": brand.Find, "people": brand.Find, "bookings": brand.Booking, "saved": brand.Find, "today": brand.Companion, "talk": brand.Companion, "mood": brand.Companion}

var tabItems = map[string]NavItem{
	"find": {"find", "/search", "search"}, "people": {"people", "/search", "people"}, "bookings": {"bookings", "/bookings", "cal"},
	"today": {"today", "/today", "sun"}, "talk": {"talk", "/talk", "chat"}, "mood": {"mood", "/mood", "chart"},
	"saved": {"saved", "/saved", "heart"}, "help": {"help", "/help-now", "buoy"}, "account": {"account", "/account", "user"},
}

// marks reports whether the entry leads to the section of the page. "find" and "people" are two names of one place.
func (n NavItem) marks(section string) bool {
	return n.Key == section || n.Key == "people" && section == "find"
}

// navFlags are the entries of tab bar and rail that lead into an area which can be switched off.
var navFlags = map[string]flags.Name{"saved": flags.Saved, "waiting": flags.WaitingList}

// leads reports whether there is something where the entry leads.
func (p Page) leads(key string) bool {
	f, ok := navFlags[key]
	return !ok || p.On(f)
}

func tabs(p Page) []NavItem {
	out := make([]NavItem, 0, len(p.Brand.Tabs))
	for _, t := range p.Brand.Tabs {
		if m, ok := tabModules[t]; (!ok || p.Brand.Has(m)) && p.leads(t) {
			out = append(out, tabItems[t])
		}
	}
	return out
}

// The rails of the two working areas as far as this tree has their pages; a Page may bring its own (Page.Nav).
var (
	workNav = []NavItem{
		{"pro", "/pro", "home"},
		{"agenda", "/pro/agenda", "cal"},
		{"requests", "/pro/requests", "bell"},
		{"availability", "/pro/availability", "clock"},
		{"services", "/pro/services", "bag"},
		{"clients", "/pro/clients", "user"},
		{"waiting", "/pro/waiting", "hourglass"},
		{"earnings", "/pro/earnings", "receipt"},
		{"payouts", "/pro/payouts", "card"},
		{"invoices", "/pro/invoices", "receipt"},
		{"disputes", "/pro/disputes", "shield"},
		{"team", "/pro/team", "people"},
		{"page", "/pro/page", "eye"},
		{"documents", "/pro/documents", "note"},
		{"plan", "/pro/plan", "card"},
	}
	operateNav = []NavItem{
		{"desk", "/admin", "day"},
		{"on_call", "/admin/on-call", "phone"},
		{"verification", "/admin/verification", "verified"},
		{"reports", "/admin/reports", "warn"},
		{"contests", "/admin/contests", "hourglass"},
		{"admin_bookings", "/admin/bookings", "cal"},
		{"disputes", "/admin/disputes", "warn"},
		{"payout_runs", "/admin/payouts", "card"},
		{"ledger", "/admin/ledger", "note"},
		{"invoices", "/admin/invoices", "receipt"},
		{"taxes", "/admin/taxes", "wallet"},
		{"reconciliation", "/admin/reconciliation", "swap"},
		{"people", "/admin/people", "people"},
		{"categories", "/admin/categories", "filter"},
		{"commission", "/admin/commission", "wallet"},
		{"promotions", "/admin/promotions", "receipt"},
		{"import", "/admin/import", "plus"},
		{"export", "/admin/export", "share"},
		{"plans", "/admin/plans", "card"},
		{"flags", "/admin/flags", "shield"},
		{"templates", "/admin/templates", "mail"},
		{"brand", "/admin/brands", "brush"},
	}
)

// keyNames are the shortcuts of the operators' tables, as the catalogue names them.
var keyNames = map[string]string{"j": "next", "k": "previous", "e": "open", "?": "help"}

func railItems(p Page) []NavItem {
	switch {
	case p.Nav != nil:
		return p.Nav
	case p.Area == Operate:
		return operateNav
	}
	return slices.DeleteFunc(slices.Clone(workNav), func(n NavItem) bool { return !p.leads(n.Key) })
}

func whenChoices(p Page) []ui.Choice {
	out := []ui.Choice{
		{Value: "", Label: p.L.T("search.when.any")}, {Value: "today", Label: p.L.T("search.when.today")},
		{Value: "tomorrow", Label: p.L.T("search.when.tomorrow")}, {Value: "week", Label: p.L.T("search.when.week")},
		{Value: "weekend", Label: p.L.T("search.when.weekend")}, {Value: "next_week", Label: p.L.T("search.when.next_week")},
	}
	if !slices.ContainsFunc(out, func(c ui.Choice) bool { return c.Value == p.Search.When }) {
		if on, err := time.Parse(time.DateOnly, p.Search.When); err == nil {
			out = append(out, ui.Choice{Value: p.Search.When, Label: p.L.Date(on, time.UTC)})
		}
	}
	for i := range out {
		out[i].Selected = out[i].Value == p.Search.When
	}
	return out
}

// WhenLabel is the chosen time of the search in words.
func WhenLabel(p Page) string {
	for _, c := range whenChoices(p) {
		if c.Selected {
			return c.Label
		}
	}
	return p.L.T("search.when.any")
}

func searchList(p Page, class, field string) string {
	if len(p.Search.Suggestions) == 0 {
		return ""
	}
	return "list-" + field + class
}

// LanguageChoices are the offered languages, each in its own script.
func LanguageChoices(p Page) []ui.Choice {
	out := make([]ui.Choice, 0, len(i18n.Languages))
	for _, l := range i18n.Languages {
		out = append(out, ui.Choice{Value: l.Code, Label: l.Name, Selected: l.Code == p.L.Lang()})
	}
	return out
}

// preferencesURL is the page of the short choices, which leads back here.
func preferencesURL(p Page) templ.SafeURL {
	return templ.SafeURL("/preferences?" + url.Values{"back": {p.Path}}.Encode())
}

// ThemeChoices are the appearances.
func ThemeChoices(p Page) []ui.Choice {
	out := []ui.Choice{
		{Value: "", Label: p.L.T("prefs.theme_system")}, {Value: "light", Label: p.L.T("prefs.theme_light")}, {Value: "dark", Label: p.L.T("prefs.theme_dark")},
	}
	for i := range out {
		out[i].Selected = out[i].Value == p.Theme
	}
	return out
}

// commonZones are offered in the short menu; every zone can be had on the account page.
var commonZones = []string{"Asia/Kolkata", "Asia/Kathmandu", "Asia/Dubai", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney",
	"Europe/London", "Europe/Berlin", "Africa/Nairobi", "America/New_York", "America/Chicago", "America/Los_Angeles"}

var zones sync.Map // IANA name → *time.Location: loading one reads a file

func location(name string) *time.Location {
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	zones.Store(name, l)
	return l
}

// ZoneChoices are the viewer's zone, then the common ones.
func ZoneChoices(p Page) []ui.Choice {
	names := commonZones
	if !slices.Contains(names, p.Zone.String()) {
		names = append([]string{p.Zone.String()}, names...)
	}
	out := make([]ui.Choice, 0, len(names))
	for _, n := range names {
		if loc := location(n); loc != nil {
			out = append(out, ui.Choice{Value: n, Label: p.L.Zone(loc, p.Now), Selected: n == p.Zone.String()})
		}
	}
	return out
}
