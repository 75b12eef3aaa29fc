package schedule_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// together is the offering of everybody in the house at once.
func (h *house) together() schedule.Offering {
	o := h.offerings[0]
	for _, other := range h.offerings[1:] {
		o.With = append(o.With, schedule.Companion{PractitionerID: other.PractitionerID, ServiceID: other.ServiceID, Zone: other.Zone})
	}
	return o
}

func TestACollectiveSessionTakesEverybodysTime(t *testing.T) {
	h := newHouse(t, 3, 1)
	all := h.together()
	taken := h.mustTake(t, all, monday)
	if n := h.count(t, `select count(*) from schedule.occupancy where id = $1 or lead_id = $1`, taken.OccupancyID); n != 3 {
		t.Fatalf("%d rows, want one for each of three", n)
	}
	for i, o := range h.offerings {
		o.Rooms = nil
		if h.offered(t, o, monday) {
			t.Errorf("member %d is offered at the same time", i)
		}
	}
	place := schedule.Place{OccupancyID: taken.OccupancyID}
	err := h.db.InTx(t.Context(), func(tx db.Tx) error {
		if err := h.service.ExtendTx(t.Context(), tx, place, h.clock.Now().Add(time.Hour)); err != nil {
			return err
		}
		_, _, err := h.service.KeepTx(t.Context(), tx, schedule.Keep{Place: place, Status: slots.Confirmed})
		return err
	})
	if n := h.count(t, `select count(*) from schedule.occupancy where status = 'confirmed' and expires_at is null`); err != nil || n != 3 {
		t.Fatalf("%d rows are confirmed (%v), want 3", n, err)
	}
	moved, err := h.take(t, all, schedule.Hold{Start: monday.Add(30 * time.Minute), Moving: taken.OccupancyID, Room: taken.RoomID, Status: slots.Confirmed})
	if err != nil {
		t.Fatalf("onto a part of its own time: %v", err)
	}
	if err := h.db.InTx(t.Context(), func(tx db.Tx) error {
		return h.service.ReleaseTx(t.Context(), tx, schedule.Place{OccupancyID: moved.OccupancyID})
	}); err != nil {
		t.Fatal(err)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy`) + h.count(t, `select count(*) from schedule.room_occupancy`); n != 0 {
		t.Errorf("%d rows are left of a session that was released", n)
	}
}

// TestARefusedCollectiveSessionLeavesNothing, though its transaction goes on, as one does that must send money back.
func TestARefusedCollectiveSessionLeavesNothing(t *testing.T) {
	h := newHouse(t, 3, 1)
	last := slices.MaxFunc(h.offerings, func(a, b schedule.Offering) int { return slices.Compare(a.PractitionerID[:], b.PractitionerID[:]) })
	ready, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		// Takes the last one's time after the books were read: the constraint, not the check, refuses the collective.
		if err := h.db.InTx(t.Context(), func(tx db.Tx) error {
			_, err := h.service.HoldTx(t.Context(), tx, schedule.Hold{Offering: withoutRooms(last), BookingID: uuid.New(), Start: monday, Now: h.clock.Now(),
				Status: slots.Hold, ExpiresAt: h.clock.Now().Add(time.Hour)})
			close(ready)
			waitForALock(t, h.db)
			return err
		}); err != nil {
			t.Error(err)
		}
	}()
	<-ready
	err := h.db.InTx(t.Context(), func(tx db.Tx) error {
		_, err := h.service.HoldTx(t.Context(), tx, schedule.Hold{Offering: h.together(), BookingID: uuid.New(), Start: monday, Now: h.clock.Now(),
			Status: slots.Hold, ExpiresAt: h.clock.Now().Add(time.Hour)})
		if !errors.Is(err, schedule.ErrTaken) {
			t.Errorf("took everybody's time: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	<-done
	if n := h.count(t, `select count(*) from schedule.occupancy`); n != 1 {
		t.Errorf("%d rows, want only the one that won", n)
	}
}

func withoutRooms(o schedule.Offering) schedule.Offering {
	o.Rooms = nil
	return o
}

// waitForALock returns once somebody waits for a lock.
func waitForALock(t *testing.T, q db.Querier) {
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		var n int
		if err := q.QueryRow(t.Context(), `select count(*) from pg_locks where not granted`).Scan(&n); err != nil || n > 0 {
			return
		}
	}
	t.Error("nobody waited")
}

// TestManyCollectivesDoNotLock: sessions with some of the same people, named in different orders, all at once.
func TestManyCollectivesDoNotLock(t *testing.T) {
	h := newHouse(t, 4, 2)
	before := h.count(t, `select deadlocks from pg_stat_database where datname = current_database()`)
	var wg sync.WaitGroup
	for i := range 80 {
		o := h.offerings[i%4]
		for _, j := range []int{(i + 1) % 4, (i + 2 + i/4%2) % 4} {
			if other := h.offerings[j]; other.PractitionerID != o.PractitionerID && !slices.ContainsFunc(o.With, func(c schedule.Companion) bool { return c.PractitionerID == other.PractitionerID }) {
				o.With = append(o.With, schedule.Companion{PractitionerID: other.PractitionerID, ServiceID: other.ServiceID, Zone: other.Zone})
			}
		}
		wg.Go(func() {
			_, err := h.take(t, o, schedule.Hold{Start: monday.Add(time.Duration(i%3) * 30 * time.Minute)})
			if err != nil && !errors.Is(err, schedule.ErrTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := h.count(t, `select deadlocks from pg_stat_database where datname = current_database()`) - before; n != 0 {
		t.Errorf("%d deadlocks", n)
	}
}

func (h *house) turns(t *testing.T) schedule.Turns {
	t.Helper()
	var services []uuid.UUID
	for _, o := range h.offerings {
		catalogtest.Join(t, h.db, h.business, o.PractitionerID, "member")
		services = append(services, o.ServiceID)
	}
	return schedule.Turns{TeamServiceID: catalogtest.TeamService(t, h.db, h.business, "any", services...), Offerings: h.offerings}
}

func (h *house) next(t *testing.T, turns schedule.Turns, start time.Time) (taken schedule.Taken, member int, err error) {
	t.Helper()
	err = h.db.InTx(t.Context(), func(tx db.Tx) (err error) {
		taken, member, err = h.service.HoldNextTx(t.Context(), tx, turns, schedule.Hold{BookingID: uuid.New(), Start: start, Now: h.clock.Now(),
			Status: slots.Hold, ExpiresAt: h.clock.Now().Add(15 * time.Minute)})
		return err
	})
	return taken, member, err
}

func TestEverybodyHasTheirTurn(t *testing.T) {
	h := newHouse(t, 3, 0)
	for i := range h.offerings {
		h.offerings[i].Rooms = nil
	}
	turns := h.turns(t)
	var wg sync.WaitGroup
	for i := range 90 { // three at each time: everybody is free when their turn comes
		wg.Go(func() {
			if _, _, err := h.next(t, turns, monday.Add(time.Duration(i%30/10)*24*time.Hour).Add(time.Duration(i%10/2)*2*time.Hour)); err != nil && !errors.Is(err, schedule.ErrTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if spread := h.count(t, `select max(turns) - min(turns) from schedule.turn`); spread > 1 {
		t.Errorf("the turns differ by %d", spread)
	}
	if n := h.count(t, `select count(*) from schedule.turn t where turns <> (select count(*) from schedule.occupancy o where o.practitioner_id = t.practitioner_id)`); n != 0 {
		t.Errorf("the turns of %d members are not their sessions", n)
	}
}

func TestWhoIsNotFreeIsPassedOver(t *testing.T) {
	h := newHouse(t, 2, 1)
	h.offerings[1].Rooms = nil
	turns := h.turns(t)
	first, member, err := h.next(t, turns, monday)
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := h.next(t, turns, monday)
	if err != nil || second == member {
		t.Fatalf("the second session went to member %d (%v)", second, err)
	}
	if _, _, err := h.next(t, turns, monday); !errors.Is(err, schedule.ErrTaken) {
		t.Errorf("a third of two: %v", err)
	}
	place := schedule.Place{OccupancyID: first.OccupancyID, Turn: schedule.Turn{TeamServiceID: turns.TeamServiceID, PractitionerID: h.offerings[member].PractitionerID}}
	if err := h.db.InTx(t.Context(), func(tx db.Tx) error { return h.service.ReleaseTx(t.Context(), tx, place) }); err != nil {
		t.Fatal(err)
	}
	if _, again, err := h.next(t, turns, monday.Add(2*time.Hour)); err != nil || again != member {
		t.Errorf("the turn that was given back went to member %d (%v), want %d", again, err, member)
	}
}
