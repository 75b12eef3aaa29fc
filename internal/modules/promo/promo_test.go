package promo_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/promo"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var noon = time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)

// office is the module with an operator, a service, and body > massage.
type office struct {
	testing.TB
	*promo.Service
	db            *db.DB
	clock         *clock.Fake
	admin         identity.Principal
	service       uuid.UUID
	body, massage uuid.UUID
}

func open(t testing.TB) *office {
	t.Helper()
	o := &office{TB: t, clock: clock.NewFake(noon)}
	o.db, _ = dbtest.NewWithURL(t, 32)
	src := ids.NewSource(nil)
	cat := catalog.New(catalog.Deps{DB: o.db, Clock: o.clock, IDs: src})
	days := tariff.New(tariff.Deps{DB: o.db, Clock: o.clock, IDs: src, Catalog: cat})
	o.Service = promo.New(promo.Deps{DB: o.db, Clock: o.clock, IDs: src, Catalog: cat, DayOf: days.DayOf})
	o.admin = identity.Principal{PersonID: o.person("admin"), Role: identity.Admin, Verified: true}
	who := catalogtest.Practitioner(t, o.db, catalogtest.PractitionerSpec{PersonID: o.person("practitioner")})
	o.service = catalogtest.Service(t, o.db, catalogtest.ServiceSpec{Practitioner: who})
	o.body, o.massage = uuid.New(), uuid.New()
	_, err := o.db.Exec(t.Context(), `insert into catalog.category (id, parent_id, slug, name) values ($1, null, 'body', '{"en": "Body"}'), ($2, $1, 'massage', '{"en": "Massage"}')`, o.body, o.massage)
	o.ok(err)
	return o
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) person(name string) uuid.UUID { return catalogtest.Person(o, o.db, name) }

// add is ten percent off for everybody, changed by with.
func (o *office) add(code string, with func(*promo.Promotion)) promo.Promotion {
	o.Helper()
	out, err := o.Add(o.Context(), o.admin, o.terms(code, with))
	o.ok(err)
	return out
}

func (o *office) terms(code string, with func(*promo.Promotion)) promo.Promotion {
	p := promo.Promotion{Code: code, Bps: 1000, BorneBy: promo.Platform, PerPerson: 1, From: o.Today()}
	if with != nil {
		with(&p)
	}
	return p
}

func (o *office) use(code string, person uuid.UUID, with func(*promo.Use)) (off tariff.Off, err error) {
	u := promo.Use{Code: code, PersonID: person, BookingID: uuid.New(), ServiceID: o.service, CategoryID: o.massage, Price: money.Amount{Minor: 150_000, Currency: "INR"}, First: true}
	if with != nil {
		with(&u)
	}
	err = o.db.InTx(context.Background(), func(tx db.Tx) error {
		off, err = o.RedeemTx(context.Background(), tx, o.clock.Now(), u)
		return err
	})
	return off, err
}

// many asks at once and counts who was let through; everybody else has to be refused with want.
func (o *office) many(n int, want error, ask func(i int) error) (won int) {
	o.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	for i := range n {
		all.Go(func() {
			err := ask(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.Is(err, want) {
				o.Errorf("%d: %v", i, err)
			}
		})
	}
	all.Wait()
	return won
}

// TestTheLastUseIsTakenOnce: two hundred people ask at the same moment.
func TestTheLastUseIsTakenOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.add("LAST", func(p *promo.Promotion) { p.TotalLimit = 3 })
	people := make([]uuid.UUID, 202)
	for i := range people {
		people[i] = o.person("seeker")
	}
	for _, who := range people[:2] {
		_, err := o.use("last", who, nil)
		o.ok(err)
	}
	won := o.many(200, promo.ErrUsedUp, func(i int) error {
		_, err := o.use("LAST", people[i+2], nil)
		return err
	})
	if won != 1 {
		t.Errorf("%d of 200 took the last use", won)
	}
	// The database itself keeps it, whoever writes.
	_, err := o.db.Exec(t.Context(), `insert into promo.redemption (id, promotion_id, person_id, booking_id, nth, first_only, off_minor, currency, used_at)
		values ($1, $2, $3, $1, 1, false, 1, 'INR', now())`, uuid.New(), p.ID, o.admin.PersonID)
	if !db.Violates(err, "promotion_used") {
		t.Errorf("a use too many: %v", err)
	}
}

// TestOnePersonUsesACodeAsOftenAsAllowed: whoever asks in many tabs at once, and with many codes for a first booking.
func TestOnePersonUsesACodeAsOftenAsAllowed(t *testing.T) {
	t.Parallel()
	o := open(t)
	who := o.person("seeker")
	p := o.add("TWICE", func(p *promo.Promotion) { p.PerPerson = 2 })
	won := o.many(40, promo.ErrUsed, func(int) error {
		_, err := o.use("TWICE", who, nil)
		return err
	})
	if won != 2 {
		t.Errorf("used %d times", won)
	}
	_, err := o.db.Exec(t.Context(), `insert into promo.redemption (id, promotion_id, person_id, booking_id, nth, first_only, off_minor, currency, used_at)
		values ($1, $2, $3, $1, 3, false, 1, 'INR', now())`, uuid.New(), p.ID, who)
	if db.Code(err) != "KL403" {
		t.Errorf("a third use: %v", err)
	}
	codes := []string{"FIRST-A", "FIRST-B", "FIRST-C", "FIRST-D"}
	for _, code := range codes {
		o.add(code, func(p *promo.Promotion) { p.FirstOnly = true })
	}
	if won := o.many(len(codes), promo.ErrFirstOnly, func(i int) error {
		_, err := o.use(codes[i], who, nil)
		return err
	}); won != 1 {
		t.Errorf("%d first bookings", won)
	}
}

// TestAReleasedUseMayBeUsedAgain, by the same person and by others.
func TestAReleasedUseMayBeUsedAgain(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.add("ONCE", func(p *promo.Promotion) { p.TotalLimit = 1 })
	who := o.person("seeker")
	for range 3 {
		booking := uuid.New()
		_, err := o.use("ONCE", who, func(u *promo.Use) { u.BookingID = booking })
		o.ok(err)
		if _, err := o.use("ONCE", o.admin.PersonID, nil); !errors.Is(err, promo.ErrUsedUp) {
			t.Errorf("while it is used: %v", err)
		}
		for range 2 { // once is enough
			o.ok(o.db.InTx(t.Context(), func(tx db.Tx) error { return o.ReleaseTx(t.Context(), tx, o.clock.Now(), booking) }))
		}
	}
	list, n, err := o.List(t.Context(), o.admin, promo.Page{})
	if err != nil || n != 1 || list[0].Used != 0 {
		t.Errorf("%+v, %d, %v", list, n, err)
	}
}

// TestWhatACodeIsFor: days, services, categories, prices; and one that is not in force looks like none.
func TestWhatACodeIsFor(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.add("SOON", func(p *promo.Promotion) { p.From, p.Until = o.Today().AddDate(0, 0, 1), o.Today().AddDate(0, 0, 2) })
	o.add("BODY", func(p *promo.Promotion) { p.CategoryID = o.body })
	o.add("MASSAGE", func(p *promo.Promotion) { p.CategoryID = o.massage })
	o.add("AGREED", func(p *promo.Promotion) { p.ServiceID, p.BorneBy = o.service, promo.Practitioner })
	o.add("DINAR", func(p *promo.Promotion) { p.Bps, p.AmountMinor, p.Currency = 0, 500, "KWD" })
	gone := o.add("GONE", nil)
	_, err := o.End(t.Context(), o.admin, gone.ID)
	o.ok(err)
	if _, err := o.End(t.Context(), o.admin, gone.ID); !errors.Is(err, promo.ErrEnded) {
		t.Errorf("ended twice: %v", err)
	}
	try := func(what, code string, want error, with func(*promo.Use)) {
		t.Helper()
		if _, err := o.use(code, o.person("seeker"), with); !errors.Is(err, want) && err != want {
			t.Errorf("%s: %v", what, err)
		}
	}
	try("tomorrow's", "SOON", promo.ErrNoCode, nil)
	try("taken back", "GONE", promo.ErrNoCode, nil)
	try("none", "NONE", promo.ErrNoCode, nil)
	try("the category above", "body", nil, nil)
	try("the category itself", "MASSAGE", nil, nil)
	try("a category beside it", "MASSAGE", promo.ErrUnfit, func(u *promo.Use) { u.CategoryID = o.body })
	try("the service", "AG REED", nil, nil)
	try("a variant of it", "AGREED", nil, func(u *promo.Use) { u.VariantOf, u.ServiceID = u.ServiceID, uuid.New() })
	try("another service", "AGREED", promo.ErrUnfit, func(u *promo.Use) { u.ServiceID = uuid.New() })
	try("a team's", "AGREED", promo.ErrUnfit, func(u *promo.Use) { u.Shared = true })
	try("another currency", "DINAR", promo.ErrUnfit, nil)
	o.clock.Set(noon.AddDate(0, 0, 1))
	try("its day", "SOON", nil, nil)
	o.clock.Set(noon.AddDate(0, 0, 2))
	try("the day after", "SOON", promo.ErrNoCode, nil)
}

// TestWhatComesOffIsExact in currencies of 0, 2 and 3 decimals: what the terms say, rounded once, in steps that every gateway
// takes, and a tenth of the price is left.
func TestWhatComesOffIsExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(20261121, 60))
	for range 300_000 {
		currency := []string{"JPY", "INR", "KWD"}[r.IntN(3)]
		price := money.Amount{Minor: 1 + r.Int64N(1_000_000), Currency: currency}
		p := promo.Promotion{Bps: 1 + r.Int64N(9_000)}
		want := (price.Minor*p.Bps + 5_000) / 10_000
		switch r.IntN(3) {
		case 0:
			p.MostMinor = 1 + r.Int64N(100_000)
			want = min(want, p.MostMinor)
		case 1:
			p.Bps, p.AmountMinor = 0, 1+r.Int64N(1_000_000)
			want = p.AmountMinor
		}
		want = min(want, (price.Minor*9+5)/10, price.Minor-1)
		if currency == "KWD" {
			want = want / 10 * 10
		}
		if got, err := p.Off(price); err != nil || got != want || got < 0 || got >= price.Minor {
			t.Fatalf("%+v of %+v: %d, want %d, %v", p, price, got, want, err)
		}
	}
}

// TestTermsAreChecked before they are written; the table refuses the rest.
func TestTermsAreChecked(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.add("SPRING", nil)
	if _, err := o.Add(t.Context(), o.admin, o.terms(" spr ing", nil)); !errors.Is(err, promo.ErrCodeTaken) {
		t.Errorf("a code twice: %v", err)
	}
	if _, err := o.Add(t.Context(), identity.Principal{PersonID: o.admin.PersonID, Role: identity.Seeker, Verified: true}, o.terms("MINE", nil)); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("not an operator: %v", err)
	}
	for field, with := range map[string]func(*promo.Promotion){
		"code":       func(p *promo.Promotion) { p.Code = "a_b" },
		"bps":        func(p *promo.Promotion) { p.Bps = 9_001 },
		"amount":     func(p *promo.Promotion) { p.Bps, p.AmountMinor, p.Currency = 0, 2_000_000_000, "INR" },
		"most":       func(p *promo.Promotion) { p.Bps, p.AmountMinor, p.MostMinor, p.Currency = 0, 5, 5, "INR" },
		"minimum":    func(p *promo.Promotion) { p.MinMinor, p.Currency = -1, "INR" },
		"currency":   func(p *promo.Promotion) { p.MinMinor = 5 },
		"borne_by":   func(p *promo.Promotion) { p.BorneBy = "nobody" },
		"service":    func(p *promo.Promotion) { p.BorneBy = promo.Practitioner },
		"category":   func(p *promo.Promotion) { p.CategoryID = uuid.New() },
		"per_person": func(p *promo.Promotion) { p.PerPerson = 0 },
		"total":      func(p *promo.Promotion) { p.TotalLimit = -1 },
		"from":       func(p *promo.Promotion) { p.From = o.Today().AddDate(0, 0, -1) },
		"until":      func(p *promo.Promotion) { p.Until = o.Today() },
	} {
		_, err := o.Add(t.Context(), o.admin, o.terms("WRONG", with))
		if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
