package invoice_test

import (
	"context"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
	"klear/locales"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx = context.Background()
	src = ids.NewSource(nil)
	// noon is a Monday at noon in India, where the days of these tests begin and end.
	noon    = time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)
	kolkata = time.FixedZone("IST", 19800)
)

const (
	pune   = "27AAPFU0939F1ZV" // a GSTIN of Maharashtra
	mysuru = "29AAGCB7383J1Z4" // and one of Karnataka
)

// office writes documents for a practitioner in India and a client. That payment calls it is payment's to test.
type office struct {
	testing.TB
	*invoice.Service
	db       *db.DB
	url      string
	clock    *clock.Fake
	people   *identity.Service
	tariff   *tariff.Service
	admin    identity.Principal
	client   identity.Principal
	pro      identity.Principal
	practice uuid.UUID
	category map[string]uuid.UUID
}

func open(t testing.TB, conns int) *office {
	t.Helper()
	o := &office{TB: t, clock: clock.NewFake(noon), category: map[string]uuid.UUID{}}
	o.db, o.url = dbtest.NewWithURL(t, conns)
	queue := jobs.New(o.db, jobs.Options{})
	bus := events.NewBus(queue, src)
	cat := catalog.New(catalog.Deps{DB: o.db, Clock: o.clock, IDs: src})
	o.people = identitytest.NewNode(t, &identitytest.Kit{DB: o.db, Bus: bus, Jobs: queue, Clock: o.clock, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}})
	o.tariff = tariff.New(tariff.Deps{DB: o.db, Clock: o.clock, IDs: src, Catalog: cat, People: o.people, Zone: kolkata, BrandBps: 1500})
	o.Service = invoice.New(invoice.Deps{DB: o.db, Clock: o.clock, IDs: src, People: o.people, Tariff: o.tariff, Country: "IN", Zone: kolkata, Key: []byte("key"), BaseURL: "https://klear.test", English: english(t),
		Platform: invoice.Party{Name: "Klear (test)", Address: "help@klear.example"}})
	o.ok(queue.Open())
	who := func(role identity.Role) identity.Principal {
		return identity.Principal{PersonID: catalogtest.Person(t, o.db, string(role)), Role: role, Verified: true}
	}
	o.admin, o.client, o.pro = who(identity.Admin), who(identity.Seeker), who(identity.Practitioner)
	o.practice = catalogtest.Practitioner(t, o.db, catalogtest.PractitionerSpec{PersonID: o.pro.PersonID})
	for _, slug := range []string{"massage", "plumber", "counselling"} {
		o.category[slug] = catalogtest.Category(t, o.db, slug, nil)
	}
	return o
}

func english(t testing.TB) *i18n.Localizer {
	t.Helper()
	words, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	return words.Localizer("en", "IN")
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// register says who the platform and the practitioner are to the tax office; "": not registered.
func (o *office) register(platform, practitioner string) {
	o.Helper()
	_, err := o.tariff.SetPlatform(ctx, o.admin, tariff.TaxIdentity{Country: "IN", Number: platform, LegalName: "Klear Private Limited", Address: "1 MG Road, Pune"})
	o.ok(err)
	_, err = o.tariff.SetOwn(ctx, o.pro, tariff.TaxIdentity{Country: "IN", Number: practitioner, LegalName: "Ananya Rao Wellness", Address: "2 Hill Road, Mysuru"})
	o.ok(err)
}

// sale is a booking that was paid.
type sale struct {
	BookingID, paymentID uuid.UUID
	quote                tariff.Quote
	refunded             int64
	earned               bool
}

// paid is a booking of a category at a price in paise, not earned yet.
func (o *office) paid(slug string, minor int64) *sale { return o.paidWith(tariff.Off{}, slug, minor) }

// paidWith is a booking that was paid with a code.
func (o *office) paidWith(off tariff.Off, slug string, minor int64) *sale {
	o.Helper()
	price := money.Amount{Minor: minor, Currency: "INR"}
	q, err := o.tariff.QuoteFor(ctx, o.db, tariff.Ask{PractitionerID: o.practice, PersonID: o.pro.PersonID, Country: "IN", CategoryID: o.category[slug], Price: price, Off: off, At: o.clock.Now()})
	o.ok(err)
	return &sale{BookingID: src.ID(), paymentID: src.ID(), quote: q}
}

// supply is what was kept of a sale, each part of it by the cumulative rule.
func (o *office) supply(x *sale) invoice.Supply {
	o.Helper()
	left := func(part int64) int64 {
		back, err := money.MulDivRound(part, x.refunded, x.quote.PayinMinor())
		o.ok(err)
		return part - back
	}
	return invoice.Supply{SubjectID: x.BookingID, PaymentID: x.paymentID, BuyerID: o.client.PersonID, PractitionerID: o.practice, PractitionerPersonID: o.pro.PersonID, Currency: "INR",
		Kept: x.quote.PayinMinor() - x.refunded, Commission: left(x.quote.CommissionMinor()), Tax: left(x.quote.TaxMinor()), Withheld: left(x.quote.WithheldMinor), Borne: left(x.quote.BorneMinor), Quote: x.quote}
}

func (o *office) earn(x *sale) {
	o.Helper()
	x.earned = true
	o.ok(o.db.InTx(ctx, func(tx db.Tx) error { return o.SettleTx(ctx, tx, o.clock.Now(), o.supply(x)) }))
}

func (o *office) refund(x *sale, minor int64) {
	o.Helper()
	x.refunded += minor
	if x.earned {
		o.earn(x)
	}
}

// papers are the documents of a booking as an operator reads them, in the order of their numbers' series.
func (o *office) papers(x *sale) []invoice.Document {
	o.Helper()
	list, err := o.Of(ctx, o.admin, x.BookingID)
	o.ok(err)
	return list
}

// shown is what a test says of a document.
type shown struct {
	Number                    string
	Kind                      invoice.Kind
	Role                      invoice.Role
	Net, Tax, Total, Withheld int64
}

func show(list []invoice.Document) []shown {
	out := []shown{}
	for _, d := range list {
		out = append(out, shown{d.Number, d.Kind, d.Role, d.Net, d.Tax, d.Total, d.Withheld})
	}
	return out
}
