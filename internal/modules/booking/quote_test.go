package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
)

// TestTheQuoteWins: a rule that changes between the hold and the end of the session changes nothing for that booking. What
// the client pays on top is in the price from the start, and goes to the platform with its commission.
func TestTheQuoteWins(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	admin := identity.Principal{PersonID: catalogtest.Person(t, s.db, "admin"), Role: identity.Admin, Verified: true}
	rule := func(practitioner, client int64, from time.Time) {
		t.Helper()
		if _, err := s.Tariff.AddRule(t.Context(), admin, tariff.Rule{Practitioner: tariff.Side{Bps: practitioner}, Client: tariff.Side{Bps: client}, From: from}); err != nil {
			t.Fatal(err)
		}
	}
	rule(1000, 500, s.Tariff.Today())
	c := guest()
	id := s.hold(c, monday)
	rule(5000, 0, s.Tariff.Today().AddDate(0, 0, 1))
	b, err := s.pay(c, id, goodCard)
	if err != nil || b.Price.Minor != 157_500 || b.Quote.ClientMinor() != 7_500 || b.Quote.CommissionMinor() != 22_500 {
		t.Fatalf("%+v, %v", b, err)
	}
	if kept := mustRead(s, c, id); kept.Quote != b.Quote {
		t.Errorf("the row says %+v, the answer %+v", kept.Quote, b.Quote)
	}
	s.clock.Set(monday.Add(time.Hour))
	if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if got, earned := -s.account("platform_revenue"), -s.account("practitioner_payable"); got != 22_500 || earned != 135_000 {
		t.Errorf("the platform has %d, the practitioner %d", got, earned)
	}
	next, err := s.ByID(t.Context(), c, s.hold(c, monday.Add(3*time.Hour)))
	if err != nil || next.Price.Minor != 150_000 || next.Quote.CommissionMinor() != 75_000 || next.Status != booking.Held {
		t.Errorf("the new rule: %+v, %v", next, err)
	}
	s.balanced()
}
