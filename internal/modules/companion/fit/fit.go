package fit

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"klear/internal/modules/safety"

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
	return append(out, empty, long, unreadable, danger, unknown)
}

// Reply is To for an answer of which only the words are judged: in any of the languages, to anybody.
func Reply(text string) string { return judge(text, "", Languages) }

// To is the reason why a text may not be shown to somebody who wrote message on a page of a language (BCP 47); "" when it
// may. It has to be in the language of either. The words of the message may be said back, danger may not.
func To(text, message, language string) string {
	return judge(text, message, spoken(message, language))
}

// Languages are those that answers can be judged in.
var Languages = []string{"en", "es", "hi", "hi-Latn"}

func judge(text, message string, languages []string) string {
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			letters++
		}
	}
	switch {
	case letters < fewest:
		return empty
	case letters > most:
		return long
	}
	if reason := byRules(text); reason != "" {
		return reason
	}
	switch {
	case safety.SpeaksOfDanger(text):
		return danger
	case unread(text, message, languages):
		return unknown
	}
	return ""
}

func byRules(text string) string {
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

// The reasons that are not in the file.
const (
	empty      = "empty"         // fewer letters than a word has
	long       = "long"          // nobody reads it
	unreadable = "unreadable"    // the rules cannot judge of it
	danger     = "danger"        // the assessment hears danger, whoever is spoken of
	unknown    = "unknown_words" // a word, or a language, that is not in the lists
)

// Letters of an answer.
const (
	fewest = 3
	most   = 1200
)

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
