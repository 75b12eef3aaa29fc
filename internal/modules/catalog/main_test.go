package catalog_test

import (
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type bundle struct {
	*catalog.Catalog
	db    *db.DB
	clock *clock.Fake
}

func setup(t testing.TB) *bundle {
	t.Helper()
	pool := dbtest.New(t)
	b := &bundle{db: pool, clock: clock.NewFake(time.Now())}
	q := jobs.New(pool, jobs.Options{})
	bus := events.NewBus(q, ids.NewSource(nil))
	if err := q.Open(); err != nil {
		t.Fatal(err)
	}
	b.Catalog = catalog.New(catalog.Deps{DB: pool, Clock: b.clock, IDs: ids.NewSource(nil), Bus: bus})
	return b
}
