package catalog

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/money"
)

// Limits of a profile and its services; the import format and the table's checks agree.
const (
	maxListItems      = 30
	maxCertifications = 30
	maxServices       = 100
	maxPriceMinor     = 100_000_000_000
)

// words tidies one line of text: one form of each letter (NFC), no control characters, single spaces.
func words(s string) string { return strings.Join(strings.Fields(text(s)), " ") }

// text tidies text that may have paragraphs.
func text(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), ""))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s))
}

// checker adds the faults of a form; paths are those of the API.
type checker struct{ apperr.Validation }

func (v *checker) length(path, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	v.Check(n >= least, path, "required", "Fill this in.")
	v.Check(n <= most, path, "too_long", "Use at most %d characters.", most)
}

func (v *checker) between(path string, n, least, most int) {
	v.Check(n >= least && n <= most, path, "out_of_range", "Choose from %d to %d.", least, most)
}

// list tidies a list of short texts, drops blanks and repetitions, and limits it.
func (v *checker) list(path string, in []string, most int) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		if s = words(s); s != "" && !slices.Contains(out, s) {
			v.length(path, s, 1, most)
			out = append(out, s)
		}
	}
	v.Check(len(out) <= maxListItems, path, "too_many", "List at most %d.", maxListItems)
	return out
}

func (v *checker) languages(path string, in []string) []string {
	out := v.list(path, in, 35)
	for i, s := range out {
		tag, err := language.Parse(s)
		v.Check(err == nil, path, "unknown_language", "Use language tags such as en, hi or pt-BR.")
		out[i] = tag.String()
	}
	return out
}

func (v *checker) country(path, s string) {
	r, err := language.ParseRegion(s)
	v.Check(err == nil && len(s) == 2 && r.IsCountry() && r.String() == s, path, "unknown_country", "Use a two-letter country code such as IN or GB.")
}

func (v *checker) zone(path, s string) {
	_, err := clock.Zone(s)
	v.Check(err == nil, path, "unknown_zone", "Use a time zone such as Asia/Kolkata.")
}

// price checks an amount. In currencies with three decimals it must end in 0: card schemes charge no finer, and a price
// that is rounded at the till is not the price on the page (design/payments.md, rule 5).
func (v *checker) price(path string, a money.Amount) {
	exp, err := money.Exponent(a.Currency)
	if err != nil {
		v.Add(path, "unknown_currency", "Use a currency code such as INR, EUR or KWD.")
		return
	}
	v.Check(a.Minor >= 0 && a.Minor <= maxPriceMinor, path, "out_of_range", "Give a price from 0 to %d minor units.", int64(maxPriceMinor))
	v.Check(exp != 3 || a.Minor%10 == 0, path, "price_step", "Prices in %s go in steps of 10 minor units.", a.Currency)
}

func (v *checker) place(lat, lon float64) {
	v.Check(lat >= -90 && lat <= 90, "latitude", "out_of_range", "Latitude is from -90 to 90 degrees.")
	v.Check(lon >= -180 && lon <= 180, "longitude", "out_of_range", "Longitude is from -180 to 180 degrees.")
}

// isDate reports whether s is a date of the calendar.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
