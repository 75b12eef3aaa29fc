package fit

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

//go:embed data/unfit.json
var rawRules []byte

// rule is one reason with what speaks of it: patterns of plain words, and words that are found also when their letters are
// drawn apart or written with figures.
type rule struct {
	Reason   string   `json:"reason"`
	Patterns []string `json:"patterns"`
	Hidden   []string `json:"hidden"`
	match    *regexp.Regexp
}

var rules = load()

func load() (out []rule) {
	if err := json.Unmarshal(rawRules, &out); err != nil {
		panic(err) // the file is part of the program
	}
	for i, r := range out {
		out[i].match = regexp.MustCompile(strings.Join(r.Patterns, "|"))
	}
	return out
}

// Reasons are the names under which answers are refused, in the order in which they are looked for.
func Reasons() (out []string) {
	for _, r := range rules {
		out = append(out, r.Reason)
	}
	return append(out, "unreadable")
}

// Reply is the reason why a text may not be shown; "" when it may.
func Reply(text string) string {
	plain, solid := plain(text), solid(text)
	for _, r := range rules {
		if r.match.MatchString(plain) {
			return r.Reason
		}
		for _, h := range r.Hidden {
			if strings.Contains(solid, h) {
				return r.Reason
			}
		}
	}
	if strange(text) {
		return "unreadable"
	}
	return ""
}

// plain is a text in small letters of one form, its blanks and quotes alike.
func plain(text string) string {
	text = cases.Fold().String(norm.NFKC.String(text))
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == '‘' || r == '`':
			return '\''
		case unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c':
			return -1
		}
		return r
	}, text)
	return " " + strings.Join(strings.Fields(text), " ") + " "
}

var figures = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "|", "l")

// solid is a text without anything between its letters.
func solid(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, figures.Replace(strings.ToLower(norm.NFKC.String(text))))
}

// strange reports whether a text is in letters of which the rules know nothing, or is encoded.
func strange(text string) bool {
	letters, known, run, longest := 0, 0, 0, 0
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '+' && r != '/' && r != '=' {
			run = 0
			continue
		}
		if run++; run > longest {
			longest = run
		}
		letters++
		if unicode.In(r, unicode.Latin, unicode.Devanagari, unicode.Common, unicode.Inherited) {
			known++
		}
	}
	return letters > 0 && known*10 < letters*9 || longest > 40
}

// Sentences is where the last whole sentence of a text ends.
func Sentences(text string) int {
	end := 0
	for i, r := range text {
		if strings.ContainsRune("।?!\n", r) || r == '.' && (i+1 < len(text) && (text[i+1] == ' ' || text[i+1] == '\n')) {
			end = i + len(string(r))
		}
	}
	return end
}
