package search

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"klear/internal/modules/search/internal/searchdb"
)

// maxWords bounds the work that a query can cause.
const maxWords = 12

// reading is one way to understand a text: what must match, what ranks, and where.
type reading struct {
	words   string  // tsquery that documents must match; "" matches all
	rank    string  // tsquery of all alternatives, for ts_rank, which divides by their number
	scale   float64 // undoes that division
	near    *Near
	place   string
	partial bool // some of the words are enough
}

// understanding is a text after spelling, with the readings of it in order of preference.
type understanding struct {
	corrected string
	readings  []reading
}

// group is one wish of a text: alternatives that mean the same.
type group struct {
	match []string // tsquery operands
	rank  []string
}

// understand reads a text. It depends on the text and the words there are, not on filters.
func (s *Service) understand(ctx context.Context, q Query) (understanding, error) {
	words := slices.DeleteFunc(tokens(q.Text), func(w string) bool { return stop[w] })
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	if len(words) == 0 {
		return understanding{readings: []reading{{}}}, nil
	}
	spelt, known, changed, err := s.spell(ctx, words)
	if err != nil {
		return understanding{}, err
	}
	var u understanding
	if changed {
		u.corrected = joinFirst(spelt)
	}
	same, err := s.sameAs(ctx)
	if err != nil {
		return understanding{}, err
	}
	u.readings = []reading{readingOf(groups(spelt, known, same, true, maxSynonymWords), " & ")}
	if q.Near == nil && q.Place == "" {
		there, place, err := s.placeIn(ctx, spelt)
		if err != nil {
			return understanding{}, err
		}
		if place != nil {
			known := there.pick(known)
			at := append([]reading{readingOf(groups(there.spelt, known, same, there.last, maxSynonymWords), " & ")},
				weaker(groups(there.spelt, known, same, there.last, 1))...)
			for i := range at {
				at[i].near, at[i].place = &Near{Latitude: place.Latitude, Longitude: place.Longitude, RadiusKm: DefaultRadiusKm}, place.Name
			}
			u.readings = slices.Concat(at[:1], u.readings, at[1:])
		}
	}
	u.readings = append(u.readings, weaker(groups(spelt, known, same, true, 1))...)
	return u, nil
}

// weaker readings are content with all wishes but one, and then with any. Their wishes are single words: of a term of
// several words, some may do.
func weaker(list []group) []reading {
	var out []reading
	if len(list) > 2 {
		out = append(out, allButOne(list))
	}
	if len(list) > 1 {
		some := readingOf(list, " | ")
		some.partial = true
		out = append(out, some)
	}
	return out
}

// spell replaces words that no document has by the nearest ones that some have. spelt[i] are the alternatives for word
// i; known[i] tells whether they are whole words of documents (the last word may be only the beginning of one).
func (s *Service) spell(ctx context.Context, words []string) (spelt [][]string, known []bool, changed bool, err error) {
	lookUp := slices.Clone(words)
	for _, w := range words {
		lookUp = append(lookUp, stem(w))
	}
	same, err := s.sameAs(ctx)
	if err != nil {
		return nil, nil, false, err
	}
	have, err := on(s.DB).KnownWords(ctx, lookUp)
	if err != nil {
		return nil, nil, false, err
	}
	spelt, known = make([][]string, len(words)), make([]bool, len(words))
	for i, w := range words {
		spelt[i] = []string{w}
		known[i] = slices.Contains(have, w) || slices.Contains(have, stem(w)) || len(same[w]) > 0
		if known[i] {
			continue
		}
		if i == len(words)-1 && utf8.RuneCountInString(w) > 1 {
			if begins, err := on(s.DB).BeginsWord(ctx, w+"%"); err != nil || begins {
				if err != nil {
					return nil, nil, false, err
				}
				continue
			}
		}
		better, err := s.repair(ctx, w)
		if err != nil {
			return nil, nil, false, err
		}
		if len(better) > 0 {
			spelt[i], known[i], changed = better, true, true
		}
	}
	return spelt, known, changed, nil
}

// groups turns spelt words into wishes: the longest run of words, up to longest, that has synonyms is one, each other word
// is one.
func groups(spelt [][]string, known []bool, same map[string][]string, lastIsLast bool, longest int) []group {
	var out []group
	for i := 0; i < len(spelt); {
		terms, length := synonymsAt(spelt[i:min(i+longest, len(spelt))], same)
		if length == 0 {
			open := lastIsLast && i == len(spelt)-1
			out = append(out, wordGroup(spelt[i], known[i], open))
			i++
			continue
		}
		var g group
		for _, t := range terms {
			g.match = append(g.match, operand(t))
		}
		g.rank = g.match
		out = append(out, g)
		i += length
	}
	return out
}

// synonymsAt finds the longest term with synonyms that the words begin with.
func synonymsAt(words [][]string, same map[string][]string) (terms []string, length int) {
	for n := len(words); n > 1; n-- {
		if list := same[joinFirst(words[:n])]; len(list) > 0 {
			return unique(list), n
		}
	}
	for _, w := range words[0] {
		list := same[w]
		if len(list) == 0 {
			list = same[stem(w)]
		}
		terms = append(terms, list...)
	}
	if len(terms) == 0 {
		return nil, 0
	}
	return unique(append(terms, words[0]...)), 1
}

// wordGroup is a wish of one word; open lets it be the beginning of a word, too.
func wordGroup(alternatives []string, known, open bool) group {
	var g group
	for _, w := range alternatives {
		g.match = append(g.match, operand(w))
		if known {
			g.rank = append(g.rank, operand(w))
		}
		if open && utf8.RuneCountInString(w) > 1 {
			g.match = append(g.match, quote(w)+":*")
		}
	}
	if len(g.rank) == 0 {
		g.rank = g.match
	}
	return g
}

// operand is a term as a tsquery: all its words, each also without its plural. That they are in a row is not asked for:
// the index does not know positions, and looking each document up for them costs more than the odd stray is worth.
func operand(term string) string {
	words := strings.Fields(term)
	for i, w := range words {
		if st := stem(w); st != w {
			words[i] = "(" + quote(w) + "|" + quote(st) + ")"
		} else {
			words[i] = quote(w)
		}
	}
	return "(" + strings.Join(words, " & ") + ")"
}

// quote makes a lexeme literal. Tokens have neither quotes nor backslashes in them.
func quote(w string) string { return "'" + w + "'" }

func readingOf(list []group, joiner string) reading {
	if len(list) == 0 {
		return reading{}
	}
	var match, rank []string
	for _, g := range list {
		match = append(match, "("+strings.Join(g.match, " | ")+")")
		rank = append(rank, g.rank...)
	}
	return reading{words: strings.Join(match, joiner), rank: strings.Join(rank, " | "), scale: float64(len(rank)) / float64(len(list))}
}

// allButOne matches whoever lacks at most one of the wishes.
func allButOne(list []group) reading {
	r := readingOf(list, " & ")
	var ways []string
	for i := range list {
		ways = append(ways, "("+readingOf(slices.Concat(list[:i], list[i+1:]), " & ").words+")")
	}
	r.words, r.partial = strings.Join(ways, " | "), true
	return r
}

func joinFirst(spelt [][]string) string {
	words := make([]string, len(spelt))
	for i, list := range spelt {
		words[i] = list[0]
	}
	return strings.Join(words, " ")
}

// rest is a text without the place in it.
type rest struct {
	spelt [][]string
	keep  []int
	last  bool // the last word is still there, and may be only a beginning
}

func (r rest) pick(known []bool) []bool {
	out := make([]bool, len(r.keep))
	for i, k := range r.keep {
		out[i] = known[k]
	}
	return out
}

const maxPlaceWords = 3

// placeIn finds the longest run of words that names a city with practitioners; of equals, the last one and the largest.
func (s *Service) placeIn(ctx context.Context, spelt [][]string) (rest, *searchdb.SearchPlace, error) {
	type run struct{ at, n int }
	runs := map[string]run{}
	var names []string
	for n := 1; n <= min(maxPlaceWords, len(spelt)); n++ {
		for at := 0; at+n <= len(spelt); at++ {
			name := joinFirst(spelt[at : at+n])
			runs[name] = run{at, n}
			names = append(names, name)
		}
	}
	found, err := on(s.DB).PlacesNamed(ctx, names)
	if err != nil || len(found) == 0 {
		return rest{}, nil, err
	}
	best := found[0]
	for _, f := range found[1:] {
		if a, b := runs[f.Folded], runs[best.Folded]; a.n > b.n || a.n == b.n && a.at > b.at {
			best = f
		}
	}
	where := runs[best.Folded]
	r := rest{last: where.at+where.n < len(spelt)}
	for i := range spelt {
		if i < where.at || i >= where.at+where.n {
			r.spelt, r.keep = append(r.spelt, spelt[i]), append(r.keep, i)
		}
	}
	return r, &best, nil
}
