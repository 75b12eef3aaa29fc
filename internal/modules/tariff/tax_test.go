package tariff_test

import (
	"bytes"
	"errors"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"

	"github.com/google/uuid"
)

const gstin = "27AAPFU0939F1ZV"

// registered is an identity in India.
func registered(number string) tariff.TaxIdentity {
	return tariff.TaxIdentity{Country: "IN", Number: number, LegalName: "Asha Wellness", Address: "1 MG Road, Pune"}
}

// job asks for a service of a practitioner in India at 1,180.00, in a category by slug.
func (o *office) job(person uuid.UUID, slug string) tariff.Quote {
	o.Helper()
	var category uuid.UUID
	o.ok(o.db.QueryRow(ctx, "select id from catalog.category where slug = $1", slug).Scan(&category))
	q, err := o.QuoteFor(ctx, o.db, tariff.Ask{PractitionerID: o.practitioner, PersonID: person, Country: "IN", CategoryID: category, Price: rupees(118_000), At: o.clock.Now()})
	o.ok(err)
	return q
}

// TestOneBookingHasTheTaxesOfItsCategory: wellness has GST on the commission, and TCS once its practitioner is registered; for
// a plumber who is not registered the platform is the supplier; nothing anywhere while the platform is not registered.
func TestOneBookingHasTheTaxesOfItsCategory(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, err := o.db.Exec(ctx, `insert into catalog.category (id, slug, name) values ($1, 'plumber', '{"en": "Plumber"}')`, uuid.New())
	o.ok(err)
	person := identity.Principal{PersonID: catalogtest.Person(t, o.db, "practitioner"), Role: identity.Practitioner, Verified: true}
	want := func(what, slug string, want tariff.Quote) {
		t.Helper()
		want.ListMinor, want.FeeMinor = 118_000, 17_700
		if got := o.job(person.PersonID, slug); bare(got) != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	want("nobody is registered", "massage", tariff.Quote{})
	_, err = o.SetPlatform(ctx, o.admin, registered(gstin))
	o.ok(err)
	want("wellness", "massage", tariff.Quote{FeeTaxMinor: 3_186, TaxOwner: "GST:IN"})
	want("plumbing", "plumber", tariff.Quote{SupplyTaxMinor: 18_000, TaxOwner: "GST:IN"})
	_, err = o.SetOwn(ctx, person, registered(gstin))
	o.ok(err)
	want("wellness, registered", "massage", tariff.Quote{FeeTaxMinor: 3_186, TaxOwner: "GST:IN", WithheldMinor: 562, WithheldOwner: "TCS:IN"})
	want("plumbing, registered", "plumber", tariff.Quote{FeeTaxMinor: 3_186, TaxOwner: "GST:IN", WithheldMinor: 500, WithheldOwner: "TCS:IN"})
	rule, err := o.AddTaxRule(ctx, o.admin, tariff.TaxRule{Country: "IN", Kind: tariff.OnCommission, CategoryID: o.body, Name: "GST", Bps: 500, From: o.Today()})
	o.ok(err)
	want("an operator's rate", "massage", tariff.Quote{FeeTaxMinor: 885, TaxOwner: "GST:IN", WithheldMinor: 562, WithheldOwner: "TCS:IN"})
	_, err = o.EndTaxRule(ctx, o.admin, rule.ID)
	o.ok(err)
	want("taken back", "massage", tariff.Quote{FeeTaxMinor: 3_186, TaxOwner: "GST:IN", WithheldMinor: 562, WithheldOwner: "TCS:IN"})
	if _, err := o.EndTaxRule(ctx, o.admin, rule.ID); !errors.Is(err, tariff.ErrTaxEnded) {
		t.Errorf("ended twice: %v", err)
	}
}

// bare is a quote without what its documents say of the taxes.
func bare(q tariff.Quote) tariff.Quote {
	q.Supply, q.Commission = tariff.TaxTerm{}, tariff.TaxTerm{}
	return q
}

// TestAQuoteKeepsHowItsTaxesWereReckoned: a registered practitioner owes the tax on the service themselves, also where the
// platform is not registered; nobody is a deemed supplier then.
func TestAQuoteKeepsHowItsTaxesWereReckoned(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, err := o.db.Exec(ctx, `insert into catalog.category (id, slug, name) values ($1, 'plumber', '{"en": "Plumber"}')`, uuid.New())
	o.ok(err)
	person := identity.Principal{PersonID: catalogtest.Person(t, o.db, "practitioner"), Role: identity.Practitioner, Verified: true}
	fee, well, plumbing := tariff.TaxTerm{Owner: "GST:IN", Bps: 1800, Code: "998599"}, tariff.TaxTerm{Owner: "GST:IN", Bps: 500, Code: "99972"}, tariff.TaxTerm{Owner: "GST:IN", Bps: 1800, Code: "9997"}
	want := func(what, slug string, commission, supply tariff.TaxTerm, deemed bool) {
		t.Helper()
		if q := o.job(person.PersonID, slug); q.Commission != commission || q.Supply != supply || q.Deemed() != deemed {
			t.Errorf("%s: %+v", what, q)
		}
	}
	none := tariff.TaxTerm{}
	want("nobody", "plumber", none, none, false)
	_, err = o.SetOwn(ctx, person, registered(gstin))
	o.ok(err)
	want("the practitioner alone", "massage", none, well, false)
	want("no deemed supplier", "plumber", none, plumbing, false)
	_, err = o.SetPlatform(ctx, o.admin, registered(gstin))
	o.ok(err)
	want("both", "massage", fee, well, false)
	x := registered("")
	_, err = o.SetOwn(ctx, person, x)
	o.ok(err)
	want("the platform alone", "massage", fee, none, false)
	want("the platform as the supplier", "plumber", fee, tariff.TaxTerm{Owner: "GST:IN", Bps: 1800, Code: "9987"}, true)
}

// TestTheLawIsDated: the rate of s. 52 changed on 10 July 2024, and a quote of a day has the rate of that day.
func TestTheLawIsDated(t *testing.T) {
	t.Parallel()
	o := open(t)
	list, err := o.Law(o.admin, "IN", day(0))
	if err != nil || len(list) < 5 {
		t.Fatalf("%d rules, %v", len(list), err)
	}
	for _, r := range list {
		if r.Kind == tariff.Withholding && (r.Bps != 50 || r.From.Format("2006-01-02") != "2024-07-10") {
			t.Errorf("%+v", r)
		}
	}
}

// TestAPersonsTaxWordsAreSealed: nothing of them can be read in the table, and nobody else reads them.
func TestAPersonsTaxWordsAreSealed(t *testing.T) {
	t.Parallel()
	o := open(t)
	who := identity.Principal{PersonID: catalogtest.Person(t, o.db, "practitioner"), Role: identity.Practitioner, Verified: true}
	if none, err := o.Own(ctx, who); err != nil || none != (tariff.TaxIdentity{}) {
		t.Errorf("%+v %v", none, err)
	}
	_, err := o.SetOwn(ctx, who, registered(gstin))
	o.ok(err)
	got, err := o.Own(ctx, who)
	if err != nil || got.Number != gstin || got.LegalName != "Asha Wellness" || !got.From.Equal(o.Today()) {
		t.Errorf("%+v %v", got, err)
	}
	var row []byte
	o.ok(o.db.QueryRow(ctx, "select convert_to(i::text, 'UTF8') || sealed from tariff.tax_identity i").Scan(&row))
	if bytes.Contains(row, []byte("Asha")) || bytes.Contains(row, []byte(gstin)) {
		t.Error("it can be read in the table")
	}
	for _, bad := range []tariff.TaxIdentity{{Country: "IN"}, registered("27AAPFU0939F1ZW"), {Country: "XX", LegalName: "A", Address: "B"}} {
		if _, err := o.SetOwn(ctx, who, bad); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	for _, sql := range []string{"update tariff.tax_identity set country = 'GB'", "delete from tariff.tax_identity", "update tariff.tax_rule set bps = 0", "delete from tariff.tax_rule"} {
		if _, err := o.db.Exec(ctx, sql); err == nil {
			t.Errorf("%s: done", sql)
		}
	}
	for _, other := range []identity.Principal{{}, who} {
		_, set := o.SetPlatform(ctx, other, registered(gstin))
		_, read := o.Platforms(ctx, other)
		_, add := o.AddTaxRule(ctx, other, tariff.TaxRule{})
		_, end := o.EndTaxRule(ctx, other, uuid.New())
		_, _, list := o.TaxRules(ctx, other, tariff.Page{})
		_, law := o.Law(other, "IN", day(0))
		for i, err := range []error{set, read, add, end, list, law} {
			if err == nil {
				t.Errorf("%q, call %d", other.Role, i)
			}
		}
	}
}
