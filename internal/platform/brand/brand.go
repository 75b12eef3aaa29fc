// Package brand loads and checks the configuration that makes one platform a brand: its words, theme, modules,
// defaults and crisis lines. Nothing else in the code may depend on a brand's id.
package brand

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"slices"
	"sort"
	"strings"
	"time"

	"golang.org/x/text/language"

	"klear/internal/platform/money"
)

// Module names an area that a brand may switch on.
type Module string

// The modules a brand can enable.
const (
	Find      Module = "find"
	Booking   Module = "booking"
	Messaging Module = "messaging"
	Meeting   Module = "meeting"
	Companion Module = "companion"
	Content   Module = "content"
	Health    Module = "health"
	Review    Module = "review"
	Safety    Module = "safety"
	HomeVisit Module = "homevisit" // sessions at the seeker's address: address and access notes are asked
)

var (
	knownModules = []Module{Find, Booking, Messaging, Meeting, Companion, Content, Health, Review, Safety, HomeVisit}
	knownMarks   = []string{"arch", "plate", "bloom"}
	knownTabs    = []string{"find", "today", "talk", "mood", "people", "bookings", "saved", "help", "account"}
	neededWords  = []string{"seeker", "seekers", "practitioner", "practitioners", "session", "sessions", "bookings"}
)

// Brand is one brand's configuration. Values are immutable after Load.
type Brand struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	LegalName   string `json:"legalName"`
	SupportMail string `json:"supportMail"`

	Mark       string     `json:"mark"`  // arch, plate or bloom: which mark and portrait pattern is drawn
	Theme      string     `json:"theme"` // the data-brand attribute: which token block applies
	ThemeColor ThemeColor `json:"themeColor"`
	Paint      Paint      `json:"paint"`
	Style      Style      `json:"-"`         // an operator's colours; no file has them
	Portraits  string     `json:"portraits"` // wellness or work: clothes of the drawn portraits

	Modules []Module `json:"modules"`
	Tabs    []string `json:"tabs"` // up to four entries of the phone's tab bar, in order

	Currency      string `json:"currency"` // ISO 4217
	Country       string `json:"country"`  // ISO 3166-1 alpha-2
	Locale        string `json:"locale"`   // BCP 47, what a visitor without a preference gets
	Zone          string `json:"zone"`     // IANA
	TaxName       string `json:"taxName"`  // "GST", "VAT": said beside prices that include it
	CommissionBps int64  `json:"commissionBps"`

	Payouts Payouts `json:"payouts"`

	// Words are the brand's nouns by language; every message may use them ({{.practitioners}}).
	Words map[string]map[string]string `json:"words"`
	// Messages replace catalogue texts by language and key, where the brand says a thing in its own voice.
	Messages map[string]map[string]string `json:"messages"`
	// Crisis is the region pack by country; a brand file may replace a country of the shared pack.
	Crisis map[string]CrisisPack `json:"crisis"`

	// Referral are the categories, by slug, whose licensed people are offered to somebody in danger; none: nobody is.
	Referral []string `json:"referral"`
}

// Payouts say when practitioners get what they earned.
type Payouts struct {
	Every        string `json:"every"`        // daily, weekly or monthly, until a practitioner chooses otherwise
	AfterHours   int    `json:"afterHours"`   // a session is paid out so long after it was earned, at the earliest
	MinimumMinor int64  `json:"minimumMinor"` // the smallest payout, minor units of the brand's currency; other currencies have none
	Verified     bool   `json:"verified"`     // nobody is paid before an operator knows who they are
	Disputes     string `json:"disputes"`     // who bears a lost dispute: practitioner or platform
}

// ThemeColor colours the browser's own bars.
type ThemeColor struct {
	Light string `json:"light"`
	Dark  string `json:"dark"`
}

// Paint is what the light theme's style sheet says, as #rrggbb, for what no style sheet reaches: letters, drawn cards, the
// manifest.
type Paint struct {
	Ground    string `json:"ground"`
	Primary   string `json:"primary"`
	OnPrimary string `json:"onPrimary"`
}

// Style is a small style sheet that follows the app's own, with the address at which it may be kept for good. The zero value
// is none.
type Style struct{ CSS, URL string }

// Has reports whether a module is on.
func (b *Brand) Has(m Module) bool { return slices.Contains(b.Modules, m) }

// Location is the brand's default time zone.
func (b *Brand) Location() *time.Location {
	loc, err := time.LoadLocation(b.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Load reads <id>.json and the shared crisis pack from fsys and checks them.
func Load(fsys fs.FS, id string) (*Brand, error) {
	raw, err := fs.ReadFile(fsys, id+".json")
	if err != nil {
		return nil, fmt.Errorf("brand %q: %w (known: %s)", id, err, strings.Join(IDs(fsys), ", "))
	}
	b, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("brand %q: %w", id, err)
	}
	shared, err := loadCrisis(fsys)
	if err != nil {
		return nil, err
	}
	for country, pack := range b.Crisis {
		shared[country] = pack
	}
	b.Crisis = shared
	if err := b.Validate(); err != nil {
		return nil, fmt.Errorf("brand %q: %w", id, err)
	}
	return b, nil
}

// IDs lists the brands in fsys by name.
func IDs(fsys fs.FS) []string {
	names, _ := fs.Glob(fsys, "*.json")
	var ids []string
	for _, n := range names {
		if n != crisisFile {
			ids = append(ids, strings.TrimSuffix(n, ".json"))
		}
	}
	sort.Strings(ids)
	return ids
}

func parse(raw []byte) (*Brand, error) {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	var b Brand
	if err := dec.Decode(&b); err != nil {
		return nil, err
	}
	return &b, nil
}

// Validate reports every fault of the file at once.
func (b *Brand) Validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	check(b.ID != "" && b.Name != "" && b.LegalName != "" && b.Theme != "", "id, name, legalName and theme are required")
	_, mailErr := mail.ParseAddress(b.SupportMail)
	check(mailErr == nil, "supportMail %q is not an address", b.SupportMail)
	check(slices.Contains(knownMarks, b.Mark), "mark %q is not one of %v", b.Mark, knownMarks)
	check(b.Portraits == "wellness" || b.Portraits == "work", "portraits %q is not wellness or work", b.Portraits)
	check(len(b.Modules) > 0, "modules: at least one is required")
	for _, m := range b.Modules {
		check(slices.Contains(knownModules, m), "module %q is unknown", m)
	}
	check(len(b.Tabs) >= 2 && len(b.Tabs) <= 4, "tabs: 2 to 4 are required, got %d", len(b.Tabs))
	for _, t := range b.Tabs {
		check(slices.Contains(knownTabs, t), "tab %q is unknown", t)
	}
	b.validateRegion(check)
	b.validateWords(check)
	b.validateCrisis(check)
	return errors.Join(faults...)
}

func (b *Brand) validateRegion(check func(bool, string, ...any)) {
	_, err := money.Exponent(b.Currency)
	check(err == nil, "currency %q is not ISO 4217", b.Currency)
	_, err = language.ParseRegion(b.Country)
	check(err == nil && len(b.Country) == 2, "country %q is not ISO 3166-1 alpha-2", b.Country)
	_, err = language.Parse(b.Locale)
	check(err == nil && b.Locale != "", "locale %q is not BCP 47", b.Locale)
	_, err = time.LoadLocation(b.Zone)
	check(err == nil && b.Zone != "", "zone %q is not an IANA zone", b.Zone)
	check(b.CommissionBps >= 0 && b.CommissionBps <= 5000, "commissionBps %d is not within 0 to 5000", b.CommissionBps)
	p := b.Payouts
	check(slices.Contains([]string{"daily", "weekly", "monthly"}, p.Every), "payouts.every %q is not daily, weekly or monthly", p.Every)
	check(p.AfterHours >= 0 && p.AfterHours <= 90*24, "payouts.afterHours %d is not within 0 to 2160", p.AfterHours)
	check(p.MinimumMinor >= 1, "payouts.minimumMinor must be at least 1")
	check(p.Disputes == "practitioner" || p.Disputes == "platform", "payouts.disputes %q is not practitioner or platform", p.Disputes)
	check(isHexColor(b.ThemeColor.Light) && isHexColor(b.ThemeColor.Dark), "themeColor needs light and dark as #rrggbb")
	check(isHexColor(b.Paint.Ground) && isHexColor(b.Paint.Primary) && isHexColor(b.Paint.OnPrimary), "paint needs ground, primary and onPrimary as #rrggbb")
}

func (b *Brand) validateWords(check func(bool, string, ...any)) {
	check(len(b.Words["en"]) > 0, "words.en is required")
	for lang, words := range b.Words {
		for _, w := range neededWords {
			check(words[w] != "", "words.%s.%s is missing", lang, w)
		}
	}
	for lang := range b.Messages {
		check(b.Words[lang] != nil, "messages.%s has no words.%s beside it", lang, lang)
	}
}

func isHexColor(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	return strings.Trim(s[1:], "0123456789abcdef") == ""
}
