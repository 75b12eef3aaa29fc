package search_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/search"
	"klear/internal/platform/apperr"
	"klear/internal/platform/events"
)

// someone inserts a practitioner with one service and gives them their cell.
func someone(t testing.TB, b *bundle, p catalogtest.PractitionerSpec, s catalogtest.ServiceSpec) uuid.UUID {
	t.Helper()
	s.Practitioner = catalogtest.Practitioner(t, b.db, p)
	catalogtest.Service(t, b.db, s)
	if p.Latitude != 0 {
		_, err := b.db.Exec(context.Background(), "update catalog.practitioner set s2_cell = $2 where id = $1", s.Practitioner, catalog.CellOf(p.Latitude, p.Longitude))
		if err != nil {
			t.Fatal(err)
		}
	}
	return s.Practitioner
}

// town is a small catalogue that most tests look into.
func town(t testing.TB) *bundle {
	t.Helper()
	b := setup(t)
	mind := catalogtest.Category(t, b.db, "mind", nil)
	catalogtest.Category(t, b.db, "counselling", &mind)
	body := catalogtest.Category(t, b.db, "body", nil)
	yoga := catalogtest.Category(t, b.db, "yoga", &body)
	if _, err := b.db.Exec(context.Background(), `update catalog.category set name = '{"en":"Yoga","hi":"योग"}' where id = $1`, yoga); err != nil {
		t.Fatal(err)
	}
	someone(t, b, catalogtest.PractitionerSpec{Slug: "asha", Name: "Asha Ráo", Headline: "Yoga teacher", Bio: "Trained in Mumbai. I help with anxiety.", City: "Pune", Latitude: 18.52, Longitude: 73.85, Languages: []string{"hi", "en-IN"}},
		catalogtest.ServiceSpec{Category: "yoga", Name: "Yoga therapy", PriceMinor: 80_000, Modes: []string{"online", "at_practitioner"}})
	someone(t, b, catalogtest.PractitionerSpec{Slug: "ben", Name: "Ben O’Brien", Headline: "Counsellor for couples", Bio: "सुनना मेरा काम है।", City: "Mumbai", Latitude: 19.07, Longitude: 72.87, Experience: 12},
		catalogtest.ServiceSpec{Category: "counselling", Name: "First session", PriceMinor: 250_000})
	someone(t, b, catalogtest.PractitionerSpec{Slug: "chitra", Name: "Chitra Iyer", Headline: "Physiotherapist", Bio: "Back pain, sports injuries, knees.", City: "Pune", Latitude: 18.60, Longitude: 73.80, Languages: []string{"mr"}, Experience: 3},
		catalogtest.ServiceSpec{Category: "body", Name: "Home visit", PriceMinor: 120_000, Modes: []string{"at_customer"}})
	b.index(t)
	return b
}

func TestWords(t *testing.T) {
	t.Parallel()
	b := town(t)
	for text, want := range map[string][]string{
		"yoga":                       {"asha"},
		"yogga":                      {"asha"}, // an edit
		"yoag":                       {"asha"}, // swapped letters
		"YOGÁ":                       {"asha"},
		"योग":                        {"asha"}, // the category's Hindi name
		"सुनना":                      {"ben"},
		"counsellor":                 {"ben"},
		"counselor":                  {"ben"}, // the other spelling
		"counsel":                    {"ben"}, // still typing
		"counsellors":                {"ben"}, // plural
		"couple therapist":           {"ben"}, // partly: nobody is both
		"obrien":                     {"ben"},
		"o'brien":                    {"ben"},
		"rao":                        {"asha"},
		"chitra iyar":                {"chitra"},
		"backache":                   {"chitra"}, // a phrase that means the same
		"physical therapist":         {"chitra"},
		"sprain":                     {"chitra"}, // what people say leads to who may help
		"yoga in pune":               {"asha"},
		"yoga near mumbai":           {}, // nobody there: all words, then some of them
		"mumbai":                     {"ben"},
		"puna":                       {"asha", "chitra"},
		"marathi":                    {"chitra"}, // a language by its name
		"":                           {"asha", "ben", "chitra"},
		"the of and":                 {"asha", "ben", "chitra"},
		"zzzzqqq":                    {},
		"' | !() & <-> :* \\ \x00 ☃": {"asha", "ben", "chitra"}, // nothing but signs
	} {
		got := b.slugs(t, search.Query{Text: text})
		slices.Sort(got)
		if text == "yoga near mumbai" {
			// The words "yoga" and "mumbai" both occur in Asha's profile, the city only in her history: a reading by
			// words finds her when the reading by place finds nobody.
			want = []string{"asha"}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestReadingIsTold(t *testing.T) {
	t.Parallel()
	b := town(t)
	for text, want := range map[string]search.Result{
		"yogga":           {Corrected: "yoga"},
		"yoga":            {},
		"yoga astronauts": {Partial: true},
		"yoga pune":       {Place: "Pune"},
	} {
		got, err := b.Search(context.Background(), search.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if got.Corrected != want.Corrected || got.Partial != want.Partial || got.Place != want.Place {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestFiltersAndOrders(t *testing.T) {
	t.Parallel()
	b := town(t)
	pune := &search.Near{Latitude: 18.52, Longitude: 73.85, RadiusKm: 20}
	for name, c := range map[string]struct {
		q    search.Query
		want []string
	}{
		"category":           {search.Query{Category: "yoga"}, []string{"asha"}},
		"category above":     {search.Query{Category: "body", Sort: search.ByPrice}, []string{"asha", "chitra"}},
		"mode":               {search.Query{Modes: []catalog.Mode{catalog.AtCustomer}}, []string{"chitra"}},
		"modes":              {search.Query{Modes: []catalog.Mode{catalog.AtCustomer, catalog.Online}, Sort: search.ByPrice}, []string{"asha", "chitra", "ben"}},
		"language of region": {search.Query{Languages: []string{"en-GB"}, Sort: search.ByPrice}, []string{"asha", "ben"}},
		"price":              {search.Query{MaxPriceMinor: 120_000, Currency: "INR", Sort: search.ByPrice}, []string{"asha", "chitra"}},
		"other currency":     {search.Query{MaxPriceMinor: 120_000, Currency: "EUR"}, []string{}},
		"country":            {search.Query{Country: "DE"}, []string{}},
		"near":               {search.Query{Near: pune, Sort: search.ByDistance}, []string{"asha", "chitra"}},
		"nearer":             {search.Query{Near: &search.Near{Latitude: 18.60, Longitude: 73.80, RadiusKm: 5}}, []string{"chitra"}},
		"place":              {search.Query{Place: "PUNE", Sort: search.ByExperience}, []string{"chitra", "asha"}},
		"online from afar":   {search.Query{Near: pune, Online: true, Sort: search.ByDistance}, []string{"asha", "ben"}},
		"experience":         {search.Query{Sort: search.ByExperience}, []string{"ben", "chitra", "asha"}},
		"years of practice":  {search.Query{MinExperience: 3, Sort: search.ByExperience}, []string{"ben", "chitra"}},
		"second page":        {search.Query{Sort: search.ByPrice, PerPage: 2, Page: 2}, []string{"ben"}},
		"past the end":       {search.Query{Page: 9}, []string{}},
	} {
		if diff := cmp.Diff(c.want, b.slugs(t, c.q)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct {
		path string
		q    search.Query
	}{
		{"sort", search.Query{Sort: "paid"}},
		{"page", search.Query{Page: 201}},
		{"limit", search.Query{PerPage: 51}},
		{"modes", search.Query{Modes: []catalog.Mode{"by_post"}}},
		{"languages", search.Query{Languages: []string{"x y"}}},
		{"near", search.Query{Near: &search.Near{Latitude: 91}}},
		{"radius", search.Query{Near: &search.Near{RadiusKm: 501}}},
		{"currency", search.Query{MaxPriceMinor: 1}},
		{"currency", search.Query{Currency: "IN\x00"}},
		{"price", search.Query{MinPriceMinor: -1, Currency: "INR"}},
		{"experience", search.Query{MinExperience: -1}},
		{"category", search.Query{Category: "\x00"}},
		{"country", search.Query{Country: "\xff\xfe"}},
	} {
		_, err := b.Search(context.Background(), c.q)
		e, ok := apperr.As(err)
		if !ok || !errors.Is(err, apperr.ErrValidation) || len(e.Fields) == 0 || e.Fields[0].Path != c.path {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if _, err := b.Search(context.Background(), search.Query{Place: "Atlantis"}); !errors.Is(err, search.ErrNoPlace) {
		t.Errorf("unknown place: %v", err)
	}
}

func TestVisitorsWhoDoNotTravelThatFar(t *testing.T) {
	t.Parallel()
	b := town(t)
	if _, err := b.db.Exec(context.Background(), "update catalog.practitioner set travel_radius_km = 5, version = version + 1 where slug = 'chitra'"); err != nil {
		t.Fatal(err)
	}
	b.index(t)
	q := search.Query{Near: &search.Near{Latitude: 18.60, Longitude: 73.82, RadiusKm: 25}, Modes: []catalog.Mode{catalog.AtCustomer}}
	if diff := cmp.Diff([]string{"chitra"}, b.slugs(t, q)); diff != "" {
		t.Error(diff)
	}
	q.Near.Latitude = 18.5 // 11 km away
	if diff := cmp.Diff([]string{}, b.slugs(t, q)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatMayNotBeFoundIsNotFound(t *testing.T) {
	t.Parallel()
	b, ctx := town(t), context.Background()
	for name, spec := range map[string]struct {
		p catalogtest.PractitionerSpec
		s catalogtest.ServiceSpec
	}{
		"pending":  {p: catalogtest.PractitionerSpec{Status: "pending", Name: "Hidden"}},
		"rejected": {p: catalogtest.PractitionerSpec{Status: "rejected", Name: "Hidden"}},
		"unlisted": {p: catalogtest.PractitionerSpec{Unlisted: true, Name: "Hidden"}},
		"idle":     {p: catalogtest.PractitionerSpec{Name: "Hidden"}, s: catalogtest.ServiceSpec{Inactive: true}},
	} {
		spec.p.Slug = name
		someone(t, b, spec.p, spec.s)
	}
	b.index(t)
	for _, text := range []string{"", "hidden"} {
		if got := b.slugs(t, search.Query{Text: text, Sort: search.ByPrice}); slices.ContainsFunc(got, func(s string) bool {
			return slices.Contains([]string{"pending", "rejected", "unlisted", "idle"}, s)
		}) {
			t.Errorf("%q finds %v", text, got)
		}
	}
	for change, event := range map[string]events.Delivery{
		"update catalog.practitioner set suspended = true, version = version + 1 where slug = 'asha'":                                    {Type: catalog.EventUnlisted},
		"update catalog.practitioner set verification_status = 'rejected', verified_at = null, version = version + 1 where slug = 'ben'": {Type: catalog.EventRejected},
		"update catalog.practitioner set listed = false, version = version + 1 where slug = 'chitra'":                                    {Type: catalog.EventUpdated},
	} {
		if err := b.db.QueryRow(ctx, change+" returning id").Scan(&event.AggregateID); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := b.OnCatalogEvent(ctx, event); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := b.slugs(t, search.Query{}); len(got) != 0 {
		t.Errorf("still found: %v", got)
	}
	suggestions, err := b.Suggest(ctx, "ash", "en")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range suggestions {
		if s.Kind == search.SuggestPractitioner {
			t.Errorf("suggested: %+v", s)
		}
	}
}

func TestOpeningsDecideWhen(t *testing.T) {
	t.Parallel()
	b := town(t)
	saturday := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	free := map[string]time.Time{"asha": saturday.Add(time.Hour), "chitra": saturday}
	q := search.Query{OnlyOpen: true, Sort: search.BySoonest}
	asked := 0
	q.Openings = func(_ context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
		asked += len(ids)
		people, err := b.catalog.PractitionersByIDs(context.Background(), ids)
		out := map[uuid.UUID]time.Time{}
		for _, p := range people {
			if at, ok := free[p.Slug]; ok {
				out[p.ID] = at
			}
		}
		return out, err
	}
	res, err := b.Search(context.Background(), q)
	if err != nil || res.Total != 2 || res.Capped || asked != 3 {
		t.Fatalf("%+v, asked %d, %v", res, asked, err)
	}
	if res.Hits[0].Slug != "chitra" || res.Hits[1].Slug != "asha" || !res.Hits[0].SoonestAt.Equal(saturday) {
		t.Errorf("order: %+v", res.Hits)
	}
	for _, c := range res.Facets.Modes {
		narrow := q
		narrow.Modes = []catalog.Mode{catalog.Mode(c.Value)}
		if got, err := b.Search(context.Background(), narrow); err != nil || got.Total != c.N {
			t.Errorf("%s lists %d, its count says %d (%v)", c.Value, got.Total, c.N, err)
		}
	}
	q.OnlyOpen = false
	if got := b.slugs(t, q); !cmp.Equal(got, []string{"chitra", "asha", "ben"}) {
		t.Errorf("soonest first, the others after: %v", got)
	}
	broken := errors.New("no calendar")
	q.Openings = func(context.Context, []uuid.UUID) (map[uuid.UUID]time.Time, error) { return nil, broken }
	if _, err := b.Search(context.Background(), q); !errors.Is(err, broken) {
		t.Errorf("a failing calendar is hidden: %v", err)
	}
}

func TestServices(t *testing.T) {
	t.Parallel()
	b := town(t)
	hits, res, err := b.SearchServices(context.Background(), search.Query{Text: "yoga"})
	if err != nil || res.Total != 1 || len(hits) != 1 || hits[0].Options[0].Name != "Yoga therapy" || hits[0].Hit.Slug != "asha" {
		t.Errorf("%+v %+v %v", hits, res, err)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	b := town(t)
	for text, want := range map[string][]string{
		"yo":     {"category Yoga", "service Yoga therapy"},
		"योग":    {"category Yoga"},
		"thera":  {"service Yoga therapy"},
		"pun":    {"place Pune"},
		"brie":   {},
		"obr":    {"practitioner Ben O’Brien"},
		"iyer c": {"practitioner Chitra Iyer"},
		"y":      {},
		"'%_\\":  {},
	} {
		list, err := b.Suggest(context.Background(), text, "en")
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, s := range list {
			got = append(got, fmt.Sprint(s.Kind, " ", s.Text))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestRotationIsFairAndSteady(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 12 {
		someone(t, b, catalogtest.PractitionerSpec{Slug: fmt.Sprintf("equal-%d", i)}, catalogtest.ServiceSpec{})
	}
	b.index(t)
	first := map[string]bool{}
	for range 60 {
		a, again := b.slugs(t, search.Query{}), b.slugs(t, search.Query{})
		if diff := cmp.Diff(a, again); diff != "" {
			t.Fatalf("the order changes within a day: %s", diff)
		}
		first[a[0]] = true
		b.clock.Advance(24 * time.Hour)
	}
	if len(first) < 8 {
		t.Errorf("of 12 equals only %d were ever first in 60 days", len(first))
	}
}

func TestRefreshOpeningsServesTheLongestUnseen(t *testing.T) {
	t.Parallel()
	b := town(t)
	seen := map[uuid.UUID]int{}
	b.Openings = func(_ context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
		out := map[uuid.UUID]time.Time{}
		for _, id := range ids {
			seen[id]++
			out[id] = b.clock.Now().Add(time.Hour)
		}
		return out, nil
	}
	for range 4 {
		if err := b.RefreshOpenings(context.Background(), 1); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(time.Minute)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was looked at %d times within minutes", id, n)
		}
	}
	if len(seen) != 3 {
		t.Errorf("seen: %v", seen)
	}
}

func TestIndexFollowsTheCatalogue(t *testing.T) {
	t.Parallel()
	b, ctx := town(t), context.Background()
	if n, err := b.CatchUp(ctx); err != nil || n != 0 {
		t.Errorf("%d stale documents of none (%v)", n, err)
	}
	if _, err := b.db.Exec(ctx, `update catalog.category set name = '{"en":"Breathwork"}', version = version + 1 where slug = 'yoga'`); err != nil {
		t.Fatal(err)
	}
	if err := b.OnCatalogEvent(ctx, events.Delivery{Type: catalog.EventCategoryChanged}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"asha"}, b.slugs(t, search.Query{Text: "breathwork"})); diff != "" {
		t.Error(diff)
	}
	someone(t, b, catalogtest.PractitionerSpec{Slug: "dev", Name: "Zubeida"}, catalogtest.ServiceSpec{})
	if n, err := b.CatchUp(ctx); err != nil || n != 1 {
		t.Errorf("%d stale documents of one (%v)", n, err)
	}
	if diff := cmp.Diff([]string{"dev"}, b.slugs(t, search.Query{Text: "zubeida"})); diff != "" {
		t.Errorf("a new name is taken for a slip before the next count: %s", diff)
	}
	before := b.slugs(t, search.Query{Sort: search.ByPrice})
	if err := b.ReindexAll(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.slugs(t, search.Query{Sort: search.ByPrice})); diff != "" {
		t.Error(diff)
	}
}

// TestATrainingIsFoundByItsName: certifications are part of what people look for.
func TestATrainingIsFoundByItsName(t *testing.T) {
	t.Parallel()
	b := town(t)
	if _, err := b.db.Exec(context.Background(), `update catalog.practitioner set version = version + 1,
		certifications = '[{"name": "Feldenkrais Guild", "issuer": "FGNA"}, {"name": "RYT-500"}]' where slug = 'asha'`); err != nil {
		t.Fatal(err)
	}
	b.index(t)
	for _, text := range []string{"feldenkrais", "ryt 500"} {
		if diff := cmp.Diff([]string{"asha"}, b.slugs(t, search.Query{Text: text})); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
