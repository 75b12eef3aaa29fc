package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words are cut, folded and stemmed here, for documents and queries alike, and reach PostgreSQL as ready lexemes: what is
// found then depends neither on the server's locale nor on its dictionaries, and scripts such as Devanagari, whose vowel
// signs some parsers take for separators, keep their words whole.

// latin holds letters that Unicode does not decompose into a base letter and marks.
var latin = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th", "ı", "i")

// fold makes spellings that people take for the same the same: lower case, no accents on Latin, Greek or Cyrillic
// letters. Marks of other scripts are vowels and stay.
func fold(s string) string {
	s = latin.Replace(strings.ToLower(norm.NFKC.String(s)))
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

const maxWord = 40 // runes; longer ones are cut, in documents and queries alike

// tokens cuts folded words out of text. Apostrophes do not separate: O'Brien is obrien.
func tokens(s string) []string {
	words := strings.FieldsFunc(fold(strings.NewReplacer("'", "", "’", "", "ʼ", "").Replace(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
	for i, w := range words {
		if r := []rune(w); len(r) > maxWord {
			words[i] = string(r[:maxWord])
		}
	}
	return words
}

// stem takes an English plural off (Harman's S stemmer): therapies → therapy, massages → massage, yoga stays.
func stem(w string) string {
	cut := func(suffix string, except ...string) bool {
		if !strings.HasSuffix(w, suffix) || len(w) <= len(suffix)+1 {
			return false
		}
		for _, e := range except {
			if strings.HasSuffix(w, e) {
				return false
			}
		}
		return true
	}
	switch {
	case strings.HasSuffix(w, "ies"):
		if cut("ies", "eies", "aies") {
			return w[:len(w)-3] + "y"
		}
		return w
	case cut("es", "aes", "ees", "oes"):
		return w[:len(w)-1]
	case cut("s", "us", "ss", "es"):
		return w[:len(w)-1]
	}
	return w
}

// stop words carry no wish. Their list is short: "online", "home" and the like do.
var stop = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a an and are around at by can do for from help i im in into is it me my need near of on or our please some
		someone something that the to want we who with you your looking find get best good who speaks speaking
		का की के को में से पर और लिए`) {
		m[w] = true
	}
	return m
}()
