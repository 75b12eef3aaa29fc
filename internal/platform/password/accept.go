package password

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"klear/internal/platform/apperr"
)

// Lengths in characters. SuggestedLength is what pages ask for.
const (
	MinLength       = 8
	SuggestedLength = 15
	MaxLength       = 128
)

// Field is the path under which Acceptable reports.
const Field = "password"

// minOwn is how many characters must be left when everything common or personal is taken away, so that a guesser who
// knows the words still has to guess.
const minOwn = 6

//go:embed common.txt
var commonText string

// common are the words of common.txt.
var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			words[w] = true
		}
	}
	return words
})

// Acceptable returns nil, or apperr.ErrValidation with the field "password" and one of the codes too_short, too_long,
// too_common, too_personal. personal are words a stranger may know about the person: name, mail address, brand.
func Acceptable(password string, personal ...string) error {
	var v apperr.Validation
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		v.Add(Field, "not_text", "Please use letters, digits and signs only.")
	case n < MinLength:
		v.Add(Field, "too_short", "Please use at least %d characters; %d or more are better.", MinLength, SuggestedLength)
	case n > MaxLength:
		v.Add(Field, "too_long", "Please use at most %d characters.", MaxLength)
	case isCommon(password):
		v.Add(Field, "too_common", "Many people use this password, so it would be guessed quickly. Three or four unrelated words make a good one.")
	case isPersonal(password, personal):
		v.Add(Field, "too_personal", "This is close to your name or address. Please choose something that others cannot know.")
	}
	return v.Err()
}

func isCommon(password string) bool {
	lower := strings.ToLower(password)
	if predictable(lower) {
		return true
	}
	bare := strings.TrimRightFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, form := range []string{lower, unleet(lower), unleet(bare), reverse(lower)} {
		if commonCore(form) {
			return true
		}
	}
	return false
}

// commonCore reports whether s is a common word, twice the same, or two common words, with at most a few characters
// of decoration around.
func commonCore(s string) bool {
	for _, core := range []string{s, strings.TrimFunc(s, notLetter), strings.Map(onlyLetters, s)} {
		decoration := utf8.RuneCountInString(s) - utf8.RuneCountInString(core)
		if core == "" || decoration >= minOwn+2 {
			continue
		}
		if common()[core] || twice(core) || (decoration < minOwn && pair(core)) {
			return true
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

func onlyLetters(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}

// twice reports one common word repeated.
func twice(s string) bool {
	half := len(s) / 2
	return len(s)%2 == 0 && s[:half] == s[half:] && common()[s[:half]]
}

// pair reports two common words in a row; of longer phrases we know nothing.
func pair(s string) bool {
	for i := 3; i <= len(s)-3; i++ {
		if common()[s[:i]] && common()[s[i:]] {
			return true
		}
	}
	return false
}

// leet undoes the usual swaps of letters for digits and signs.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i", "+", "t", "€", "e")

func unleet(s string) string { return leet.Replace(s) }

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// predictable reports passwords that follow from a few characters: too few different ones, a short group repeated,
// runs along the alphabet, the digits or a keyboard row, and plain dates.
func predictable(s string) bool {
	r := []rune(s)
	return distinct(r) < 4 || repeats(r) || walked(s) || plainNumber(r)
}

func distinct(r []rune) int {
	seen := map[rune]bool{}
	for _, c := range r {
		seen[c] = true
	}
	return len(seen)
}

// repeats reports a group of up to 4 characters over and over.
func repeats(r []rune) bool {
	for size := 1; size <= 4; size++ {
		same := true
		for i := size; i < len(r) && same; i++ {
			same = r[i] == r[i-size]
		}
		if same {
			return true
		}
	}
	return false
}

// rows are what fingers and children run along, in both directions.
var rows = bothWays(
	"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
	"azertyuiop", "qsdfghjklm", "wxcvbn", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
)

func bothWays(rows ...string) []string {
	for _, r := range slices.Clone(rows) {
		rows = append(rows, reverse(r))
	}
	return rows
}

// walked reports that so much of s runs along rows, three characters or more at a time, that too little of its own is
// left.
func walked(s string) bool {
	own := 0
	for s != "" {
		if n := longestRun(s); n > 0 {
			s = s[n:]
			continue
		}
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		own++
	}
	return own < minOwn-2
}

// longestRun is the length in bytes of the longest run at the start of s, forward or backward; 0 if under 3
// characters.
func longestRun(s string) int {
	best := 0
	for _, row := range rows {
		for end := min(len(s), len(row)); end > best; end-- {
			if strings.Contains(row, s[:end]) && utf8.ValidString(s[:end]) && utf8.RuneCountInString(s[:end]) >= 3 {
				best = end
				break
			}
		}
	}
	return best
}

// plainNumber reports digits only, up to the length of a telephone number: dates, postcodes and the like.
func plainNumber(r []rune) bool {
	for _, c := range r {
		if !unicode.IsDigit(c) && c != '-' && c != '.' && c != '/' && c != ' ' {
			return false
		}
	}
	return len(r) <= 14
}

// isPersonal takes the person's words out and asks whether enough is left.
func isPersonal(password string, personal []string) bool {
	rest := strings.ToLower(password)
	for _, word := range personalWords(personal) {
		rest = strings.ReplaceAll(rest, word, "")
	}
	return rest != strings.ToLower(password) && utf8.RuneCountInString(rest) < minOwn+2
}

// personalWords are the parts of names and addresses that are long enough to mean something, longest first.
func personalWords(personal []string) []string {
	var words []string
	for _, p := range personal {
		p = strings.ToLower(p)
		parts := strings.FieldsFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, w := range append(parts, strings.Join(parts, ""), p) {
			if utf8.RuneCountInString(w) >= 4 {
				words = append(words, w)
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
