package catalog

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// reservedSlug matches what only erasure gives: with the address of somebody else's erased page their erasure would find it
// taken. The constraint practitioner_slug_reserved says the same.
var reservedSlug = regexp.MustCompile(`^deleted-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

const (
	maxSlug         = 100
	maxCategorySlug = 80
)

// letters that Unicode does not decompose into a base letter and marks.
var latin = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th", "ı", "i")

// Slugify makes the address of a page from a name: "Dr. Zoë Łukasz-Naïr" → "dr-zoe-lukasz-nair". It is "" when nothing
// of the name can be written in ASCII.
func Slugify(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(latin.Replace(strings.ToLower(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			gap = true
		}
		if b.Len() >= maxSlug-20 { // room for "-2" and its like
			break
		}
	}
	return b.String()
}

// slugBase is what a page's address begins with: made from the name, or plain when the name gives none that may be had.
func slugBase(name string) (base string, ofName bool) {
	base = Slugify(name)
	if base == "" || reservedSlug.MatchString(base) {
		return "practitioner", false
	}
	return base, true
}

// slugFor chooses a free slug for a name: the plain one, else with the smallest free number.
func slugFor(base string, taken map[string]bool) string {
	for n, slug := 2, base; ; n++ {
		if !taken[slug] {
			return slug
		}
		slug = fmt.Sprintf("%s-%d", base, n)
	}
}
