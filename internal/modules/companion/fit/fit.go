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
		out[i].match = regexp.MustCompile(norm.NFC.String(strings.Join(r.Patterns, "|"))) // as plain writes its texts
	}
	return out
}

// Reasons are the names under which answers are refused, in the order in which they are looked for.
func Reasons() (out []string) {
	for _, r := range rules {
		out = append(out, r.Reason)
	}
	return append(out, unreadable)
}

// Reply is the reason why a text may not be shown; "" when it may.
func Reply(text string) string {
	plain := plain(text)
	joined, solid := joined(plain), solid(text)
	for _, r := range rules {
		if r.match.MatchString(plain) || r.match.MatchString(joined) {
			return r.Reason
		}
		for _, h := range r.Hidden {
			if strings.Contains(solid, h) {
				return r.Reason
			}
		}
	}
	if strange(plain) {
		return unreadable
	}
	return ""
}

// unreadable is the reason of a text of which the rules cannot judge.
const unreadable = "unreadable"

// plain is a text in small letters of one form without accents and hidden characters, its blanks and quotes alike.
func plain(text string) string {
	text = norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == '‘' || r == '`' || r == '´':
			return '\''
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Devanagari, r):
			return -1
		}
		return r
	}, norm.NFKD.String(cases.Fold().String(text))))
	return " " + strings.Join(strings.Fields(text), " ") + " "
}

// joined is a plain text without the marks that can stand inside of a word.
func joined(plain string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\'' || unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, plain)
}

var figures = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "|", "l")

// solid is a text without anything between its letters.
func solid(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, figures.Replace(plain(text)))
}

// What makes a text unreadable: words longer than any, single letters in a row, figures inside of words.
const (
	longestWord = 28
	singles     = 4
)

// strange reports whether a text has letters of which the rules know nothing, is encoded, or is written so that it is not
// read.
func strange(plain string) bool {
	alone := 0
	for word := range strings.FieldsSeq(plain) {
		letters, digits := 0, 0
		for _, r := range word {
			switch {
			case unicode.IsDigit(r):
				digits++
			case !unicode.IsLetter(r):
			case unicode.In(r, unicode.Latin, unicode.Devanagari):
				letters++
			default:
				return true
			}
		}
		if letters > longestWord || letters > 1 && digits > 0 && !ordinal.MatchString(word) {
			return true
		}
		if alone++; letters+digits > 1 { // of Devanagari a sign may stand alone
			alone = 0
		}
		if alone >= singles {
			return true
		}
	}
	return false
}

// ordinal are figures with letters that people write: 5pm, 1st, 30min.
var ordinal = regexp.MustCompile(`^\W*\d+(st|nd|rd|th|am|pm|min|h)\W*$`)

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
