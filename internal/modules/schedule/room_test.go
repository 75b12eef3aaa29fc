package schedule_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// house is a business with rooms whose practitioners keep the same hours.
type house struct {
	*bench
	business  uuid.UUID
	rooms     []uuid.UUID
	offerings []schedule.Offering
}

func newHouse(t *testing.T, people, rooms int) *house {
	t.Helper()
	h := &house{bench: setup(t, catalogtest.ServiceSpec{})}
	h.business = catalogtest.Business(t, h.db)
	for range rooms {
		h.rooms = append(h.rooms, catalogtest.Room(t, h.db, h.business))
	}
	for range people {
		o := h.offering
		o.PractitionerID = catalogtest.Practitioner(t, h.db, catalogtest.PractitionerSpec{})
		o.ServiceID = catalogtest.Service(t, h.db, catalogtest.ServiceSpec{Practitioner: o.PractitionerID})
		o.Rooms = h.rooms
		zone, _ := time.LoadLocation(o.Zone)
		var week schedule.Hours
		for day := 1; day <= 7; day++ {
			week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
		}
		if _, err := h.service.SetHours(t.Context(), identity.Principal{}, o.PractitionerID, zone, week); err != nil {
			t.Fatal(err)
		}
		h.offerings = append(h.offerings, o)
	}
	return h
}

// take holds a time with an offering; what the test states of the hold stays.
func (h *house) take(t *testing.T, o schedule.Offering, hold schedule.Hold) (taken schedule.Taken, err error) {
	t.Helper()
	hold.Offering, hold.Now = o, h.clock.Now()
	if hold.BookingID == uuid.Nil {
		hold.BookingID = uuid.New()
	}
	if hold.Status == "" {
		hold.Status, hold.ExpiresAt = slots.Hold, h.clock.Now().Add(15*time.Minute)
	}
	err = h.db.InTx(t.Context(), func(tx db.Tx) (err error) {
		taken, err = h.service.HoldTx(t.Context(), tx, hold)
		return err
	})
	return taken, err
}

func (h *house) mustTake(t *testing.T, o schedule.Offering, start time.Time) schedule.Taken {
	t.Helper()
	taken, err := h.take(t, o, schedule.Hold{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

func (h *house) offered(t *testing.T, o schedule.Offering, start time.Time) bool {
	t.Helper()
	list, err := h.service.Slots(t.Context(), h.db, schedule.Ask{Offering: o, From: start, To: start.Add(time.Second), Now: h.clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return len(list) == 1
}

// rush lets everybody of the house be asked for one time at once, n times each.
func (h *house) rush(t *testing.T, n int, start time.Time) (won int64) {
	t.Helper()
	var w atomic.Int64
	var wg sync.WaitGroup
	for _, o := range h.offerings {
		for range n {
			wg.Go(func() {
				switch _, err := h.take(t, o, schedule.Hold{Start: start}); {
				case err == nil:
					w.Add(1)
				case !errors.Is(err, schedule.ErrTaken):
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	return w.Load()
}

func TestARoomIsTakenOnce(t *testing.T) {
	h := newHouse(t, 6, 2)
	if won := h.rush(t, 25, monday); won != 2 {
		t.Fatalf("%d sessions at one time in two rooms", won)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy`); n != 2 {
		t.Errorf("%d practitioners are occupied, want 2: who found no room must be free", n)
	}
}

// TestTheRoomConstraintIsWhatHolds drops room_no_overlap and sees the race above go wrong.
func TestTheRoomConstraintIsWhatHolds(t *testing.T) {
	h := newHouse(t, 6, 1)
	asOwner(t, h.url, "alter table schedule.room_occupancy drop constraint room_no_overlap")
	const rounds = 8 // a busy machine may let one rush queue up in good order, but not eight
	for hour := range rounds {
		if h.rush(t, 10, monday.Add(time.Duration(hour)*time.Hour)) > 1 {
			return
		}
	}
	t.Fatal("one session in one room without the constraint: this race does not test it")
}

func TestTimesWithoutAFreeRoomAreNotListed(t *testing.T) {
	h := newHouse(t, 3, 2)
	first := h.mustTake(t, h.offerings[0], monday)
	if !h.offered(t, h.offerings[2], monday) {
		t.Fatal("one room is free, and the time is not listed")
	}
	h.mustTake(t, h.offerings[1], monday.Add(30*time.Minute))
	if h.offered(t, h.offerings[2], monday) {
		t.Error("a time at which both rooms are taken is listed")
	}
	if _, err := h.take(t, h.offerings[2], schedule.Hold{Start: monday}); !errors.Is(err, schedule.ErrTaken) {
		t.Errorf("booked without a room: %v", err)
	}
	err := h.db.InTx(t.Context(), func(tx db.Tx) error {
		return h.service.ReleaseTx(t.Context(), tx, schedule.Place{OccupancyID: first.OccupancyID})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := h.mustTake(t, h.offerings[2], monday); got.RoomID != first.RoomID {
		t.Errorf("took room %s, want the one that became free", got.RoomID)
	}
}

func TestAServiceWhoseRoomsAreClosedIsNotOffered(t *testing.T) {
	h := newHouse(t, 1, 0)
	h.offerings[0].Rooms = []uuid.UUID{}
	if h.offered(t, h.offerings[0], monday) {
		t.Error("offered without any room")
	}
}

// TestAHoldThatEndedFreesItsRoom: the hold is another practitioner's, and no sweeper ran.
func TestAHoldThatEndedFreesItsRoom(t *testing.T) {
	h := newHouse(t, 2, 1)
	old := h.mustTake(t, h.offerings[0], monday)
	h.clock.Advance(16 * time.Minute)
	if !h.offered(t, h.offerings[1], monday) {
		t.Fatal("the room of an ended hold is not free")
	}
	h.mustTake(t, h.offerings[1], monday)
	if n := h.count(t, `select count(*) from schedule.occupancy where id = $1`, old.OccupancyID); n != 0 {
		t.Error("the hold that gave way is still there, without its room")
	}
}

func TestAMoveKeepsTheRoomOrChangesIt(t *testing.T) {
	h := newHouse(t, 2, 2)
	mine := h.mustTake(t, h.offerings[0], monday)
	other := h.rooms[0]
	if mine.RoomID == other {
		other = h.rooms[1]
	}
	moved, err := h.take(t, h.offerings[0], schedule.Hold{Start: monday.Add(time.Hour), Moving: mine.OccupancyID, Room: other, Status: slots.Confirmed})
	if err != nil || moved.RoomID != other {
		t.Fatalf("moved to room %s (%v), want the wished one %s", moved.RoomID, err, other)
	}
	h.mustTake(t, h.offerings[1], monday.Add(3*time.Hour))
	blocker := h.roomAt(t, monday.Add(3*time.Hour))
	again, err := h.take(t, h.offerings[0], schedule.Hold{Start: monday.Add(3 * time.Hour), Moving: moved.OccupancyID, Room: blocker, Status: slots.Confirmed})
	if err != nil || again.RoomID == blocker {
		t.Fatalf("moved into room %s (%v), which is taken", again.RoomID, err)
	}
	if n := h.count(t, `select count(*) from schedule.room_occupancy`); n != 2 {
		t.Errorf("%d rooms are taken, want 2", n)
	}
}

func TestAGroupTakesOneRoom(t *testing.T) {
	h := newHouse(t, 2, 1)
	group := h.offerings[0]
	group.Service.Capacity = 3
	for range 3 {
		if got := h.mustTake(t, group, monday); got.RoomID != h.rooms[0] {
			t.Fatalf("a seat in room %s", got.RoomID)
		}
	}
	if n := h.count(t, `select count(*) from schedule.room_occupancy`); n != 1 {
		t.Errorf("%d rooms for one session", n)
	}
	if h.offered(t, h.offerings[1], monday) {
		t.Error("the room of a group session is offered to another")
	}
}

// TestAnOpenRequestGivesItsRoomAway: it takes it when it is confirmed, if it still can.
func TestAnOpenRequestGivesItsRoomAway(t *testing.T) {
	h := newHouse(t, 2, 1)
	request := h.mustTake(t, h.offerings[0], monday)
	keep := func(status slots.Status, open bool) error {
		return h.db.InTx(t.Context(), func(tx db.Tx) error {
			_, _, err := h.service.KeepTx(t.Context(), tx, schedule.Keep{Place: schedule.Place{OccupancyID: request.OccupancyID}, Status: status, Open: open})
			return err
		})
	}
	if err := keep(slots.Pending, true); err != nil {
		t.Fatal(err)
	}
	h.mustTake(t, h.offerings[1], monday)
	if err := keep(slots.Confirmed, false); !errors.Is(err, schedule.ErrTaken) {
		t.Errorf("confirmed into a room that is taken: %v", err)
	}
}

func (h *house) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	if err := h.db.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) roomAt(t *testing.T, start time.Time) (room uuid.UUID) {
	t.Helper()
	err := h.db.QueryRow(t.Context(), `select r.room_id from schedule.room_occupancy r join schedule.occupancy o on o.id = r.occupancy_id
		where o.starts_at = $1`, start).Scan(&room)
	if err != nil {
		t.Fatal(err)
	}
	return room
}
