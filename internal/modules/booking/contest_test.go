package booking_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

var absent = booking.ContestRequest{Reason: booking.Absent, Words: "I waited at the door until ten."}

func (s *stage) contest(c booking.Caller, b *booking.Booking) booking.Contest {
	s.t.Helper()
	k, err := s.BeginContest(s.t.Context(), c, b.ID, absent)
	if err != nil {
		s.t.Fatal(err)
	}
	return k
}

func (s *stage) admin() booking.Caller {
	return account(catalogtest.Person(s.t, s.db, "admin"), identity.Admin)
}

// settleContest decides as the desk does, in a transaction of its own.
func (s *stage) settleContest(by booking.Caller, id uuid.UUID, tookPlace bool) error {
	return s.db.InTx(s.t.Context(), func(tx db.Tx) error {
		_, _, err := s.DecideContestTx(s.t.Context(), tx, by.Principal, s.clock.Now(), id, tookPlace)
		return err
	})
}

// agrees checks that all bookings go together with their money, also when everything had its time.
func (s *stage) agrees() {
	s.t.Helper()
	off, err := s.VerifyPairs(s.t.Context(), s.db, s.clock.Now().Add(time.Hour))
	if err != nil || len(off) != 0 {
		s.t.Errorf("%+v, %v", off, err)
	}
	s.balanced()
}

func (s *stage) sweep() {
	s.t.Helper()
	if err := s.SweepOverdue(s.t.Context(), booking.Sweep{}); err != nil {
		s.t.Fatal(err)
	}
}

// TestAContestedSessionWaits: nothing of it ends or is earned until the client takes it back, and then it goes on.
func TestAContestedSessionWaits(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c, ctx := guest(), t.Context()
	b := s.book(c, monday)
	begin := func(r booking.ContestRequest) error { _, err := s.BeginContest(ctx, c, b.ID, r); return err }
	s.clock.Set(monday.Add(booking.ContestFrom - time.Second))
	want(t, begin(absent), booking.ErrContestEarly)
	s.clock.Advance(time.Second)
	want(t, begin(booking.ContestRequest{Reason: "bored"}), apperr.ErrValidation)
	k := s.contest(c, b)
	want(t, begin(booking.ContestRequest{Reason: booking.CutShort}), booking.ErrContestOpen)

	var sealed []byte
	if err := s.db.QueryRow(ctx, "select words_sealed from booking.contest where id = $1", k.ID).Scan(&sealed); err != nil || strings.Contains(string(sealed), "door") {
		t.Errorf("the words are in the database as they are: %v", err)
	}
	if list, err := s.Contests(ctx, b); err != nil || len(list) != 1 || list[0].Words != absent.Words || !list[0].Open() {
		t.Errorf("%+v, %v", list, err)
	}
	for name, do := range map[string]func() error{
		"finish":  func() error { _, err := s.Finish(ctx, s.practitioner, b.ID, 0, ""); return err },
		"no show": func() error { _, err := s.NoShow(ctx, s.practitioner, b.ID, 0); return err },
		"cancel":  func() error { _, _, err := s.Cancel(ctx, s.practitioner, b.ID, booking.Cancellation{}); return err },
	} {
		if err := do(); !errors.Is(err, booking.ErrContested) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.clock.Set(b.End.Add(60 * time.Hour))
	s.sweep()
	if got := mustRead(s, c, b.ID); got.Status != booking.Confirmed || s.account("booking_escrow") != -b.Price.Minor {
		t.Errorf("it is %s with %d in escrow", got.Status, s.account("booking_escrow"))
	}
	s.agrees()

	if _, err := s.WithdrawContest(ctx, c, b.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.WithdrawContest(ctx, c, b.ID)
	want(t, err, booking.ErrContestOver)
	want(t, begin(absent), booking.ErrContestBefore)
	s.sweep()
	if got := mustRead(s, c, b.ID); got.Status != booking.Completed || s.account("booking_escrow") != 0 || s.account("practitioner_payable") != -127_500 {
		t.Errorf("it is %s, %d in escrow, %d payable", got.Status, s.account("booking_escrow"), s.account("practitioner_payable"))
	}
	s.clock.Set(b.End.Add(booking.ContestUntil + time.Second))
	want(t, begin(booking.ContestRequest{Reason: booking.CutShort}), booking.ErrContestLate)
	s.agrees()
}

// TestOnlyTheClientContests: nobody else says for them how it was.
func TestOnlyTheClientContests(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	s.clock.Set(monday.Add(time.Hour))
	for name, tt := range map[string]struct {
		who booking.Caller
		err error
	}{"another guest": {guest(), booking.ErrNotFound}, "another account": {s.seeker(), booking.ErrNotFound}, "the practitioner": {s.practitioner, identity.ErrForbidden}, "an operator": {s.admin(), identity.ErrForbidden}} {
		if _, err := s.BeginContest(t.Context(), tt.who, b.ID, absent); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhatDidNotTakePlaceGoesBack: whatever somebody noted before, and whichever way it was paid, everything goes back and the
// commission with it.
func TestWhatDidNotTakePlaceGoesBack(t *testing.T) {
	half := 5000
	finish := func(s *stage, b *booking.Booking) {
		_, err := s.Finish(s.t.Context(), s.practitioner, b.ID, 0, "")
		want(s.t, err, nil)
	}
	noShow := func(s *stage, b *booking.Booking) {
		_, err := s.NoShow(s.t.Context(), s.practitioner, b.ID, 0)
		want(s.t, err, nil)
	}
	paid := func(s *stage) (booking.Caller, *booking.Booking) {
		c := guest()
		return c, s.book(c, monday)
	}
	drawn := func(s *stage) (booking.Caller, *booking.Booking) {
		c := s.seeker()
		return c, s.drawn(c, s.bought(c, 3, 300_000, 90), monday)
	}
	there := func(s *stage) (booking.Caller, *booking.Booking) {
		c := guest()
		return c, s.bookedThere(c, monday)
	}
	for name, tt := range map[string]struct {
		make   func(s *stage) (booking.Caller, *booking.Booking)
		before func(s *stage, b *booking.Booking)
	}{
		"confirmed": {paid, nil},
		"in session": {paid, func(s *stage, b *booking.Booking) {
			_, err := s.Start(s.t.Context(), s.practitioner, b.ID, 0)
			want(s.t, err, nil)
		}},
		"completed":          {paid, finish},
		"no show":            {paid, noShow},
		"package":            {drawn, nil},
		"package, completed": {drawn, finish},
		"package, no show":   {drawn, noShow},
		"at the venue":       {there, nil},
		"at the venue, paid": {there, func(s *stage, b *booking.Booking) {
			want(s.t, s.receive(b), nil)
			finish(s, b)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &half, Modes: []string{"at_practitioner"}})
			s.asOwner("update catalog.service set pay_at_venue = true")
			c, b := tt.make(s)
			s.clock.Set(monday.Add(20 * time.Minute))
			if tt.before != nil {
				tt.before(s, b)
			}
			s.contest(c, b)
			k, err := s.AnswerContest(t.Context(), s.practitioner, b.ID, booking.ContestReply{Says: booking.SaysNotThere})
			if err != nil || k.Status != booking.ContestAdmitted {
				t.Fatalf("%+v, %v", k, err)
			}
			got := mustRead(s, c, b.ID)
			if got.Status != booking.Cancelled || got.EndedBy != "practitioner" {
				t.Errorf("it is %s by %s", got.Status, got.EndedBy)
			}
			for _, kind := range []string{"booking_escrow", "practitioner_payable", "practitioner_receivable", "platform_revenue"} {
				if n := s.account(kind); n != 0 {
					t.Errorf("%d left as %s", n, kind)
				}
			}
			if b.Drawn() {
				p, err := s.packs.ByID(t.Context(), c.Principal, b.PackID)
				if err != nil || p.Left() != 3 {
					t.Errorf("%d sessions are left, %v", p.Left(), err)
				}
			}
			s.agrees()
		})
	}
}

// TestAnOperatorDecides: against a practitioner when they had their say, or the time to.
func TestAnOperatorDecides(t *testing.T) {
	for name, tt := range map[string]struct {
		answer, tookPlace bool
		status            booking.Status
		payable           int64
	}{
		"it took place":           {true, true, booking.Completed, -127_500},
		"it did not":              {true, false, booking.Cancelled, 0},
		"it did not, and silence": {false, false, booking.Cancelled, 0},
		"it took place, at once":  {false, true, booking.Completed, -127_500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			c, ctx, admin := guest(), t.Context(), s.admin()
			b := s.book(c, monday)
			s.clock.Set(b.End.Add(time.Hour))
			k := s.contest(c, b)
			if !tt.tookPlace {
				want(t, s.settleContest(admin, k.ID, false), booking.ErrContestUnheard)
			}
			if tt.answer {
				say := booking.ContestReply{Says: booking.SaysTookPlace, Words: "We spoke for the full hour."}
				_, err := s.AnswerContest(ctx, c, b.ID, say)
				want(t, err, identity.ErrForbidden)
				_, err = s.AnswerContest(ctx, s.practitioner, b.ID, say)
				want(t, err, nil)
				_, err = s.AnswerContest(ctx, s.practitioner, b.ID, say)
				want(t, err, booking.ErrContestAnswered)
			} else if !tt.tookPlace {
				s.clock.Advance(booking.ContestAnswer)
			}
			list, n, err := s.ContestQueue(ctx, admin.Principal, true, 1, 20)
			if err != nil || n != 1 || len(list) != 1 || list[0].ID != k.ID || list[0].Words != "" {
				t.Errorf("%+v, %d, %v", list, n, err)
			}
			full, err := s.ContestCase(ctx, admin.Principal, k.ID)
			if err != nil || full.Words != absent.Words || (full.Reply != "") != tt.answer || full.Booking.ID != b.ID {
				t.Errorf("%+v, %v", full, err)
			}
			want(t, s.settleContest(admin, k.ID, tt.tookPlace), nil)
			want(t, s.settleContest(admin, k.ID, tt.tookPlace), booking.ErrContestOver)
			want(t, s.settleContest(admin, uuid.New(), true), booking.ErrNoContest)
			if got := mustRead(s, c, b.ID); got.Status != tt.status || s.account("practitioner_payable") != tt.payable || s.account("booking_escrow") != 0 {
				t.Errorf("it is %s, %d payable", got.Status, s.account("practitioner_payable"))
			}
			s.agrees()
		})
	}
}

// TestALateCaptureOfAContestedSession is earned when the contest is over, and not before.
func TestALateCaptureOfAContestedSession(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	s.gateway.deaf = true
	if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(monday.Add(time.Hour))
	if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.contest(c, b)
	s.gateway.deaf = false
	if err := s.CapturePayment(t.Context(), booking.Capture{BookingID: b.ID, PaymentID: s.paymentOf(b).ID}); err != nil {
		t.Fatal(err)
	}
	if p := s.paymentOf(b); p.Status != payment.Captured || p.EarnedAt != nil {
		t.Errorf("%s, earned %v", p.Status, p.EarnedAt)
	}
	s.agrees()
	if _, err := s.WithdrawContest(t.Context(), c, b.ID); err != nil {
		t.Fatal(err)
	}
	if p := s.paymentOf(b); p.EarnedAt == nil {
		t.Error("it is not earned")
	}
	s.agrees()
}

// TestTheDatabaseKeepsAContest: past all code, a contested booking does not move, earns nothing, and its end is for good.
func TestTheDatabaseKeepsAContest(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	insert := "insert into booking.contest (id, booking_id, client_id, reason, answer_by, created_at) select gen_random_uuid(), id, seeker_id, 'absent', now(), starts_at - interval '1 minute' from booking.booking"
	s.refuses("KL511", insert)
	s.clock.Set(monday.Add(time.Hour))
	s.contest(c, b)
	s.refuses("KL512", "update booking.booking set status = 'completed'")
	s.refuses("KL513", "update payment.payment set earned_at = now()")
	want(t, s.settleContest(s.admin(), mustContest(s, b).ID, true), nil)
	s.refuses("KL510", "update booking.contest set status = 'not_held'")
	if _, err := s.db.Exec(t.Context(), "delete from booking.contest"); err == nil {
		t.Error("a contest can be deleted")
	}
}

func mustContest(s *stage, b *booking.Booking) booking.Contest {
	s.t.Helper()
	list, err := s.Contests(s.t.Context(), b)
	if err != nil || len(list) == 0 {
		s.t.Fatalf("%d, %v", len(list), err)
	}
	return list[0]
}

func (s *stage) refuses(code, sql string) {
	s.t.Helper()
	if _, err := s.db.Exec(s.t.Context(), sql); db.Code(err) != code {
		s.t.Errorf("%s: %v, want %s", sql, err, code)
	}
}

// TestAContestHasOneEnd: withdrawing, answering, deciding both ways and the sweep at once.
func TestAContestHasOneEnd(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	ctx, admin := t.Context(), s.admin()
	for round := range 6 {
		c := guest()
		b := s.book(c, monday.AddDate(0, 0, round))
		s.clock.Set(b.End.Add(50 * time.Hour))
		begun := together(
			func() error { _, err := s.BeginContest(ctx, c, b.ID, absent); return err },
			func() error {
				_, err := s.BeginContest(ctx, c, b.ID, booking.ContestRequest{Reason: booking.NotAsBooked})
				return err
			},
			func() error { return s.SweepOverdue(ctx, booking.Sweep{}) },
		)
		if won := count(begun[:2]); won != 1 {
			t.Fatalf("%d contests are open: %v", won, begun)
		}
		k := mustContest(s, b)
		s.clock.Advance(booking.ContestAnswer)
		ends := together(
			func() error { _, err := s.WithdrawContest(ctx, c, b.ID); return err },
			func() error {
				_, err := s.AnswerContest(ctx, s.practitioner, b.ID, booking.ContestReply{Says: booking.SaysNotThere})
				return err
			},
			func() error { return s.settleContest(admin, k.ID, true) },
			func() error { return s.settleContest(admin, k.ID, false) },
			func() error { return s.SweepOverdue(ctx, booking.Sweep{}) },
		)
		if won := count(ends[:4]); won != 1 || ends[4] != nil {
			t.Errorf("round %d: %d ends: %v", round, won, ends)
		}
		s.sweep()
		k, got, p := mustContest(s, b), mustRead(s, c, b.ID), s.paymentOf(b)
		back := k.MoneyBack()
		if back != (got.Status == booking.Cancelled) || back != (p.KeptMinor() == 0) || !back && (got.Status != booking.Completed || p.EarnedAt == nil) {
			t.Errorf("round %d: the contest is %s, the booking %s, %d kept", round, k.Status, got.Status, p.KeptMinor())
		}
		s.clock.Set(now)
	}
	s.agrees()
}

// together does all at once and says what became of each.
func together(do ...func() error) []error {
	out := make([]error, len(do))
	var wg sync.WaitGroup
	for i, f := range do {
		wg.Go(func() { out[i] = f() })
	}
	wg.Wait()
	return out
}

func count(errs []error) (won int) {
	for _, err := range errs {
		if err == nil {
			won++
		}
	}
	return won
}

// TestWordsOfAContestFollowTheirOwner: a guest's become their account's, and go with it.
func TestWordsOfAContestFollowTheirOwner(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c, ctx := guest(), t.Context()
	b := s.book(c, monday)
	s.clock.Set(b.End.Add(time.Hour))
	s.contest(c, b)
	owner := catalogtest.Person(t, s.db, "seeker")
	want(t, s.db.InTx(ctx, func(tx db.Tx) error { return s.ClaimTx(ctx, tx, owner, []uuid.UUID{b.SeekerID}) }), nil)
	if k := mustContest(s, b); k.Words != absent.Words {
		t.Errorf("%+v", k)
	}
	_, err := s.AnswerContest(ctx, s.practitioner, b.ID, booking.ContestReply{Says: booking.SaysTookPlace, Words: "I was there."})
	want(t, err, nil)
	want(t, s.db.InTx(ctx, func(tx db.Tx) error { return s.GuardErasureTx(ctx, tx, owner) }), nil)
	if k := mustContest(s, b); k.Words != "" || k.Reply == "" {
		t.Errorf("after the client left: %+v", k)
	}
	want(t, s.db.InTx(ctx, func(tx db.Tx) error { return s.GuardErasureTx(ctx, tx, s.practitioner.PersonID) }), nil)
	if k := mustContest(s, b); k.Reply != "" || !k.Open() {
		t.Errorf("after the practitioner left: %+v", k)
	}
}

// TestLettersAboutAContest: each tells who has to know, once, and only what is still so.
func TestLettersAboutAContest(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	c.deliver()
	b := mustRead(c.stage, c.client, c.id)
	c.clock.Set(b.End.Add(time.Hour))
	c.contest(c.client, b)
	told := c.deliver()
	if m := told["practitioner"]; len(told) != 1 || !strings.Contains(m.Text, "Nobody came") || !strings.Contains(m.Text, "/pro/sessions/"+b.Code) || strings.Contains(m.Text, "door") {
		t.Errorf("of a new one: %+v", told)
	}
	if _, err := c.WithdrawContest(t.Context(), c.client, c.id); err != nil {
		t.Fatal(err)
	}
	if told = c.deliver(); len(told) != 1 || !strings.Contains(told["practitioner"].Text, "took back") {
		t.Errorf("of one that was taken back: %+v", told)
	}
	if _, err := c.BeginContest(t.Context(), c.client, c.id, booking.ContestRequest{Reason: booking.CutShort}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.AnswerContest(t.Context(), c.practitioner, c.id, booking.ContestReply{Says: booking.SaysNotThere}); err != nil {
		t.Fatal(err)
	}
	told = c.deliver() // of the beginning nothing is said any more
	if len(told) != 2 || !strings.Contains(told["client"].Text, "₹1,500.00 goes back") || !strings.Contains(told["practitioner"].Text, "our commission") {
		t.Errorf("of the end: %+v", told)
	}
}
