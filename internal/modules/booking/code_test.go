package booking_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/promo"
	"klear/internal/platform/apperr"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// promote puts a code in force that takes ten percent off, changed by with.
func (s *stage) promote(code string, with func(*promo.Promotion)) promo.Promotion {
	s.t.Helper()
	p := promo.Promotion{Code: code, Bps: 1000, BorneBy: promo.Platform, PerPerson: 100, From: s.Tariff.Today()}
	if with != nil {
		with(&p)
	}
	admin := identity.Principal{PersonID: catalogtest.Person(s.t, s.db, "admin"), Role: identity.Admin, Verified: true}
	out, err := s.Promos.Add(s.t.Context(), admin, p)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// used is how often a code counts as used.
func (s *stage) used(promotion uuid.UUID) (uses int) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), "select used from promo.promotion where id = $1", promotion).Scan(&uses); err != nil {
		s.t.Fatal(err)
	}
	return uses
}

// TestWhoBearsACode: borne by the platform, the practitioner earns what they would have; borne by the practitioner, commission
// is of the lower price. Either way the client pays what the hold said, and refunds reverse everybody's part.
func TestWhoBearsACode(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	operator := identity.Principal{PersonID: catalogtest.Person(t, s.db, "admin"), Role: identity.Admin, Verified: true}
	s.promote("OURS", nil)
	s.promote("THEIRS", func(p *promo.Promotion) { p.BorneBy, p.ServiceID = promo.Practitioner, s.serviceID })
	for n, x := range []struct {
		code                                      string
		pays, platform, practitioner, promotional int64
	}{{"ours", 135_000, -22_500, -127_500, 15_000}, {"Theirs", 135_000, -20_250, -114_750, 0}} {
		c := s.seeker()
		id := s.hold(c, monday.Add(time.Duration(n)*2*time.Hour))
		b, err := s.UseCode(t.Context(), c, id, x.code)
		if err != nil || b.Price.Minor != x.pays || b.Quote.FullMinor() != 150_000 || b.Quote.OffMinor != 15_000 {
			t.Fatalf("%s: %+v, %v", x.code, b, err)
		}
		if b, err = s.pay(c, id, goodCard); err != nil || b.Price.Minor != x.pays || mustRead(s, c, id).Quote != b.Quote {
			t.Fatalf("%s: %+v, %v", x.code, b, err)
		}
		s.clock.Set(b.Start.Add(time.Hour))
		platform, practitioner, promotion := s.account("platform_revenue"), s.account("practitioner_payable"), s.account("goodwill")
		if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		if a, b, d := s.account("platform_revenue")-platform, s.account("practitioner_payable")-practitioner, s.account("goodwill")-promotion; a != x.platform || b != x.practitioner || d != x.promotional {
			t.Errorf("%s: platform %d, practitioner %d, promotion %d", x.code, a, b, d)
		}
		paid, err := s.payments.ByBooking(t.Context(), s.db, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []int64{45_001, 44_998, 45_001} {
			if _, err := s.payments.GiveBack(t.Context(), operator, payment.AdminRefund{PaymentID: paid[0].ID, AmountMinor: part, Reason: "goodwill"}, idem.Key{}); err != nil {
				t.Fatal(err)
			}
		}
		if a, b, d := s.account("platform_revenue"), s.account("practitioner_payable"), s.account("goodwill"); a != platform || b != practitioner || d != promotion {
			t.Errorf("%s given back: platform %d, practitioner %d, promotion %d", x.code, a-platform, b-practitioner, d-promotion)
		}
		s.balanced()
		s.clock.Set(now)
	}
}

// TestACodeComesBack: of a hold that ended, a request that was declined and a booking that the practitioner cancelled. One
// that the client cancelled was used.
func TestACodeComesBack(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	p := s.promote("SPRING", func(p *promo.Promotion) { p.PerPerson = 1 })
	c := s.seeker()
	use := func(n int) uuid.UUID {
		t.Helper()
		id := s.hold(c, monday.Add(time.Duration(n)*time.Hour))
		if _, err := s.UseCode(t.Context(), c, id, "spring"); err != nil || s.used(p.ID) != 1 {
			t.Fatalf("%v, used %d", err, s.used(p.ID))
		}
		return id
	}
	free := func(what string, err error) {
		t.Helper()
		if err != nil || s.used(p.ID) != 0 {
			t.Fatalf("%s: %v, used %d", what, err, s.used(p.ID))
		}
	}
	id := use(0)
	b, err := s.DropCode(t.Context(), c, id)
	free("taken off", err)
	if b.Price.Minor != 150_000 || b.Quote.PromotionID != uuid.Nil {
		t.Errorf("%+v", b)
	}
	free("released", s.Release(t.Context(), c, use(1)))
	id = use(2)
	if _, err := s.pay(c, id, goodCard); err != nil {
		t.Fatal(err)
	}
	other := s.hold(c, monday.Add(5*time.Hour))
	if _, err := s.UseCode(t.Context(), c, other, "SPRING"); !errors.Is(err, promo.ErrUsed) {
		t.Errorf("a second use: %v", err)
	}
	_, _, err = s.Cancel(t.Context(), s.practitioner, id, booking.Cancellation{Reason: "ill"})
	free("cancelled by the practitioner", err)
	id = use(3)
	if _, err = s.pay(c, id, goodCard); err == nil {
		_, _, err = s.Cancel(t.Context(), c, id, booking.Cancellation{})
	}
	if err != nil || s.used(p.ID) != 1 {
		t.Errorf("cancelled by the client: %v, used %d", err, s.used(p.ID))
	}
	s.balanced()
}

// TestWhoMayUseACode: somebody signed in with a hold of their own that nobody is paying for; and nobody learns codes by
// trying.
func TestWhoMayUseACode(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.promote("SPRING", nil)
	s.promote("FIRST", func(p *promo.Promotion) { p.FirstOnly = true })
	s.promote("DEAR", func(p *promo.Promotion) { p.MinMinor, p.Currency = 150_001, "INR" })
	c, g := s.seeker(), guest()
	id := s.hold(c, monday)
	refuse := func(what string, c booking.Caller, id uuid.UUID, code string, want *apperr.Error) {
		t.Helper()
		if _, err := s.UseCode(t.Context(), c, id, code); !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refuse("a visitor", g, s.hold(g, monday.Add(2*time.Hour)), "SPRING", promo.ErrSignIn)
	refuse("somebody else's hold", s.seeker(), id, "SPRING", booking.ErrNotFound)
	refuse("a price too low", c, id, "DEAR", promo.ErrMinimum)
	if _, err := s.pay(c, id, actionCard); !errors.Is(err, payment.ErrActionRequired) {
		t.Fatal(err)
	}
	refuse("paid for just now", c, id, "SPRING", payment.ErrAlreadyLive)
	done := s.hold(c, monday.Add(4*time.Hour))
	if _, err := s.UseCode(t.Context(), c, done, "FIRST"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pay(c, done, goodCard); err != nil {
		t.Fatal(err)
	}
	refuse("paid", c, done, "SPRING", booking.ErrHoldExpired)
	next := s.hold(c, monday.Add(6*time.Hour))
	refuse("not the first", c, next, "FIRST", promo.ErrFirstOnly)
	for range 10 {
		refuse("a guess", c, next, "NOSUCH", promo.ErrNoCode)
	}
	refuse("after ten guesses", c, next, "SPRING", promo.ErrTooMany)
	s.clock.Set(now.Add(time.Hour + time.Second))
	refuse("an hour later, the hold is over", c, next, "SPRING", booking.ErrHoldExpired)
}

// TestAPackageNeedsNoCode: who pays with a session of a package has the code back.
func TestAPackageNeedsNoCode(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	p := s.promote("SPRING", nil)
	c := s.seeker()
	from := s.bought(c, 5, 500_000, 100).ID
	h, err := s.Hold(t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: monday}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.UseCode(t.Context(), c, h.ID, "SPRING"); err != nil {
		t.Fatal(err)
	}
	b, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: h.ID, PackID: from})
	if err != nil || b.Quote.OffMinor != 0 || s.used(p.ID) != 0 {
		t.Errorf("%+v, %v, used %d", b, err, s.used(p.ID))
	}
}
