package assess

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// words is one word of a message as the words it stands for: itself, what a short form is short for, what a disguise or
// a slip of the fingers was meant to be.
func (x *lexicon) words(w rawWord) []string {
	if w.apos && w.text == "ill" {
		return []string{"i", "will"}
	}
	if full, ok := x.forms[w.text]; ok {
		return full
	}
	if _, known := x.vocab[w.text]; known || x.real[w.text] {
		return []string{w.text}
	}
	for _, guess := range []string{unleet(w.text), squeeze(w.text, 2), squeeze(w.text, 1), squeeze(unleet(w.text), 1)} {
		if guess == w.text {
			continue
		}
		if full, ok := x.forms[guess]; ok {
			return full
		}
		if _, known := x.vocab[guess]; known {
			return []string{guess}
		}
	}
	word := squeeze(unleet(w.text), 2)
	if key, ok := x.nearKey(word); ok {
		return []string{key}
	}
	if parts := x.segment(word); parts != nil {
		return parts
	}
	return []string{word}
}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i", "*", "")

// unleet reads digits and signs as the letters they stand for, in words that have letters too.
func unleet(s string) string {
	if !strings.ContainsAny(s, "0134578@$!*") || !strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") {
		return s
	}
	return leet.Replace(s)
}

// squeeze shortens every run of one letter to n.
func squeeze(s string, n int) string {
	var b strings.Builder
	run, last := 0, rune(-1)
	for _, r := range s {
		if r == last {
			run++
		} else {
			run, last = 1, r
		}
		if run <= n {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// nearKey finds the key word that a misspelt one was meant to be: one slip in a short word, two in a long one.
func (x *lexicon) nearKey(word string) (string, bool) {
	n := utf8.RuneCountInString(word)
	if n < 4 {
		return "", false
	}
	best, found := 3, ""
	for _, key := range x.keys {
		allowed := 1
		if key.runes >= 8 {
			allowed = 2
		}
		if abs(key.runes-n) > allowed || !sameStart(key.text, word) {
			continue
		}
		if d := distance(key.text, word); d <= allowed && d < best {
			best, found = d, key.text
		}
	}
	return found, found != ""
}

// sameStart asks for the first letter, or the first two in the other order: slips seldom change it, and it keeps most
// real words apart.
func sameStart(a, b string) bool {
	return a[0] == b[0] || len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]
}

// distance counts insertions, deletions, changes and swaps of neighbours (optimal string alignment), in bytes.
func distance(a, b string) int {
	const most = 48
	if len(a) >= most || len(b) >= most {
		return most
	}
	var rows [3][most]int
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row := &rows[(i-1)%3], &rows[i%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

func abs(n int) int { return max(n, -n) }

// segment cuts words that were written as one ("killmyself") if one of the parts is a key word.
func (x *lexicon) segment(word string) []string {
	const shortest, longest = 5, 40
	if len(word) < shortest || len(word) > longest || !ascii(word) {
		return nil
	}
	best := make([][]string, len(word)+1)
	best[0] = []string{}
	for end := 1; end <= len(word); end++ {
		for start := max(0, end-12); start < end; start++ {
			part := word[start:end]
			if best[start] == nil || !x.isPart(part) {
				continue
			}
			if best[end] == nil || len(best[start])+1 < len(best[end]) {
				best[end] = append(slices.Clone(best[start]), part)
			}
		}
	}
	parts := best[len(word)]
	for i, part := range parts {
		if x.isKey[part] && len(word) >= 7 || i > 0 && x.glued[part] && slices.Contains(gluedAfter, parts[i-1]) {
			return parts
		}
	}
	return nil
}

// gluedAfter is what a word like "die" follows when it is meant: "todie", not "indie".
var gluedAfter = []string{"to", "will", "wanna", "gonna", "should", "me"}

func (x *lexicon) isPart(s string) bool {
	if len(s) == 1 {
		return s == "i"
	}
	_, ok := x.vocab[s]
	return ok
}
