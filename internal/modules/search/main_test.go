package search_test

import (
	"context"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type bundle struct {
	*search.Service
	db      *db.DB
	catalog *catalog.Catalog
	clock   *clock.Fake
}

func setup(t testing.TB) *bundle {
	t.Helper()
	pool := dbtest.New(t)
	b := &bundle{db: pool, clock: clock.NewFake(time.Now().Truncate(time.Microsecond))}
	q := jobs.New(pool, jobs.Options{})
	bus := events.NewBus(q, ids.NewSource(nil))
	if err := q.Open(); err != nil {
		t.Fatal(err)
	}
	b.catalog = catalog.New(catalog.Deps{DB: pool, Clock: b.clock, IDs: ids.NewSource(nil), Bus: bus})
	b.Service = search.New(search.Deps{DB: pool, Clock: b.clock, Catalog: b.catalog})
	return b
}

// index brings the index in line with what the test inserted.
func (b *bundle) index(t testing.TB) {
	t.Helper()
	if err := b.Upkeep(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// slugs searches and lists who is found.
func (b *bundle) slugs(t testing.TB, q search.Query) []string {
	t.Helper()
	res, err := b.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	out := []string{}
	for _, h := range res.Hits {
		out = append(out, h.Slug)
	}
	return out
}
