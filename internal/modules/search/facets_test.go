package search_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
)

// TestCountsEqualTheResults draws queries and holds each count beside a filter to what choosing it lists.
func TestCountsEqualTheResults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	crowd(t, b, 400)
	rapid.Check(t, func(rt *rapid.T) {
		q := query(rt)
		res, err := b.Search(context.Background(), q)
		if err != nil {
			rt.Fatal(err)
		}
		if c, ok := one(rt, "mode", res.Facets.Modes); ok {
			narrow := q
			narrow.Modes = []catalog.Mode{catalog.Mode(c.Value)}
			same(rt, b, narrow, c.N)
		}
		if c, ok := one(rt, "language", res.Facets.Languages); ok {
			narrow := q
			narrow.Languages = []string{c.Value}
			same(rt, b, narrow, c.N)
		}
		if c, ok := one(rt, "category", res.Facets.Categories); ok {
			narrow := q
			narrow.Category = c.Value
			same(rt, b, narrow, c.N)
		}
		if band, ok := one(rt, "band", res.Facets.Prices); ok {
			narrow := q
			narrow.MinPriceMinor, narrow.MaxPriceMinor = band.Min, band.Max
			same(rt, b, narrow, band.N)
		}
		if res.Total <= 120 {
			if n := pages(rt, b, q); n != res.Total {
				rt.Errorf("%d results on all pages, the total says %d: %+v", n, res.Total, q)
			}
		}
	})
}

// one draws a count, if there is any.
func one[T any](rt *rapid.T, label string, list []T) (c T, ok bool) {
	if len(list) == 0 {
		return c, false
	}
	return rapid.SampledFrom(list).Draw(rt, label), true
}

// same holds the total of a search to a count.
func same(rt *rapid.T, b *bundle, q search.Query, count int) {
	res, err := b.Search(context.Background(), q)
	if err != nil || res.Total != count {
		rt.Errorf("%d results, the count says %d (%v): %+v", res.Total, count, err, q)
	}
}

// pages leafs through all pages and counts different practitioners.
func pages(rt *rapid.T, b *bundle, q search.Query) int {
	seen := map[string]bool{}
	for q.Page, q.PerPage = 1, 50; ; q.Page++ {
		res, err := b.Search(context.Background(), q)
		if err != nil {
			rt.Fatal(err)
		}
		for _, h := range res.Hits {
			seen[h.Slug] = true
		}
		if len(res.Hits) < q.PerPage {
			return len(seen)
		}
	}
}

func query(rt *rapid.T) search.Query {
	q := search.Query{
		Text:      rapid.SampledFrom([]string{"", "yoga", "anxiety", "massge", "couples counselor", "city7", "sleep in city3", "yoga grief city1"}).Draw(rt, "text"),
		Category:  rapid.SampledFrom([]string{"", "", "root-1", "root-2-3"}).Draw(rt, "category"),
		Languages: rapid.SampledFrom([][]string{nil, {"hi"}, {"en", "ta"}}).Draw(rt, "languages"),
		Modes:     rapid.SampledFrom([][]catalog.Mode{nil, {catalog.Online}, {catalog.AtCustomer, catalog.AtPractitioner}}).Draw(rt, "modes"),
		Currency:  rapid.SampledFrom([]string{"", "INR", "KWD"}).Draw(rt, "currency"),
		Country:   rapid.SampledFrom([]string{"", "", "IN"}).Draw(rt, "country"),
		Sort:      rapid.SampledFrom([]search.Sort{search.ByBest, search.ByPrice, search.ByExperience}).Draw(rt, "sort"),
	}
	if rapid.Bool().Draw(rt, "near") {
		q.Near = &search.Near{Latitude: rapid.Float64Range(10, 30).Draw(rt, "latitude"), Longitude: rapid.Float64Range(70, 86).Draw(rt, "longitude"), RadiusKm: rapid.Float64Range(1, 500).Draw(rt, "radius")}
		q.Online = rapid.Bool().Draw(rt, "online")
	}
	if q.Currency != "" && rapid.Bool().Draw(rt, "cheap") {
		q.MaxPriceMinor = 200_000
	}
	return q
}
