package tariff_test

import (
	"context"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx = context.Background()
	// noon is a Monday at noon in India, where the days of these tests begin and end.
	noon    = time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)
	kolkata = time.FixedZone("IST", 19800)
)

func day(n int) time.Time { return time.Date(2026, 11, 23+n, 0, 0, 0, 0, time.UTC) }

// office is the module with an operator, a practitioner, and body > massage.
type office struct {
	testing.TB
	*tariff.Service
	db            *db.DB
	url           string // the database, as its owner
	clock         *clock.Fake
	admin         identity.Principal
	practitioner  uuid.UUID
	body, massage uuid.UUID
}

func open(t testing.TB) *office {
	t.Helper()
	o := &office{TB: t, clock: clock.NewFake(noon)}
	o.db, o.url = dbtest.NewWithURL(t, 0)
	src := ids.NewSource(nil)
	cat := catalog.New(catalog.Deps{DB: o.db, Clock: o.clock, IDs: src})
	queue := jobs.New(o.db, jobs.Options{})
	people := identitytest.NewNode(t, &identitytest.Kit{DB: o.db, Bus: events.NewBus(queue, src), Jobs: queue, Clock: o.clock, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}})
	o.Service = tariff.New(tariff.Deps{DB: o.db, Clock: o.clock, IDs: src, Catalog: cat, People: people, Zone: kolkata, BrandBps: 1500})
	o.admin = identity.Principal{PersonID: catalogtest.Person(t, o.db, "admin"), Role: identity.Admin, Verified: true}
	o.practitioner = catalogtest.Practitioner(t, o.db, catalogtest.PractitionerSpec{PersonID: catalogtest.Person(t, o.db, "practitioner")})
	o.body, o.massage = uuid.New(), uuid.New()
	_, err := o.db.Exec(ctx, `insert into catalog.category (id, parent_id, slug, name) values ($1, null, 'body', '{"en": "Body"}'), ($2, $1, 'massage', '{"en": "Massage"}')`, o.body, o.massage)
	o.ok(err)
	return o
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) add(r tariff.Rule) tariff.Rule {
	o.Helper()
	if r.From.IsZero() {
		r.From = o.Today()
	}
	out, err := o.AddRule(ctx, o.admin, r)
	o.ok(err)
	return out
}

func rupees(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "INR"} }

// quote asks for a massage.
func (o *office) quote(price money.Amount) tariff.Quote {
	o.Helper()
	q, err := o.QuoteFor(ctx, o.db, tariff.Ask{PractitionerID: o.practitioner, CategoryID: o.massage, Price: price, At: o.clock.Now()})
	o.ok(err)
	return q
}
