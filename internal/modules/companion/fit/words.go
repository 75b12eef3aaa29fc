package fit

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"klear/internal/modules/safety"
)

//go:embed data/words.txt
var rawWords string

// known are the words that an answer may be made of, by language.
var known = readWords()

func readWords() map[string]map[string]bool {
	out, tag := map[string]map[string]bool{}, ""
	for line := range strings.Lines(rawWords) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			tag = strings.Trim(line, "[]")
			out[tag] = map[string]bool{}
		default:
			for _, w := range tokens(line) {
				out[tag][w] = true
			}
		}
	}
	return out
}

// tokens are the words of a text in the one form of plain.
func tokens(text string) []string {
	return strings.FieldsFunc(plain(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\''
	})
}

// unread reports whether no language holds every word of a text. theirs are the person's own words, which may be said back.
func unread(text, theirs string, languages []string) bool {
	own := map[string]bool{}
	for _, w := range tokens(theirs) {
		own[w] = true
	}
	words := tokens(text)
	return !slices.ContainsFunc(languages, func(tag string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !own[w] && !isKnown(tag, w) })
	})
}

// isKnown looks a word up, in English also without its ending. Figures are judged by the rules.
func isKnown(tag, word string) bool {
	if word = strings.Trim(word, "'"); word == "" || unicode.IsDigit(rune(word[0])) || known[tag][word] {
		return true
	}
	if tag != "en" {
		return false
	}
	for _, ending := range []string{"'s", "s", "es", "ly", "ing", "ed", "er", "d"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && len(stem) > 2 && (known[tag][stem] || ending == "ing" && known[tag][stem+"e"]) {
			return true
		}
	}
	return false
}

// spoken are the languages in which somebody may be answered: that of the message and that of the page.
func spoken(message, page string) []string {
	base, _, _ := strings.Cut(page, "-")
	if page != "hi-Latn" {
		page = base
	}
	out := []string{safety.LanguageOf(message), page}
	if page == "hi" { // whose readers write it in both scripts
		out = append(out, "hi-Latn")
	}
	return out
}
