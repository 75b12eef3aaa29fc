package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// Mode is a place of a session as pages name it.
func Mode(m catalog.Mode) ui.Mode {
	switch m {
	case catalog.AtPractitioner:
		return ui.InPerson
	case catalog.AtCustomer:
		return ui.Home
	}
	return ui.Online
}

// CatalogMode is the inverse of Mode for what a form or query says; "" for anything unknown.
func CatalogMode(s string) catalog.Mode {
	switch ui.Mode(s) {
	case ui.Online:
		return catalog.Online
	case ui.InPerson:
		return catalog.AtPractitioner
	case ui.Home:
		return catalog.AtCustomer
	}
	return ""
}

// Face is how a practitioner is pictured: the photo, else a drawing where the deployment shows invented people, else a
// pattern with initials: nobody's real profile gets an invented face.
func (k *Kit) Face(seed uint32, name, photoKey string) ui.Face {
	f := ui.Face{Seed: strconv.FormatUint(uint64(seed), 10), Name: name, Drawn: k.DrawPortraits}
	if photoKey != "" {
		f.Photo = "/" + photoKey
	}
	if f.Drawn {
		// The demo catalogue numbers feminine looks even and masculine ones odd.
		f.Seed = [2]string{"f-", "m-"}[seed%2] + f.Seed
	}
	return f
}

// Person is a practitioner as pages refer to them.
func (k *Kit) Person(p *catalog.Practitioner) ui.Person {
	return ui.Person{Slug: p.Slug, Name: p.DisplayName, Title: p.Headline, Face: k.Face(p.PortraitSeed, p.DisplayName, p.PhotoKey)}
}

// BookedPerson is the practitioner of a booking: p when the profile was found, else what the booking remembers.
func (k *Kit) BookedPerson(b *booking.Booking, p *catalog.Practitioner) ui.Person {
	if p == nil {
		return ui.Person{Slug: b.PractitionerSlug, Name: b.PractitionerName, Face: ui.Face{Seed: b.PractitionerSlug, Name: b.PractitionerName}}
	}
	return k.Person(p)
}

// Where says in a few words where a session happens, without an address: "Online", "Indiranagar, Bengaluru".
func Where(l *i18n.Localizer, m catalog.Mode, area, city string) string {
	if m == catalog.AtPractitioner {
		if s := joined(area, city); s != "" {
			return s
		}
	}
	return ui.ModeName(l, Mode(m))
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && (len(out) == 0 || out[len(out)-1] != p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// CheckMethod is in words how a registration was checked: a code of the catalogue file, or what an operator wrote.
func CheckMethod(l *i18n.Localizer, method string) string {
	if key := "check.method." + method; method != "" && l.Has(key) {
		return l.T(key)
	}
	return method
}

// FullAddress is an address with its area and city, each said once: many addresses name them already.
func FullAddress(address, area, city string) string {
	said := strings.ToLower(address)
	var missing []string
	for _, part := range []string{area, city} {
		if !strings.Contains(said, strings.ToLower(strings.TrimSpace(part))) {
			missing = append(missing, part)
		}
	}
	return joined(append([]string{address}, missing...)...)
}

// Zone is the zone in which a session's time is thought of first: of the place when people meet there, else of the reader.
func Zone(m catalog.Mode, place, reader *time.Location) *time.Location {
	if m == catalog.Online || place == nil {
		return reader
	}
	return place
}

// Status is a booking's state in the pages' words. A hold whose time is up reads as expired even before it is swept.
func Status(b *booking.Booking, now time.Time) ui.Status {
	switch b.Status {
	case booking.Held:
		if !b.ExpiresAt.After(now) {
			return ui.Expired
		}
		return ui.Held
	case booking.Pending:
		return ui.Requested
	}
	return ui.Status(b.Status)
}

// LanguageName is a spoken language in its own name.
func LanguageName(tag string) string {
	if n, ok := languageNames[tag]; ok {
		return n
	}
	base, _, _ := strings.Cut(tag, "-")
	if n, ok := languageNames[base]; ok {
		return n
	}
	if t, err := language.Parse(tag); err == nil {
		if n := display.Self.Name(t); n != "" {
			return n
		}
	}
	return tag
}

// LanguageTags are the languages people list most, those of most people first.
var LanguageTags = []string{"en", "hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa", "ur", "or", "as", "ne", "kok", "sd", "ks", "sa", "si", "bo",
	"ar", "de", "es", "fr", "pt", "it", "nl", "pl", "ru", "uk", "tr", "fa", "he", "zh", "ja", "ko", "id", "th", "vi", "sw"}

// languageNames are the endonyms of CLDR for the languages people list most.
var languageNames = map[string]string{
	"en": "English", "hi": "हिन्दी", "bn": "বাংলা", "ta": "தமிழ்", "te": "తెలుగు", "mr": "मराठी", "gu": "ગુજરાતી", "kn": "ಕನ್ನಡ",
	"ml": "മലയാളം", "pa": "ਪੰਜਾਬੀ", "or": "ଓଡ଼ିଆ", "as": "অসমীয়া", "ur": "اردو", "sa": "संस्कृतम्", "ne": "नेपाली", "kok": "कोंकणी",
	"sd": "سنڌي", "ks": "کٲشُر", "bo": "བོད་སྐད་", "si": "සිංහල", "de": "Deutsch", "fr": "français", "es": "español", "pt": "português",
	"it": "italiano", "nl": "Nederlands", "pl": "polski", "ru": "русский", "uk": "українська", "tr": "Türkçe", "ar": "العربية",
	"fa": "فارسی", "he": "עברית", "zh": "中文", "ja": "日本語", "ko": "한국어", "id": "Indonesia", "th": "ไทย", "vi": "Tiếng Việt", "sw": "Kiswahili",
}

// commonLanguages are those that most people of our brands speak, offered first.
var commonLanguages = []string{"en", "hi", "bn", "mr", "te", "ta", "gu", "ur", "kn", "ml", "pa", "ne", "ar"}

// SpokenChoices are the languages to choose spoken ones from, each in its own name: the common ones, then others chosen.
func SpokenChoices(chosen []string) []ui.Choice {
	var out []ui.Choice
	for _, tag := range commonLanguages {
		out = append(out, ui.Choice{Value: tag, Label: LanguageName(tag), Selected: slices.Contains(chosen, tag)})
	}
	for _, tag := range chosen {
		if !slices.Contains(commonLanguages, tag) {
			out = append(out, ui.Choice{Value: tag, Label: LanguageName(tag), Selected: true})
		}
	}
	return out
}

// ForWhom is "for Asha, child, 9": whom a booking is for when that is not its client.
func ForWhom(l *i18n.Localizer, who booking.Beneficiary, b *booking.Booking) string {
	said := i18n.D{"Name": who.Name, "Relation": l.T("relation." + string(who.Relation))}
	age, known := who.AgeAt(b)
	if !known {
		return l.T("booking.for", said)
	}
	said["Age"] = l.Number(age)
	return l.T("booking.for_aged", said)
}

// OfSeries is "3 of 8": which of the bookings that were made together b is; "" for one by itself.
func OfSeries(l *i18n.Localizer, b *booking.Booking, sizes map[uuid.UUID]int) string {
	of, ok := sizes[b.SeriesID]
	if !ok {
		return ""
	}
	return l.T("booking.of_series", i18n.D{"Number": l.Number(b.SeriesNo), "Of": l.Number(of)})
}
