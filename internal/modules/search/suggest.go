package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search/internal/searchdb"
)

// SuggestionKind says what a suggestion leads to.
type SuggestionKind string

// The kinds of suggestion.
const (
	SuggestCategory     SuggestionKind = "category"     // Slug of the category
	SuggestService      SuggestionKind = "service"      // Text to search for
	SuggestPractitioner SuggestionKind = "practitioner" // ID and Slug
	SuggestPlace        SuggestionKind = "place"        // Text is the city, Country its country
)

// Suggestion completes what somebody is typing.
type Suggestion struct {
	Kind    SuggestionKind
	Text    string
	Slug    string
	ID      uuid.UUID
	Country string
	Detail  string // a practitioner's headline
}

const suggestPerKind = 4

// Suggest completes text with categories (named in lang), services, practitioners and places, a few of each, best first.
// Less than two characters suggest nothing.
func (s *Service) Suggest(ctx context.Context, text, lang string) ([]Suggestion, error) {
	words := tokens(text)
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	folded := strings.Join(words, " ")
	if len([]rune(folded)) < 2 {
		return []Suggestion{}, nil
	}
	tree, err := s.Catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	out := suggestCategories(tree, folded, lang)
	terms, err := on(s.DB).SuggestTerms(ctx, searchdb.SuggestTermsParams{Prefix: folded + "%", Folded: folded, RowLimit: suggestPerKind})
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		out = append(out, Suggestion{Kind: SuggestService, Text: t.Name})
	}
	people, err := on(s.DB).SuggestPeople(ctx, searchdb.SuggestPeopleParams{Words: nameQuery(words), RowLimit: suggestPerKind})
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		out = append(out, Suggestion{Kind: SuggestPractitioner, Text: p.Name, Slug: p.Slug, ID: p.PractitionerID, Detail: p.Headline})
	}
	places, err := on(s.DB).SuggestPlaces(ctx, searchdb.SuggestPlacesParams{Prefix: folded + "%", RowLimit: suggestPerKind})
	for _, p := range places {
		out = append(out, Suggestion{Kind: SuggestPlace, Text: p.Name, Country: p.Country})
	}
	return out, err
}

// nameQuery matches names whose words begin like these.
func nameQuery(words []string) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = quote(w) + ":*A"
	}
	return strings.Join(parts, " & ")
}

// suggestCategories finds active categories that have a word, in any language, that begins like the text.
func suggestCategories(tree *catalog.Tree, folded, lang string) []Suggestion {
	type scored struct {
		Suggestion
		rank int
	}
	var list []scored
	for _, c := range tree.All() {
		rank := 0
		for _, name := range c.Name {
			switch name = phrase(name); {
			case strings.HasPrefix(name, folded):
				rank = 2
			case strings.Contains(name, " "+folded):
				rank = max(rank, 1)
			}
		}
		if rank > 0 && c.Active {
			list = append(list, scored{Suggestion{Kind: SuggestCategory, Text: c.NameIn(lang), Slug: c.Slug}, rank})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.rank, a.rank) })
	out := make([]Suggestion, 0, suggestPerKind*4)
	for _, l := range list[:min(len(list), suggestPerKind)] {
		out = append(out, l.Suggestion)
	}
	return out
}
