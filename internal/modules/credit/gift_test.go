package credit_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestAGiftBecomesTheCreditOfWhoeverHasItsCode(t *testing.T) {
	s := newStage(t)
	g := s.gift(150_000)
	if len(g.Code) != 16 || strings.ContainsAny(g.Code, "ILOU") || g.Message != "Rest well" || g.Recipient != "friend@example.org" {
		t.Fatalf("%+v", g)
	}
	if s.has(s.friend) != 0 {
		t.Error("credit before it was redeemed")
	}
	got, err := s.Redeem(t.Context(), s.friend, " "+strings.ToLower(credit.Spaced(g.Code)))
	if s.ok(err); got != rupees(150_000) || s.has(s.friend) != 150_000 {
		t.Errorf("redeemed %v, has %d", got, s.has(s.friend))
	}
	_, err = s.Redeem(t.Context(), s.other, g.Code)
	s.is(err, credit.ErrSpent)
	_, err = s.Refund(t.Context(), s.buyer, g.ID)
	s.is(err, credit.ErrSpent)
	if g, err = s.Gift(t.Context(), s.buyer, g.ID); err != nil || g.Status != credit.Redeemed || g.Code != "" {
		t.Errorf("the buyer sees %+v, %v", g, err)
	}
	_, err = s.Gift(t.Context(), s.friend, g.ID)
	s.is(err, credit.ErrNotFound)
	lines, err := s.History(t.Context(), s.friend)
	s.ok(err)
	want := []credit.Line{{At: start, Kind: credit.FromGift, Amount: rupees(150_000)}}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	s.sound()
}

func TestAGiftThatIsNotPaidIsNone(t *testing.T) {
	s := newStage(t)
	_, err := s.buy(sandbox.CardDeclined, 100_000)
	s.is(err, payment.ErrDeclined)
	if list, n, err := s.Gifts(t.Context(), s.buyer, credit.Page{}); err != nil || n != 0 || len(list) != 0 {
		t.Errorf("%v, %d, %v", list, n, err)
	}
	for _, minor := range []int64{0, 49_999, 5_000_001} {
		if _, err := s.buy(sandbox.CardSucceeds, minor); err == nil {
			t.Errorf("a gift of %d was sold", minor)
		}
	}
	s.sound()
}

func TestAGiftIsGivenBackForFourteenDays(t *testing.T) {
	s := newStage(t)
	g, late := s.gift(100_000), s.gift(100_000)
	_, err := s.Refund(t.Context(), s.friend, g.ID)
	s.is(err, credit.ErrNotFound)
	s.clock.Set(start.Add(14*24*time.Hour - time.Second))
	back, err := s.Refund(t.Context(), s.buyer, g.ID)
	if s.ok(err); back.Status != credit.Refunded {
		t.Errorf("%+v", back)
	}
	_, err = s.Redeem(t.Context(), s.friend, g.Code)
	s.is(err, credit.ErrSpent)
	s.clock.Set(start.Add(14 * 24 * time.Hour))
	_, err = s.Refund(t.Context(), s.buyer, late.ID)
	s.is(err, credit.ErrTooLate)
	s.clock.Set(start.Add(5 * 366 * 24 * time.Hour))
	_, err = s.Redeem(t.Context(), s.friend, late.Code) // it does not end
	s.ok(err)
	s.sound()
}

func TestWhoGuessesIsStopped(t *testing.T) {
	s := newStage(t)
	g := s.gift(100_000)
	for range 10 {
		_, err := s.Redeem(t.Context(), s.friend, "0000-0000-0000-0000")
		s.is(err, credit.ErrNoCode)
	}
	_, err := s.Redeem(t.Context(), s.friend, g.Code)
	s.is(err, credit.ErrTooMany)
	s.clock.Set(start.Add(time.Hour + time.Second))
	_, err = s.Redeem(t.Context(), s.friend, g.Code)
	s.ok(err)
}

// race lets five people redeem a gift and its buyer take it back at once, and counts who won.
func (s *stage) race(g credit.Gift) (redeemed, refunded int64) {
	s.t.Helper()
	var won, back atomic.Int64
	var wg sync.WaitGroup
	begin := make(chan struct{})
	act := func(n *atomic.Int64, do func() error) {
		wg.Go(func() {
			<-begin
			switch err := do(); {
			case err == nil:
				n.Add(1)
			case !errors.Is(err, credit.ErrSpent):
				s.t.Error(err)
			}
		})
	}
	for range 5 {
		who := s.person(identity.Seeker)
		act(&won, func() error { _, err := s.Redeem(context.Background(), who, g.Code); return err })
	}
	act(&back, func() error { _, err := s.Refund(context.Background(), s.buyer, g.ID); return err })
	close(begin)
	wg.Wait()
	return won.Load(), back.Load()
}

// TestAGiftEndsOnce: redeemed by one, or given back, and never both; without the trigger, the check and the floor under credit
// it would be.
func TestAGiftEndsOnce(t *testing.T) {
	s := newStage(t)
	for range 8 {
		if redeemed, refunded := s.race(s.gift(100_000)); redeemed+refunded != 1 {
			t.Fatalf("redeemed %d times, given back %d times", redeemed, refunded)
		}
	}
	s.sound()
	s.behind("drop trigger gift_moves on credit.gift")
	s.behind("alter table credit.gift drop constraint gift_redeemed")
	s.behind("alter table ledger.credit_balance drop constraint client_credit_not_negative")
	for range 20 {
		if redeemed, refunded := s.race(s.gift(100_000)); redeemed+refunded > 1 {
			return
		}
	}
	t.Error("without them a gift still ends once: something else refuses, and this test proves nothing")
}

func (s *stage) behind(sql string) {
	s.t.Helper()
	c, err := pgx.Connect(s.t.Context(), s.url)
	s.ok(err)
	defer func() { _ = c.Close(context.Background()) }()
	_, err = c.Exec(s.t.Context(), sql)
	s.ok(err)
}

func TestAnOperatorGivesCreditUnderTheirName(t *testing.T) {
	s := newStage(t)
	b := &booking.Booking{ID: uuid.New(), SeekerID: s.friend.PersonID, Price: money.Amount{Minor: 150_000, Currency: "INR"}}
	nobody := &booking.Booking{ID: uuid.New(), Price: b.Price}
	s.bookings[b.ID], s.bookings[nobody.ID] = b, nobody
	for _, c := range []struct {
		who   identity.Principal
		id    uuid.UUID
		minor int64
		why   credit.Reason
	}{{s.friend, b.ID, 50_000, credit.SiteFault}, {s.operate, uuid.New(), 50_000, credit.SiteFault}, {s.operate, nobody.ID, 50_000, credit.SiteFault},
		{s.operate, b.ID, 1_000_001, credit.SiteFault}, {s.operate, b.ID, 0, credit.SiteFault}, {s.operate, b.ID, 50_000, "because"}} {
		if _, err := s.GrantGoodwill(t.Context(), c.who, c.id, c.minor, c.why); err == nil {
			t.Errorf("given: %+v", c)
		}
	}
	g, err := s.GrantGoodwill(t.Context(), s.operate, b.ID, 50_000, credit.PractitionerAbsent)
	s.ok(err)
	list, err := s.GrantsOf(t.Context(), s.operate, b.ID)
	if diff := cmp.Diff([]credit.Grant{g}, list); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if s.has(s.friend) != 50_000 || g.By != s.operate.PersonID {
		t.Errorf("has %d, given by %v", s.has(s.friend), g.By)
	}
	s.sound()
}
