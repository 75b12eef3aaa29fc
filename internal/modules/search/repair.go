package search

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"klear/internal/modules/search/internal/searchdb"
)

// slips is how many edits a word of n letters is allowed: short words differ by one letter too often to guess more.
func slips(n int) int {
	switch {
	case n < 4:
		return 0
	case n < 7:
		return 1
	}
	return 2
}

const maxRepairs = 3

// repair proposes what a word that no document has was meant to be: the nearest words there are, the commoner first; up
// to maxRepairs of the same distance. It is empty when nothing is near.
func (s *Service) repair(ctx context.Context, word string) ([]string, error) {
	allowed := slips(utf8.RuneCountInString(word))
	if allowed == 0 {
		return nil, nil
	}
	found, err := on(s.DB).SimilarWords(ctx, searchdb.SimilarWordsParams{Variants: variants(word), Word: word})
	if err != nil {
		return nil, err
	}
	type candidate struct {
		word  string
		edits int
		ndoc  int32
	}
	var near []candidate
	for _, f := range found {
		if n := edits(word, f.Word, allowed); n <= allowed {
			near = append(near, candidate{f.Word, n, f.Ndoc})
		}
	}
	// People seldom miss the first letter.
	first := func(c candidate) int {
		if strings.HasPrefix(c.word, word[:1]) {
			return 0
		}
		return 1
	}
	slices.SortFunc(near, func(a, b candidate) int {
		if a.edits != b.edits {
			return a.edits - b.edits
		}
		if fa, fb := first(a), first(b); fa != fb {
			return fa - fb
		}
		if a.ndoc != b.ndoc {
			return int(b.ndoc - a.ndoc)
		}
		return strings.Compare(a.word, b.word)
	})
	var out []string
	for _, c := range near {
		if c.edits == near[0].edits && first(c) == first(near[0]) && len(out) < maxRepairs {
			out = append(out, c.word)
		}
	}
	return out, nil
}

// variants are all words one edit away over a to z (Norvig): few enough to look up by key, and they include the swapped
// letters that trigrams are bad at.
func variants(word string) []string {
	r := []rune(word)
	var out []string
	for i := 0; i <= len(r); i++ {
		head, tail := string(r[:i]), r[i:]
		if len(tail) > 0 {
			out = append(out, head+string(tail[1:]))
		}
		if len(tail) > 1 {
			out = append(out, head+string(tail[1])+string(tail[0])+string(tail[2:]))
		}
		for c := 'a'; c <= 'z'; c++ {
			out = append(out, head+string(c)+string(tail))
			if len(tail) > 0 {
				out = append(out, head+string(c)+string(tail[1:]))
			}
		}
	}
	return out
}

// edits is the optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. It gives
// up with most+1.
func edits(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], most+1)
}
