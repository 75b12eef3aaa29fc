package booking_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// full is a stage whose only opening in the waited days is taken by the returned booking: one hour on one day.
func full(t *testing.T) (*stage, booking.Caller, *booking.Booking) {
	t.Helper()
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 60})
	c := guest()
	b := s.book(c, monday)
	for hour := 1; hour < 9; hour++ {
		s.book(guest(), monday.Add(time.Duration(hour)*time.Hour))
	}
	return s, c, b
}

// wait puts a new person into the line for that Monday.
func (s *stage) wait(zone string) (booking.Caller, uuid.UUID) {
	s.t.Helper()
	c := account(catalogtest.Person(s.t, s.db, "seeker"), identity.Seeker)
	joined, err := s.JoinWaiting(s.t.Context(), c, booking.WaitingWish{ServiceID: s.serviceID, First: monday, Last: monday, Zone: zone})
	if err != nil {
		s.t.Fatal(err)
	}
	return c, joined.ID
}

func (s *stage) freed(c booking.Caller) *booking.FreedTime {
	s.t.Helper()
	list, err := s.MyWaiting(s.t.Context(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(list) == 0 {
		return nil
	}
	return list[0].Offer
}

// offers looks at the line of the practitioner.
func (s *stage) offers() {
	s.t.Helper()
	if err := s.SweepWaiting(s.t.Context(), booking.WaitingSweep{}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) leave(c booking.Caller, b *booking.Booking) {
	s.t.Helper()
	if _, _, err := s.Cancel(s.t.Context(), c, b.ID, booking.Cancellation{}); err != nil {
		s.t.Fatal(err)
	}
}

// TestOneFreedTimeAndFiftyWaiting: whoever looks at the line at once, one person is asked at a time, in the order of the
// line, and the time is theirs alone while they are.
func TestOneFreedTimeAndFiftyWaiting(t *testing.T) {
	s, holder, b := full(t)
	var line []booking.Caller
	for range 50 {
		c, _ := s.wait("")
		s.clock.Advance(time.Second)
		line = append(line, c)
	}
	s.offers()
	s.wantLive(0)
	s.leave(holder, b)
	for turn := range 4 {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := s.OfferFreed(t.Context(), b.PractitionerID); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s.wantLive(1)
		o := s.freed(line[turn])
		if o == nil || !o.Start.Equal(monday) || !o.Until.Equal(s.clock.Now().Add(booking.FreedFor)) {
			t.Fatalf("turn %d: %+v", turn, o)
		}
		if _, err := s.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: monday}, idem.Key{}); err == nil {
			t.Fatal("somebody else holds what is offered")
		}
		if turn == 3 {
			if _, err := s.pay(line[turn], o.BookingID, goodCard); err != nil {
				t.Fatal(err)
			}
			break
		}
		s.clock.Advance(booking.FreedFor + time.Second) // let it pass
		if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
			t.Fatal(err)
		}
	}
	s.offers()
	s.wantLive(0)
	if list, err := s.MyWaiting(t.Context(), line[3]); err != nil || len(list) != 0 {
		t.Errorf("who booked still waits: %v, %v", list, err)
	}
	if list, err := s.MyWaiting(t.Context(), line[5]); err != nil || len(list) != 1 || list[0].Place != 5 {
		t.Errorf("%+v, %v", list, err)
	}
	s.balanced()
}

func (s *stage) wantLive(n int) {
	s.t.Helper()
	var live int
	if err := s.db.QueryRow(s.t.Context(), "select count(*) from booking.waiting_offer where status = 'live'").Scan(&live); err != nil || live != n {
		s.t.Fatalf("%d offers are live, want %d: %v", live, n, err)
	}
}

// TestTheTableAsksOncePerTimeAndPerson, whatever the code does; without its indexes it would not.
func TestTheTableAsksOncePerTimeAndPerson(t *testing.T) {
	s, holder, b := full(t)
	first, _ := s.wait("")
	_, second := s.wait("")
	s.leave(holder, b)
	s.offers()
	o := s.freed(first)
	if o == nil {
		t.Fatal("nothing is offered")
	}
	insert := `insert into booking.waiting_offer (booking_id, entry_id, practitioner_id, starts_at, created_at)
		select $1, $2::uuid, practitioner_id, $3, now() from booking.booking where id = $1`
	other := s.hold(guest(), monday.AddDate(0, 0, 1))
	if _, err := s.db.Exec(t.Context(), insert, other, second, monday); !db.Violates(err, "waiting_offer_time") {
		t.Errorf("two are asked about one time: %v", err)
	}
	var entry uuid.UUID
	if err := s.db.QueryRow(t.Context(), "select entry_id from booking.waiting_offer").Scan(&entry); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(t.Context(), insert, other, entry, monday.AddDate(0, 0, 1)); !db.Violates(err, "waiting_offer_entry") {
		t.Errorf("one is asked about two times: %v", err)
	}
	s.asOwner("drop index booking.waiting_offer_time")
	if _, err := s.db.Exec(t.Context(), insert, other, second, monday); err != nil {
		t.Errorf("the index is not what refuses: %v", err)
	}
}

// TestNobodyIsWokenForATime: who sleeps is passed over and keeps their place.
func TestNobodyIsWokenForATime(t *testing.T) {
	s, holder, b := full(t)
	asleep, _ := s.wait("America/Los_Angeles") // 22:00 the day before
	s.clock.Advance(time.Second)
	awake, _ := s.wait("Asia/Kolkata")
	s.leave(holder, b)
	s.offers()
	if s.freed(asleep) != nil || s.freed(awake) == nil {
		t.Fatal("the sleeper is asked, or the other one is not")
	}
	list, err := s.MyWaiting(t.Context(), asleep)
	if err != nil || len(list) != 1 || list[0].Place != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.LeaveWaiting(t.Context(), awake, s.entry(awake)); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)) // 08:00 there
	s.offers()
	if s.freed(asleep) == nil {
		t.Error("nothing is offered in the morning")
	}
}

func (s *stage) entry(c booking.Caller) uuid.UUID {
	s.t.Helper()
	list, err := s.MyWaiting(s.t.Context(), c)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%v, %v", list, err)
	}
	return list[0].ID
}

// TestOtherDaysChangeTheEntry: a second wish is not thrown away, and does not take back what is held meanwhile.
func TestOtherDaysChangeTheEntry(t *testing.T) {
	s, holder, b := full(t)
	c, id := s.wait("")
	tuesday := monday.AddDate(0, 0, 1)
	wish := booking.WaitingWish{ServiceID: s.serviceID, First: tuesday, Last: tuesday, Part: booking.Evening}
	for _, change := range []bool{true, false} { // sent twice
		if again, err := s.JoinWaiting(t.Context(), c, wish); err != nil || again.ID != id || again.Changed != change {
			t.Fatalf("%+v, %v", again, err)
		}
	}
	if list, err := s.MyWaiting(t.Context(), c); err != nil || len(list) != 1 || list[0].First.Format(time.DateOnly) != tuesday.Format(time.DateOnly) || list[0].Part != booking.Evening {
		t.Fatalf("%+v, %v", list, err)
	}
	wish = booking.WaitingWish{ServiceID: s.serviceID, First: monday, Last: monday}
	if _, err := s.JoinWaiting(t.Context(), c, wish); err != nil {
		t.Fatal(err)
	}
	s.leave(holder, b)
	s.offers()
	if again, err := s.JoinWaiting(t.Context(), c, wish); err != nil || again.ID != id || again.Changed {
		t.Errorf("the same days while a time is held: %+v, %v", again, err)
	}
	wish.First, wish.Last = tuesday, tuesday
	_, err := s.JoinWaiting(t.Context(), c, wish)
	want(t, err, booking.ErrWaitingOffered)
	if e, _ := apperr.As(err); e.Details != (booking.WaitingDays{First: monday.Format(time.DateOnly), Last: monday.Format(time.DateOnly), Part: booking.AnyPart}) {
		t.Errorf("the days are not named: %+v", e.Details)
	}
	if s.freed(c) == nil {
		t.Error("what was held is gone")
	}
}

func TestWhoMayWait(t *testing.T) {
	s, holder, b := full(t)
	c, id := s.wait("")
	join := func(c booking.Caller, change func(*booking.WaitingWish)) error {
		w := booking.WaitingWish{ServiceID: s.serviceID, First: monday, Last: monday.AddDate(0, 0, booking.MaxWaitingDays)}
		change(&w)
		_, err := s.JoinWaiting(t.Context(), c, w)
		return err
	}
	same := func(*booking.WaitingWish) {}
	if again, err := s.JoinWaiting(t.Context(), c, booking.WaitingWish{ServiceID: s.serviceID, First: monday, Last: monday}); err != nil || again.ID != id || again.Changed {
		t.Errorf("joined twice: %v, %v", again, err)
	}
	want(t, join(guest(), same), identity.ErrUnauthenticated)
	want(t, join(s.practitioner, same), booking.ErrOwnService)
	other := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	for field, change := range map[string]func(*booking.WaitingWish){
		"last":  func(w *booking.WaitingWish) { w.Last = w.Last.AddDate(0, 0, 1) },
		"first": func(w *booking.WaitingWish) { w.First = now.AddDate(0, 0, -2) },
		"part":  func(w *booking.WaitingWish) { w.Part = "night" },
		"zone":  func(w *booking.WaitingWish) { w.Zone = "Mars/Olympus" },
	} {
		if err := join(other, change); !hasField(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	want(t, s.LeaveWaiting(t.Context(), other, id), booking.ErrNoWaiting)
	s.leave(holder, b)
	s.offers()
	list, names, err := s.WaitingFor(t.Context(), s.practitioner)
	if err != nil || len(list) != 1 || !list[0].Offered || list[0].Offer != nil || names[c.PersonID] == "" {
		t.Errorf("%+v %v, %v", list, names, err)
	}
	_, _, err = s.WaitingFor(t.Context(), c)
	want(t, err, identity.ErrForbidden)
	if err := s.LeaveWaiting(t.Context(), c, id); err != nil {
		t.Fatal(err)
	}
	if !s.free(monday) {
		t.Error("who left still holds the time")
	}
}

// TestTheLetterOfAnOffer says until when, links to the checkout, and is not sent once the offer is over.
func TestTheLetterOfAnOffer(t *testing.T) {
	s, holder, b := full(t)
	c, _ := s.wait("")
	s.leave(holder, b)
	s.offers()
	o := s.freed(c)
	letters := &correspondence{stage: s, client: c, id: o.BookingID, told: map[uuid.UUID]bool{}}
	sent := letters.deliver()
	if len(sent) != 1 {
		t.Fatalf("%d letters", len(sent))
	}
	for _, m := range sent {
		if !strings.Contains(m.Text, "/sign-in?next=/book/"+o.BookingID.String()) {
			t.Errorf("no way to the time:\n%s", m.Text)
		}
	}
	s.clock.Advance(booking.FreedFor)
	letters.told = map[uuid.UUID]bool{}
	if late := letters.deliver(); len(late) != 0 {
		t.Errorf("told when it was over: %v", late)
	}
}

func hasField(err error, path string) bool {
	e, ok := apperr.As(err)
	return ok && slices.ContainsFunc(e.Fields, func(f apperr.Field) bool { return f.Path == path })
}
