package catalog_test

import (
	"context"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
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
	blobs *catalogtest.Blobs
	hours *catalogtest.Hours
	admin identity.Principal
	url   string
}

func setup(t testing.TB) *bundle {
	t.Helper()
	pool, url := dbtest.NewWithURL(t, 0)
	b := &bundle{db: pool, url: url, clock: clock.NewFake(time.Now().Truncate(time.Microsecond)), blobs: &catalogtest.Blobs{}, hours: &catalogtest.Hours{}}
	q := jobs.New(pool, jobs.Options{})
	bus := events.NewBus(q, ids.NewSource(nil))
	accounts, err := identity.New(identity.Deps{DB: pool, Bus: bus, Jobs: q, Clock: b.clock, IDs: ids.NewSource(nil), Secrets: [][]byte{make([]byte, 32)}})
	if err != nil {
		t.Fatal(err)
	}
	b.Catalog = catalog.New(catalog.Deps{DB: pool, Clock: b.clock, IDs: ids.NewSource(nil), Bus: bus, Jobs: q,
		Accounts: accounts, Hours: b.hours, Blobs: b.blobs, Photos: catalogtest.Photos{}, Sealer: catalogtest.Sealer{}})
	if err := q.Open(); err != nil {
		t.Fatal(err)
	}
	b.admin = b.person(t, identity.Admin)
	return b
}

// person makes an account and signs it in.
func (b *bundle) person(t testing.TB, role identity.Role) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: catalogtest.Person(t, b.db, string(role)), Role: role, Verified: true}
}

// eventTypes lists what was published so far, in order.
func (b *bundle) eventTypes(t testing.TB) []string {
	t.Helper()
	var types []string
	err := b.db.QueryRow(context.Background(), "select coalesce(array_agg(type order by id), '{}') from events.event where type like 'catalog.%'").Scan(&types)
	if err != nil {
		t.Fatal(err)
	}
	return types
}

// faultsOf lists path and code of the fields that an error names.
func faultsOf(err error) map[string]string {
	out := map[string]string{}
	if e, ok := apperr.As(err); ok {
		for _, f := range e.Fields {
			out[f.Path] = f.Code
		}
	}
	return out
}
