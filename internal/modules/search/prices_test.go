package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/search"
	"klear/internal/platform/clock"
	"klear/internal/platform/money"
)

// fee is what clients pay on top: a share of the price and something fixed, by category, from a moment on.
type fee struct {
	clock *clock.Fake
	from  time.Time
	rules string
	bps   map[uuid.UUID]int64
	fixed int64
}

func (f *fee) on() bool { return f.rules != "" && !f.clock.Now().Before(f.from) }

func (f *fee) Pricing(context.Context) (string, error) {
	if !f.on() {
		return "", nil
	}
	return f.rules, nil
}

func (f *fee) Show(_ context.Context, people ...*catalog.Practitioner) error {
	for _, p := range people {
		p.Services = slices.Clone(p.Services)
		for i := range p.Services {
			if x := &p.Services[i]; f.on() && x.Price.Minor > 0 {
				share, err := money.Bps(x.Price.Minor, f.bps[x.CategoryID])
				if err != nil {
					return err
				}
				x.Price.Minor += share + f.fixed
			}
		}
	}
	return nil
}

// bazaar has practitioners with a cheap and a dear service each, in categories that are charged differently.
func bazaar(t *testing.T) (*bundle, *fee, map[uuid.UUID]string) {
	t.Helper()
	b := setup(t)
	cheap, dear := catalogtest.Category(t, b.db, "mind", nil), catalogtest.Category(t, b.db, "body", nil)
	f := &fee{clock: b.clock, bps: map[uuid.UUID]int64{cheap: 3_333, dear: 0}}
	b.Prices = f
	r, slugs := rand.New(rand.NewPCG(4, 51)), map[uuid.UUID]string{}
	for i := range 40 {
		slug := fmt.Sprintf("person-%02d", i)
		price := 1_000 + r.Int64N(2_000)
		id := someone(t, b, catalogtest.PractitionerSpec{Slug: slug}, catalogtest.ServiceSpec{Category: "mind", Name: "Talk", PriceMinor: price})
		catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: id, Category: "body", Name: "Touch", PriceMinor: price + r.Int64N(800)})
		slugs[id] = slug
	}
	b.index(t)
	return b, f, slugs
}

// shown is what clients pay for the cheapest service of each, by who they are.
func (b *bundle) shown(t *testing.T, slugs map[uuid.UUID]string) map[string]int64 {
	t.Helper()
	var ids []uuid.UUID
	for id := range slugs {
		ids = append(ids, id)
	}
	list, err := b.catalog.PractitionersByIDs(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for i := range list {
		if err := b.Prices.Show(t.Context(), &list[i]); err != nil {
			t.Fatal(err)
		}
		for _, s := range list[i].Services {
			if least, known := out[list[i].Slug]; !known || s.Price.Minor < least {
				out[list[i].Slug] = s.Price.Minor
			}
		}
	}
	return out
}

// agrees checks every price as both ends of the filter, the order, and the price of every hit.
func (b *bundle) agrees(t *testing.T, slugs map[uuid.UUID]string, when string) {
	t.Helper()
	pays := b.shown(t, slugs)
	for _, limit := range pays {
		for _, q := range []search.Query{{MaxPriceMinor: limit}, {MinPriceMinor: limit}, {MaxPriceMinor: limit - 1}} {
			q.Currency, q.PerPage = "INR", 50
			want := []string{}
			for slug, minor := range pays {
				if minor >= q.MinPriceMinor && (q.MaxPriceMinor == 0 || minor <= q.MaxPriceMinor) {
					want = append(want, slug)
				}
			}
			got := b.slugs(t, q)
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s, %+v (-shown +found):\n%s", when, q, diff)
			}
		}
	}
	res, err := b.Search(t.Context(), search.Query{Currency: "INR", Sort: search.ByPrice, PerPage: 50})
	if err != nil || len(res.Hits) != len(pays) {
		t.Fatalf("%s: %d hits, %v", when, len(res.Hits), err)
	}
	for i, h := range res.Hits {
		if h.PriceFrom.Minor != pays[h.Slug] || i > 0 && h.PriceFrom.Minor < res.Hits[i-1].PriceFrom.Minor {
			t.Errorf("%s: %s at place %d costs %d, shown %d", when, h.Slug, i, h.PriceFrom.Minor, pays[h.Slug])
		}
	}
}

// TestPricesAreFoundAsTheyAreShown: before a rule, once it was made, on the day on which it begins, and once it ended.
func TestPricesAreFoundAsTheyAreShown(t *testing.T) {
	t.Parallel()
	b, f, slugs := bazaar(t)
	follow := func() {
		t.Helper()
		for range 2 { // the second time nothing is left to do
			if err := b.FollowPrices(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	follow()
	b.agrees(t, slugs, "without a rule")
	f.rules, f.from = "a share", b.clock.Now()
	follow()
	b.agrees(t, slugs, "with a rule")
	generation := func() (n int64) {
		t.Helper()
		if err := b.db.QueryRow(t.Context(), "select n from search.generation").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := generation()
	follow()
	if after := generation(); after != before {
		t.Errorf("prices were written again: %d, %d", before, after)
	}
	f.rules, f.fixed, f.from = "and something fixed", 77, b.clock.Now().Add(time.Hour)
	follow() // it does not hold yet, and the one before ended
	b.agrees(t, slugs, "before its day")
	b.clock.Advance(2 * time.Hour)
	follow()
	b.agrees(t, slugs, "on its day")
	for id := range slugs { // a document that is built meanwhile
		if _, err := b.db.Exec(t.Context(), "update catalog.service set price_minor = price_minor + 7, version = version + 1 where practitioner_id = $1", id); err != nil {
			t.Fatal(err)
		}
		break
	}
	b.index(t)
	b.agrees(t, slugs, "with another price")
	f.rules = ""
	follow()
	b.agrees(t, slugs, "once it ended")
}

// TestServicesAreFilteredByWhatClientsPay, and have that price.
func TestServicesAreFilteredByWhatClientsPay(t *testing.T) {
	t.Parallel()
	b, f, slugs := bazaar(t)
	f.rules = "a share"
	if err := b.FollowPrices(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, limit := range b.shown(t, slugs) {
		list, _, err := b.SearchServices(t.Context(), search.Query{Currency: "INR", MaxPriceMinor: limit, PerPage: 50})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			for _, s := range x.Options {
				n++
				if s.Price.Minor > limit || s.Price.Minor < x.Hit.PriceFrom.Minor {
					t.Errorf("%s costs %d, the limit is %d, the least %d", s.Name, s.Price.Minor, limit, x.Hit.PriceFrom.Minor)
				}
			}
		}
	}
	if n == 0 {
		t.Error("nothing was found")
	}
}
