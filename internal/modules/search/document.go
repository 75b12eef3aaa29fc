package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"klear/internal/modules/search/internal/searchdb"
)

// vector collects the lexemes of a document with positions and weights, in the notation of a tsvector.
type vector struct {
	at    map[string][]string
	words []string // in order of first appearance
	pos   int
}

const (
	maxPositions = 16_000 // a tsvector's are below 16,384
	maxPerWord   = 200    // and at most 256 of one lexeme
)

// add appends text under a weight, A to D. A gap keeps phrases from reaching over the end of a field.
func (v *vector) add(weight byte, texts ...string) {
	for _, text := range texts {
		for _, w := range tokens(text) {
			if v.pos >= maxPositions {
				return
			}
			v.pos++
			v.put(w, weight)
			if s := stem(w); s != w {
				v.put(s, weight)
			}
		}
		v.pos += 5
	}
}

func (v *vector) put(word string, weight byte) {
	if v.at == nil {
		v.at = map[string][]string{}
	}
	list, known := v.at[word]
	if !known {
		v.words = append(v.words, word)
	}
	if len(list) < maxPerWord {
		v.at[word] = append(list, strconv.Itoa(v.pos)+string(weight))
	}
}

// String is the tsvector. Tokens have neither quotes nor backslashes in them, so that quoting is enough.
func (v *vector) String() string {
	var b strings.Builder
	for _, w := range v.words {
		fmt.Fprintf(&b, "'%s':%s ", w, strings.Join(v.at[w], ","))
	}
	return b.String()
}

// documentOf turns a row of the catalogue into a document; words are its lexemes.
func (s *Service) documentOf(r searchdb.SourcesRow) (doc searchdb.WriteDocumentsParams, words []string) {
	var v, bio vector
	v.add('A', r.DisplayName)
	v.add('B', r.Headline)
	v.add('B', r.Specializations...)
	v.add('C', r.Services...)
	v.add('C', r.Certifications...)
	v.add('C', r.CategoryNames, r.City, r.Area)
	languages := baseLanguages(r.Languages)
	for _, tag := range languages {
		v.add('C', languageNames(tag)...)
	}
	bits, categories := modeBits(r.Modes), unique(r.Categories)
	if slices.Contains(r.Modes, "online") {
		v.add('C', "online")
	}
	if slices.Contains(r.Modes, "at_customer") {
		v.add('C', "home visit")
	}
	bio.add('D', r.Bio)
	doc = searchdb.WriteDocumentsParams{
		PractitionerID: r.PractitionerID, Revision: r.Revision, Slug: r.Slug, Name: r.DisplayName, Headline: r.Headline, Head: v.String(), Bio: bio.String(),
		Categories: categories, CategoryLabels: strings.Join(categories, " "), Languages: languages, LanguageLabels: strings.Join(languages, " "),
		Specializations: nonNil(r.Specializations), Services: nonNil(r.Services), ModeBits: bits,
		Currency: r.Currency, PriceFrom: r.PriceFrom, Country: r.Country, City: r.City, Area: r.Area,
		Latitude: r.Latitude, Longitude: r.Longitude, S2Cell: r.S2Cell, TravelRadiusKm: r.TravelRadiusKm, Zone: r.Zone,
		ExperienceYears: r.ExperienceYears, IndexedAt: s.Clock.Now(), Attributes: unique(r.Attributes),
	}
	if r.VerifiedAt != nil {
		doc.VerifiedAt = *r.VerifiedAt
	}
	return doc, append(v.words, bio.words...)
}

// modes in the order of their bits.
var modes = []string{"online", "at_practitioner", "at_customer"}

func modeBits(list []string) (bits int16) {
	for i, m := range modes {
		if slices.Contains(list, m) {
			bits |= 1 << i
		}
	}
	return bits
}

func modesOf(bits int) []string {
	out := []string{}
	for i, m := range modes {
		if bits&(1<<i) != 0 {
			out = append(out, m)
		}
	}
	return out
}

// baseLanguages drops regions: who asks for English finds en-IN and en-GB.
func baseLanguages(tags []string) []string {
	out := make([]string, 0, len(tags))
	for _, tag := range tags {
		base, _ := language.Make(tag).Base()
		out = append(out, base.String())
	}
	return unique(out)
}

// languageNames are what people call a language: in English and in itself.
func languageNames(tag string) []string {
	t := language.Make(tag)
	names := []string{display.English.Languages().Name(t), display.Self.Name(t)}
	return unique(names)
}

// unique sorts a list and drops repetitions; the result is never nil.
func unique(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return nonNil(slices.Compact(out))
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
