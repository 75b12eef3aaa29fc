package booking_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// onSale puts a package of the stage's service on sale.
func (s *stage) onSale(sessions int, price int64, days int) catalog.Package {
	s.t.Helper()
	practice, err := s.catalog.PractitionerByPerson(s.t.Context(), s.practitioner.PersonID)
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := s.catalog.UpsertPackage(s.t.Context(), s.practitioner.Principal, practice.ID, catalog.Package{ServiceID: s.serviceID,
		Sessions: sessions, Price: money.Amount{Minor: price}, ValidDays: days, Active: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *stage) seeker() booking.Caller {
	return account(catalogtest.Person(s.t, s.db, "seeker"), identity.Seeker)
}

func (s *stage) buy(c booking.Caller, o catalog.Package, number string) (pack.Pack, error) {
	s.t.Helper()
	return s.packs.Buy(s.t.Context(), c.Principal, pack.BuyRequest{OfferID: o.ID, OfferVersion: o.Version, Method: card(s.t, number)}, idem.Key{})
}

// bought is a package that was paid for.
func (s *stage) bought(c booking.Caller, sessions int, price int64, days int) pack.Pack {
	s.t.Helper()
	p, err := s.buy(c, s.onSale(sessions, price, days), goodCard)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *stage) draw(c booking.Caller, p pack.Pack, at time.Time) (*booking.Booking, error) {
	s.t.Helper()
	return s.Pay(s.t.Context(), c, booking.PayRequest{BookingID: s.hold(c, at), PackID: p.ID})
}

func (s *stage) drawn(c booking.Caller, p pack.Pack, at time.Time) *booking.Booking {
	s.t.Helper()
	b, err := s.draw(c, p, at)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *stage) pack(c booking.Caller, p pack.Pack) pack.Pack {
	s.t.Helper()
	out, err := s.packs.ByID(s.t.Context(), c.Principal, p.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// books are the accounts that a package goes through; liabilities and income have their sign turned.
type books struct{ Package, Escrow, Practitioner, Platform int64 }

func (s *stage) books() books {
	return books{-s.account("package_liability"), -s.account("booking_escrow"), -s.account("practitioner_payable"), -s.account("platform_revenue")}
}

func (s *stage) wantBooks(want books) {
	s.t.Helper()
	if got := s.books(); got != want {
		s.t.Errorf("the books say %+v, want %+v", got, want)
	}
	s.balanced()
}

// TestTheStoryOfAPackage: ten sessions for 9,000; one held, one cancelled in time, one cancelled late, the rest refunded.
func TestTheStoryOfAPackage(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 10, 900_000, 180)
	s.wantBooks(books{Package: 900_000})
	held := s.drawn(c, p, monday)
	if held.Status != booking.Confirmed || held.Price.Minor != 90_000 || held.Quote.CommissionMinor() != 13_500 {
		t.Errorf("%s for %d, %d commission", held.Status, held.Price.Minor, held.Quote.CommissionMinor())
	}
	s.wantBooks(books{Package: 810_000, Escrow: 90_000})
	s.drawn(c, p, monday.Add(24*time.Hour))
	early := s.drawn(c, p, monday.Add(72*time.Hour))
	if _, back, err := s.Cancel(t.Context(), c, early.ID, booking.Cancellation{}); err != nil || back.Minor != 90_000 {
		t.Errorf("cancelled in time: %v, %v", back, err)
	}
	s.wantBooks(books{Package: 720_000, Escrow: 180_000})
	s.clock.Set(monday.Add(time.Hour))
	if _, err := s.Finish(t.Context(), s.practitioner, held.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.wantBooks(books{Package: 720_000, Escrow: 90_000, Practitioner: 76_500, Platform: 13_500})
	now := s.pack(c, p)
	if now.Left() != 8 || now.Unused().Minor != 720_000 {
		t.Fatalf("%d left, worth %d", now.Left(), now.Unused().Minor)
	}
	if _, err := s.packs.Refund(t.Context(), c.Principal, p.ID, money.Amount{Minor: 710_000, Currency: "INR"}); !errors.Is(err, pack.ErrChanged) {
		t.Errorf("another amount than the one shown: %v", err)
	}
	if back, err := s.packs.Refund(t.Context(), c.Principal, p.ID, now.Unused()); err != nil || back != now.Unused() {
		t.Errorf("refunded %v, %v; shown was %v", back, err, now.Unused())
	}
	s.wantBooks(books{Escrow: 90_000, Practitioner: 76_500, Platform: 13_500})
	if _, err := s.draw(c, p, monday.Add(96*time.Hour)); !errors.Is(err, pack.ErrUsedUp) {
		t.Errorf("drawn from a package that was refunded: %v", err)
	}
}

// TestLateSpendsTheSessionWhereThereIsAFee, whole; where the service has no fee it comes back.
func TestLateSpendsTheSessionWhereThereIsAFee(t *testing.T) {
	for bps, want := range map[int]int{0: 10, 5000: 9, 10_000: 9} {
		t.Run(fmt.Sprint(bps), func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &bps})
			c := s.seeker()
			p := s.bought(c, 10, 900_000, 180)
			b := s.drawn(c, p, monday)
			s.clock.Set(monday.Add(-time.Hour))
			told, err := s.CancelPreview(t.Context(), c, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, back, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{})
			if err != nil || back != told.Refund {
				t.Errorf("gave back %v, %v; told was %v", back, err, told.Refund)
			}
			if left := s.pack(c, p).Left(); left != want {
				t.Errorf("%d left, want %d", left, want)
			}
			s.balanced()
		})
	}
}

// TestThePractitionersCancellationReturnsTheSession, and the package, over meanwhile, holds for 30 days more.
func TestThePractitionersCancellationReturnsTheSession(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 2, 100_001, 7)
	b := s.drawn(c, p, monday)
	if _, err := s.Move(t.Context(), c, b.ID, 0, monday.Add(7*24*time.Hour)); !errors.Is(err, booking.ErrPackageEnds) {
		t.Errorf("moved beyond the end: %v", err)
	}
	if _, err := s.Move(t.Context(), s.practitioner, b.ID, 0, monday.Add(7*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(p.ValidUntil.Add(time.Hour))
	if err := s.packs.SweepEnded(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.wantBooks(books{Escrow: 50_001, Practitioner: 42_500, Platform: 7_500})
	if _, _, err := s.Cancel(t.Context(), s.practitioner, b.ID, booking.Cancellation{Reason: "ill"}); err != nil {
		t.Fatal(err)
	}
	got := s.pack(c, p)
	if got.Left() != 1 || !got.ValidUntil.Equal(s.clock.Now().Add(30*24*time.Hour)) {
		t.Errorf("%d left until %s", got.Left(), got.ValidUntil)
	}
	s.wantBooks(books{Package: 50_001, Practitioner: 42_500, Platform: 7_500})
	if b := s.drawn(c, got, s.clock.Now().Truncate(24*time.Hour).Add(75*time.Hour+30*time.Minute)); b.Price.Minor != 50_001 {
		t.Errorf("the session that came back costs %d", b.Price.Minor)
	}
}

// TestADeclinedRequestReturnsTheSession: a practitioner who answers each request draws nothing by refusing.
func TestADeclinedRequestReturnsTheSession(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 5, 500_000, 60)
	b := s.drawn(c, p, monday)
	if b.Status != booking.Pending || s.pack(c, p).Left() != 4 {
		t.Fatalf("%s, %d left", b.Status, s.pack(c, p).Left())
	}
	if _, err := s.Decline(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	again := s.drawn(c, p, monday)
	if got, err := s.Accept(t.Context(), s.practitioner, again.ID, 0); err != nil || got.Status != booking.Confirmed {
		t.Errorf("accepted: %v, %v", got, err)
	}
	if left := s.pack(c, p).Left(); left != 4 {
		t.Errorf("%d left", left)
	}
	s.wantBooks(books{Package: 400_000, Escrow: 100_000})
}

func TestWhoMayDraw(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c, other := s.seeker(), s.seeker()
	p := s.bought(c, 2, 100_000, 7)
	_, err := s.draw(other, p, monday.Add(48*time.Hour))
	want(t, err, pack.ErrNotFound)
	_, err = s.Pay(t.Context(), guest(), booking.PayRequest{BookingID: s.hold(c, monday), PackID: p.ID})
	want(t, err, booking.ErrNotFound)
	_, err = s.draw(c, p, monday.Add(14*24*time.Hour))
	want(t, err, pack.ErrUnfit)
	if _, err := s.packs.ByID(t.Context(), other.Principal, p.ID); !errors.Is(err, pack.ErrNotFound) {
		t.Errorf("a stranger reads it: %v", err)
	}
	if _, err := s.packs.Refund(t.Context(), other.Principal, p.ID, p.Price); !errors.Is(err, pack.ErrNotFound) {
		t.Errorf("a stranger refunds it: %v", err)
	}
	s.clock.Set(p.ValidUntil)
	if _, err := s.packs.Refund(t.Context(), c.Principal, p.ID, p.Price); !errors.Is(err, pack.ErrEnded) {
		t.Errorf("refunded after the end: %v", err)
	}
}

// TestAPurchaseThatFails gives no package, and one that the terms changed under is not made.
func TestAPurchaseThatFails(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	o := s.onSale(5, 500_000, 60)
	_, err := s.buy(c, o, declinedCard)
	want(t, err, payment.ErrDeclined)
	o.Version++
	_, err = s.buy(c, o, goodCard)
	want(t, err, pack.ErrOfferChanged)
	o.Version--
	_, err = s.buy(s.practitioner, o, goodCard)
	want(t, err, pack.ErrOwn)
	if _, n, err := s.packs.Mine(t.Context(), c.Principal, pack.Page{}); err != nil || n != 0 {
		t.Errorf("%d packages, %v", n, err)
	}
	s.wantBooks(books{})
}

// TestOnePurchasePerKey: the request sent many times at once buys one package.
func TestOnePurchasePerKey(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c, o := s.seeker(), s.onSale(5, 500_000, 60)
	key, err := idem.New("pack:"+c.PersonID.String(), "one", o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			_, err := s.packs.Buy(t.Context(), c.Principal, pack.BuyRequest{OfferID: o.ID, OfferVersion: o.Version, Method: card(t, goodCard)}, key)
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, n, err := s.packs.Mine(t.Context(), c.Principal, pack.Page{}); err != nil || n != 1 {
		t.Errorf("%d packages, %v", n, err)
	}
	s.wantBooks(books{Package: 500_000})
}

// race lets many bookings draw from one package at once and counts who got a session.
func (s *stage) race(p pack.Pack, bookings []uuid.UUID) (won int) {
	s.t.Helper()
	var mu sync.Mutex
	var wg, atStart sync.WaitGroup
	const together = 16 // begin in the same instant: half of the connections
	atStart.Add(together)
	for i, id := range bookings {
		wg.Go(func() {
			first := i < together
			err := s.db.InTx(s.t.Context(), func(tx db.Tx) error {
				if first {
					first = false
					if _, err := tx.Exec(s.t.Context(), "select 1"); err != nil {
						return err
					}
					atStart.Done()
					atStart.Wait()
				}
				_, err := s.packs.DrawTx(s.t.Context(), tx, now, pack.Draw{PackID: p.ID, OwnerID: p.OwnerID, PractitionerID: p.PractitionerID, ServiceID: p.ServiceID, BookingID: id, Start: monday})
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case !errors.Is(err, pack.ErrUsedUp) && !errors.Is(err, pack.ErrEnded) && !errors.Is(err, payment.ErrAlreadyLive):
				s.t.Error(err)
			}
		})
	}
	wg.Wait()
	return won
}

func many(n int, one uuid.UUID) []uuid.UUID {
	out := make([]uuid.UUID, n)
	for i := range out {
		if out[i] = one; one == uuid.Nil {
			out[i] = uuid.New()
		}
	}
	return out
}

// TestTheLastSessionIsDrawnOnce: a hundred at once, one wins. Without the index they do not.
func TestTheLastSessionIsDrawnOnce(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 2, 200_000, 60)
	s.drawn(c, p, monday)
	if won := s.race(p, many(100, uuid.Nil)); won != 1 || s.pack(c, p).Left() != 0 {
		t.Errorf("%d drew the last session, %d are left", won, s.pack(c, p).Left())
	}
	s.wantBooks(books{Escrow: 200_000})
}

// TestEverySessionIsDrawnOnce: more bookings than sessions at once; each session goes to one, and the parts sum up.
func TestEverySessionIsDrawnOnce(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 7, 100_003, 60)
	if won := s.race(p, many(30, uuid.Nil)); won != 7 {
		t.Errorf("%d drew from 7 sessions", won)
	}
	s.wantBooks(books{Escrow: 100_003})
}

// TestABookingDrawsOneSession, however often it asks at once.
func TestABookingDrawsOneSession(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 10, 900_000, 60)
	if won := s.race(p, many(20, uuid.New())); won != 1 || s.pack(c, p).Left() != 9 {
		t.Errorf("drawn %d times, %d left", won, s.pack(c, p).Left())
	}
	s.wantBooks(books{Package: 810_000, Escrow: 90_000})
}

// TestRefundMeetsDraws: whatever comes first, each session is either booked or refunded.
func TestRefundMeetsDraws(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.pack(c, s.bought(c, 20, 900_001, 60))
	var wg sync.WaitGroup
	wg.Go(func() { s.race(p, many(16, uuid.Nil)) })
	var back int64
	for back == 0 {
		shown := s.pack(c, p)
		if shown.Left() == 0 {
			break
		}
		got, err := s.packs.Refund(t.Context(), c.Principal, p.ID, shown.Unused())
		switch {
		case err == nil:
			back = got.Minor
		case !errors.Is(err, pack.ErrChanged) && !errors.Is(err, pack.ErrNothingLeft):
			t.Fatal(err)
		}
	}
	wg.Wait()
	if b := s.books(); b.Package != 0 || b.Escrow+back != 900_001 {
		t.Errorf("%+v, refunded %d", b, back)
	}
	s.balanced()
}

// TestAPackageRefundedWhollyIsOver, with the refund; one that has a session booked is not, and sessions follow the money.
func TestAPackageRefundedWhollyIsOver(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	whole, part := s.bought(c, 2, 200_000, 60), s.bought(c, 3, 300_000, 60)
	b := s.drawn(c, part, monday)
	back := func(p pack.Pack, minor int64) {
		t.Helper()
		if got, err := s.packs.Refund(t.Context(), c.Principal, p.ID, money.Amount{Minor: minor, Currency: "INR"}); err != nil || got.Minor != minor {
			t.Errorf("refunded %v, %v; want %d", got, err, minor)
		}
	}
	back(whole, 200_000)
	back(part, 200_000)
	if a, b := s.pack(c, whole).Status, s.pack(c, part).Status; a != pack.Repaid || b != pack.Active {
		t.Errorf("refunded wholly: %s, partly: %s", a, b)
	}
	_, err := s.draw(c, whole, monday.Add(48*time.Hour))
	want(t, err, pack.ErrEnded)
	_, err = s.packs.Refund(t.Context(), c.Principal, whole.ID, money.Amount{Currency: "INR"})
	want(t, err, pack.ErrNothingLeft)
	if _, _, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	if left := s.pack(c, part).Left(); left != 1 {
		t.Errorf("%d left after its booking was cancelled", left)
	}
	back(part, 100_000)
	if got := s.pack(c, part).Status; got != pack.Repaid {
		t.Errorf("all is refunded, and it is %s", got)
	}
	if _, n, err := s.packs.Mine(t.Context(), c.Principal, pack.Page{}); err != nil || n != 2 {
		t.Errorf("%d are listed, %v", n, err)
	}
	s.wantBooks(books{})
}

// TestADrawMeetsTheRefundOfEverything: one of the two wins, whoever comes first.
func TestADrawMeetsTheRefundOfEverything(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	var drawn, refunded int
	for range 12 {
		p := s.bought(c, 2, 200_000, 60)
		var draw, back error
		var wg sync.WaitGroup
		wg.Go(func() {
			draw = s.db.InTx(t.Context(), func(tx db.Tx) error {
				_, err := s.packs.DrawTx(t.Context(), tx, now, pack.Draw{PackID: p.ID, OwnerID: p.OwnerID, PractitionerID: p.PractitionerID, ServiceID: p.ServiceID, BookingID: uuid.New(), Start: monday})
				return err
			})
		})
		wg.Go(func() { _, back = s.packs.Refund(t.Context(), c.Principal, p.ID, p.Price) })
		wg.Wait()
		got := s.pack(c, p)
		switch {
		case draw == nil && errors.Is(back, pack.ErrChanged) && got.Status == pack.Active && got.Left() == 1:
			drawn++
		case errors.Is(draw, pack.ErrEnded) && back == nil && got.Status == pack.Repaid && got.Left() == 0:
			refunded++
		default:
			t.Errorf("the draw said %v, the refund %v, and the package is %s with %d left", draw, back, got.Status, got.Left())
		}
	}
	if b := s.books(); b.Escrow != int64(drawn)*100_000 || b.Package != int64(drawn)*100_000 {
		t.Errorf("%+v after %d draws and %d refunds", b, drawn, refunded)
	}
	s.balanced()
}

// TestNothingBecomesOfAPackageThatIsOver, whatever the code does: the database refuses.
func TestNothingBecomesOfAPackageThatIsOver(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 2, 200_000, 60)
	s.asOwner("update pack.pack set status = 'refunded'") // no session is spent, so no index stands in the way
	_, err := s.db.Exec(t.Context(), `insert into pack.use (id, pack_id, sessions, session_no, kind, booking_id, amount_minor, commission_minor, used_at)
		values ($1, $2, 2, 1, 'draw', $3, 100000, 0, now())`, uuid.New(), p.ID, uuid.New())
	if db.Code(err) != "KL495" {
		t.Errorf("drawn from a package that is over: %v", err)
	}
}

// TestAnyHistoryComesOutExactly: random draws, returns, late cancellations, sessions held, a refund or the end.
func TestAnyHistoryComesOutExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	for round := range 4 {
		s.clock.Set(now)
		first := monday.Add(time.Duration(240*round) * time.Hour)
		sessions := 2 + r.IntN(6)
		p := s.bought(c, sessions, 100_000+r.Int64N(99_999), 60)
		for i := range sessions {
			b := s.drawn(c, p, first.Add(time.Duration(24*i)*time.Hour))
			if r.IntN(2) == 0 {
				if _, _, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		s.balanced()
		s.clock.Set(first.Add(10 * 24 * time.Hour))
		if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
			t.Fatal(err)
		}
		if left := s.pack(c, p); r.IntN(2) == 0 && left.Left() > 0 {
			if _, err := s.packs.Refund(t.Context(), c.Principal, p.ID, left.Unused()); err != nil {
				t.Fatal(err)
			}
		} else {
			s.clock.Set(p.ValidUntil)
			if err := s.packs.SweepEnded(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if b := s.books(); b.Package != 0 || b.Escrow != 0 {
			t.Errorf("a package that is over leaves %+v", b)
		}
		s.balanced()
	}
}

// TestTheRacesNeedTheirConstraints: two transactions, both open after their draw was written. With the index one of them
// gives way; without it both commit, so that nothing else keeps the last session.
func TestTheRacesNeedTheirConstraints(t *testing.T) {
	for name, c := range map[string]struct {
		drop string
		won  int
	}{
		"with the index":    {"", 1},
		"without the index": {"drop index pack.use_session_once", 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			who := s.seeker()
			p := s.bought(who, 2, 200_000, 60)
			s.drawn(who, p, monday)
			if c.drop != "" {
				s.asOwner(c.drop)
			}
			if won := s.twoAtOnce(p); won != c.won {
				t.Errorf("%d drew the last session, want %d", won, c.won)
			}
		})
	}
}

// twoAtOnce lets a second draw begin after the first was written and before it is committed: it commits once the second
// waits for it, at the index or, where that is gone, behind its own insert at the row of the package.
func (s *stage) twoAtOnce(p pack.Pack) (won int) {
	s.t.Helper()
	draw := func(tx db.Tx) error {
		_, err := s.packs.DrawTx(s.t.Context(), tx, now, pack.Draw{PackID: p.ID, OwnerID: p.OwnerID, PractitionerID: p.PractitionerID,
			ServiceID: p.ServiceID, BookingID: uuid.New(), Start: monday})
		return err
	}
	second := make(chan error, 1)
	first := s.db.InTx(s.t.Context(), func(tx db.Tx) error {
		if err := draw(tx); err != nil {
			return err
		}
		go func() { second <- s.db.InTx(s.t.Context(), draw) }()
		return s.waitedFor(tx)
	})
	for _, err := range []error{first, <-second} {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, pack.ErrUsedUp):
			s.t.Error(err)
		}
	}
	return won
}

// waitedFor returns once another transaction waits for tx.
func (s *stage) waitedFor(tx db.Tx) error {
	var me int
	if err := tx.QueryRow(s.t.Context(), "select pg_backend_pid()").Scan(&me); err != nil {
		return err
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		var waits bool
		err := s.db.QueryRow(s.t.Context(), "select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))", me).Scan(&waits)
		if err != nil || waits {
			return err
		}
	}
	return errors.New("nobody waits")
}

// TestNoSessionBeyondThoseBought, nor is one spent twice by whoever writes past the code.
func TestNoSessionBeyondThoseBought(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	p := s.bought(s.seeker(), 2, 200_000, 60)
	const spend = `insert into pack.use (id, pack_id, sessions, session_no, kind, amount_minor, commission_minor, used_at)
		values (gen_random_uuid(), $1, $2, $3, 'refund', 1, 0, now())`
	if _, err := s.db.Exec(t.Context(), spend, p.ID, 2, 3); !db.Violates(err, "use_within_bought") {
		t.Errorf("a third session of two: %v", err)
	}
	if _, err := s.db.Exec(t.Context(), spend, p.ID, 3, 3); !db.Violates(err, "use_of_pack") {
		t.Errorf("more sessions than were bought: %v", err)
	}
}

// TestTheEndOfAnAccountRefundsItsPackages, on either side.
func TestTheEndOfAnAccountRefundsItsPackages(t *testing.T) {
	for _, side := range []string{"buyer", "practitioner"} {
		t.Run(side, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			c := s.seeker()
			p := s.bought(c, 4, 400_000, 60)
			who := map[string]uuid.UUID{"buyer": c.PersonID, "practitioner": s.practitioner.PersonID}[side]
			err := s.db.InTx(t.Context(), func(tx db.Tx) error { return s.packs.GuardErasureTx(t.Context(), tx, who) })
			if got := s.pack(c, p); err != nil || got.Left() != 0 || got.Count(pack.Refunded) != 4 {
				t.Errorf("%d left, %v", got.Left(), err)
			}
			s.wantBooks(books{})
		})
	}
}

// TestAPackagePaysForASeries, date by date, as far as it goes: the rest stays held and can be paid otherwise.
func TestAPackagePaysForASeries(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	p := s.bought(c, 3, 300_000, 180)
	list, err := s.holdSeries(c, mondays(0, 2))
	if err != nil {
		t.Fatal(err)
	}
	with := booking.PayRequest{BookingID: list[0].ID, PackID: p.ID}
	if err := s.PaySeries(t.Context(), c, with, 2); err != nil {
		t.Fatal(err)
	}
	s.wantBooks(books{Package: 100_000, Escrow: 200_000})
	if list, err = s.holdSeries(c, mondays(2, 2)); err != nil {
		t.Fatal(err)
	}
	with.BookingID = list[0].ID
	if err := s.PaySeries(t.Context(), c, with, 2); !errors.Is(err, pack.ErrUsedUp) {
		t.Errorf("two dates from one session: %v", err)
	}
	rest, err := s.WholeSeries(t.Context(), c, list[0])
	if open := booking.Unpaid(rest); err != nil || len(open) != 1 || open[0].ID != list[1].ID {
		t.Fatalf("%d dates are held, %v", len(open), err)
	}
	if err := s.PaySeries(t.Context(), c, booking.PayRequest{BookingID: list[0].ID, Method: card(t, goodCard)}, 1); err != nil {
		t.Errorf("the rest by card: %v", err)
	}
	if left := s.pack(c, p).Left(); left != 0 {
		t.Errorf("%d left", left)
	}
	s.balanced()
}
