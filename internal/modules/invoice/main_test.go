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
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
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

// office writes documents for a practitioner in India and a client, of money that packages paid: no gateway has to be asked.
type office struct {
	testing.TB
	*invoice.Service
	db       *db.DB
	url      string
	clock    *clock.Fake
	people   *identity.Service
	tariff   *tariff.Service
	payments *payment.Service
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
	gateway := sandbox.New(sandbox.Options{DB: o.db, Clock: o.clock, IDs: src, Secrets: [][]byte{[]byte("secret")}})
	o.payments = payment.New(payment.Options{DB: o.db, Clock: o.clock, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{gateway}, Papers: o.Service})
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

// paid is a booking of a category that was paid from a package, not earned yet.
func (o *office) paid(slug string, minor int64) payment.Payment {
	o.Helper()
	price := money.Amount{Minor: minor, Currency: "INR"}
	q, err := o.tariff.QuoteFor(ctx, o.db, tariff.Ask{PractitionerID: o.practice, PersonID: o.pro.PersonID, Country: "IN", CategoryID: o.category[slug], Price: price, At: o.clock.Now()})
	o.ok(err)
	var p payment.Payment
	o.ok(o.db.InTx(ctx, func(tx db.Tx) (err error) {
		p, err = o.payments.DrawTx(ctx, tx, o.clock.Now(), payment.Draw{PackID: uuid.New(), Method: "Package", BookingID: src.ID(), PayerID: o.client.PersonID,
			PractitionerID: o.practice, PractitionerPersonID: o.pro.PersonID, Amount: money.Amount{Minor: q.PayinMinor(), Currency: "INR"}, Quote: q})
		return err
	}))
	return p
}

func (o *office) earn(p payment.Payment) {
	o.Helper()
	o.ok(o.db.InTx(ctx, func(tx db.Tx) error {
		_, err := o.payments.EarnTx(ctx, tx, o.clock.Now(), p.ID)
		return err
	}))
}

func (o *office) refund(p payment.Payment, minor int64) {
	o.Helper()
	o.ok(o.db.InTx(ctx, func(tx db.Tx) error {
		_, err := o.payments.RefundTx(ctx, tx, o.clock.Now(), payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: "ref:" + src.ID().String(), Reason: "test"})
		return err
	}))
}

// papers are the documents of a booking as an operator reads them, in the order of their numbers' series.
func (o *office) papers(p payment.Payment) []invoice.Document {
	o.Helper()
	list, err := o.Of(ctx, o.admin, p.BookingID)
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
