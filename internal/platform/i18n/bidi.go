package i18n

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// Marks of Unicode that keep the order of what is between them from mixing with the words around it.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// Isolate makes s safe to stand within a text that runs from right to left. A name, a price, a code or a phone number
// keeps its own order then: without, "+91 98450 12345" in an Arabic sentence reads 12345 98450 91+. Words that run from
// right to left themselves, and plain figures, are left as they are.
func Isolate(s string) string {
	if !strings.ContainsFunc(s, runsLeftToRight) {
		return s
	}
	return firstStrongIsolate + s + popIsolate
}

// runsLeftToRight is true of letters of such scripts, and of the signs that move to the wrong side of a number.
func runsLeftToRight(r rune) bool {
	p, _ := bidi.LookupString(string(r))
	switch p.Class() {
	case bidi.L, bidi.ES, bidi.ET:
		return true
	}
	return false
}

// List says short things in one line ("Follow-up, 30 min, Online"), leaving out empty ones. Each keeps its own order.
func (l *Localizer) List(parts ...string) string {
	said := make([]string, 0, len(parts))
	for _, p := range parts {
		if p == "" {
			continue
		}
		if l.Dir() == "rtl" {
			p = Isolate(p)
		}
		said = append(said, p)
	}
	return strings.Join(said, l.Comma())
}
