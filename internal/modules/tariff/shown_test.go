package tariff_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// TestWhatIsShownIsWhatIsQuoted: whatever rules there are, for all categories, plans and currencies, the price of a list is that
// of the quote for the same service.
func TestWhatIsShownIsWhatIsQuoted(t *testing.T) {
	t.Parallel()
	o := open(t)
	r := rand.New(rand.NewPCG(4, 60))
	studio := catalogtest.Person(t, o.db, "practitioner")
	person := map[uuid.UUID]uuid.UUID{o.practitioner: uuid.New(), catalogtest.Practitioner(t, o.db, catalogtest.PractitionerSpec{PersonID: studio}): studio, uuid.New(): uuid.New()}
	_, err := o.Enrol(ctx, o.admin, tariff.Enrolment{PractitionerID: o.practitioner, Plan: "gold", From: o.Today()})
	o.ok(err)
	o.ok(o.db.InTx(ctx, func(tx db.Tx) error {
		return o.SubscribedTx(ctx, tx, tariff.Subscribed{PersonID: studio, From: noon, Plan: "studio"})
	}))
	for _, rule := range []tariff.Rule{
		{Client: tariff.Side{Bps: 333}},
		{Currency: "INR", Client: tariff.Side{FixedMinor: 1_000}},
		{Plan: "gold", Client: tariff.Side{Bps: 100}},
		{Plan: "studio", Currency: "KWD", Client: tariff.Side{MinMinor: 250}},
		{CategoryID: o.body, Client: tariff.Side{Bps: 750}, Until: day(7)},
		{CategoryID: o.massage, Practitioner: tariff.Side{Bps: 500}}, // nothing on top here
	} {
		o.add(rule)
		var list []tariff.Offered
		var want []money.Amount
		for id, owner := range person {
			by := tariff.Offered{PractitionerID: id}
			for _, by.CategoryID = range []uuid.UUID{o.body, o.massage, uuid.New()} {
				for _, by.Price.Currency = range []string{"JPY", "INR", "KWD"} {
					by.Price.Minor = r.Int64N(100_000) * r.Int64N(2) // half of them free
					q, err := o.QuoteFor(ctx, o.db, tariff.Ask{PractitionerID: by.PractitionerID, PersonID: owner, CategoryID: by.CategoryID, Price: by.Price, At: o.clock.Now()})
					o.ok(err)
					list, want = append(list, by), append(want, money.Amount{Minor: q.PayinMinor(), Currency: by.Price.Currency})
				}
			}
		}
		got, err := o.Shown(context.Background(), list)
		o.ok(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("after %+v (-quoted +shown):\n%s", rule, diff)
		}
	}
}
