package schedule_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// monday is 09:00 in Kolkata on a Monday; working hours are 09:00 to 18:00 every day.
var (
	now    = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	monday = time.Date(2026, 11, 23, 3, 30, 0, 0, time.UTC)
)

type bench struct {
	db       *db.DB
	url      string
	clock    *clock.Fake
	service  *schedule.Service
	remote   *remote
	offering schedule.Offering
}

func setup(t *testing.T, spec catalogtest.ServiceSpec) *bench {
	t.Helper()
	d, url := dbtest.NewWithURL(t, 32)
	k := clock.NewFake(now)
	src := ids.NewSource(nil)
	q := jobs.New(d, jobs.Options{})
	bus := events.NewBus(q, src)
	if err := q.Open(); err != nil {
		t.Fatal(err)
	}
	b := &bench{db: d, url: url, clock: k, remote: &remote{}}
	b.service = schedule.New(schedule.Deps{DB: d, Clock: k, IDs: src, Events: bus, Fetcher: b.remote, Sealer: catalogtest.Sealer{}, Owner: b.owner})
	practitioner := catalogtest.Practitioner(t, d, catalogtest.PractitionerSpec{})
	spec.Practitioner = practitioner
	serviceID := catalogtest.Service(t, d, spec)
	b.offering = schedule.Offering{PractitionerID: practitioner, ServiceID: serviceID, Zone: "Asia/Kolkata",
		Service: slots.Service{Duration: time.Hour, Interval: 30 * time.Minute, Capacity: max(spec.Capacity, 1),
			BufferAfter: time.Duration(spec.BufferAfterMin) * time.Minute}}
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
	}
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.service.SetHours(t.Context(), identity.Principal{}, practitioner, zone, week); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) hold(ctx context.Context, start time.Time) (schedule.Taken, error) {
	return b.holdWith(ctx, schedule.Hold{Start: start})
}

func (b *bench) holdWith(ctx context.Context, h schedule.Hold) (taken schedule.Taken, err error) {
	h.Offering, h.Now = b.offering, b.clock.Now()
	if h.BookingID == uuid.Nil {
		h.BookingID = uuid.New()
	}
	if h.Status == "" {
		h.Status, h.ExpiresAt = slots.Hold, b.clock.Now().Add(15*time.Minute)
	}
	err = b.db.InTx(ctx, func(tx db.Tx) error {
		taken, err = b.service.HoldTx(ctx, tx, h)
		return err
	})
	return taken, err
}

func (b *bench) starts(t *testing.T, from, to time.Time) []time.Time {
	t.Helper()
	list, err := b.service.Slots(t.Context(), b.db, schedule.Ask{Offering: b.offering, From: from, To: to, Now: b.clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]time.Time, len(list))
	for i, s := range list {
		out[i] = s.Start
	}
	return out
}

// herd runs n holders at once and counts winners and the losers' errors.
func (b *bench) herd(t *testing.T, n int, start func(i int) time.Time) (won, taken, other int64) {
	t.Helper()
	var w, l, o atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			switch _, err := b.hold(t.Context(), start(i)); {
			case err == nil:
				w.Add(1)
			case errors.Is(err, schedule.ErrTaken):
				l.Add(1)
			default:
				o.Add(1)
				t.Error(err)
			}
		})
	}
	wg.Wait()
	return w.Load(), l.Load(), o.Load()
}

func TestOneOfManyGetsTheTime(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	won, taken, other := b.herd(t, 300, func(int) time.Time { return monday })
	if won != 1 || taken != 299 || other != 0 {
		t.Fatalf("won %d, taken %d, other %d; want 1, 299, 0", won, taken, other)
	}
}

// TestTheConstraintIsWhatHolds drops no_overlap and sees the race test above go wrong: the promise rests on the
// database, not on the check before the insert.
func TestTheConstraintIsWhatHolds(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	asOwner(t, b.url, "alter table schedule.occupancy drop constraint no_overlap")
	var overlaps int
	for range 20 { // a race may be won by luck: it cannot be won twenty times
		won, _, _ := b.herd(t, 32, func(int) time.Time { return monday })
		if won > 1 {
			overlaps++
			break
		}
		asOwner(t, b.url, "truncate schedule.occupancy cascade")
	}
	if overlaps == 0 {
		t.Fatal("without the constraint no double booking was made: the race test proves nothing")
	}
}

func TestOverlappingStartsNeverBothWin(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{BufferAfterMin: 15})
	b.herd(t, 100, func(i int) time.Time { return monday.Add(time.Duration(i%6) * 30 * time.Minute) })
	var overlaps int
	err := b.db.QueryRow(t.Context(), `select count(*) from schedule.occupancy a join schedule.occupancy b
		on a.practitioner_id = b.practitioner_id and a.id < b.id and a.blocked && b.blocked`).Scan(&overlaps)
	if err != nil || overlaps != 0 {
		t.Fatalf("%d overlaps, %v", overlaps, err)
	}
}

func TestOfferedIsBookableAndNothingElseIs(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	day := monday.Add(-4 * time.Hour)
	offered := b.starts(t, day, day.AddDate(0, 0, 1))
	if len(offered) != 17 { // 09:00 to 17:00 every half hour
		t.Fatalf("%d offered, want 17: %v", len(offered), offered)
	}
	if _, err := b.hold(t.Context(), offered[3]); err != nil {
		t.Fatal(err)
	}
	left := b.starts(t, day, day.AddDate(0, 0, 1))
	if len(left) != 14 { // the taken start, and the ones half an hour before and after
		t.Fatalf("%d left, want 14", len(left))
	}
	for _, refused := range []time.Time{offered[0].Add(15 * time.Minute), offered[0].Add(-time.Hour), offered[0].AddDate(0, 0, -7), offered[0].Add(time.Second)} {
		if _, err := b.hold(t.Context(), refused); !errors.Is(err, schedule.ErrNotOffered) {
			t.Errorf("%v: got %v, want ErrNotOffered", refused, err)
		}
	}
}

func TestAnEndedHoldIsFreeWithoutASweeper(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	if _, err := b.hold(t.Context(), monday); err != nil {
		t.Fatal(err)
	}
	if _, err := b.hold(t.Context(), monday.Add(30*time.Minute)); !errors.Is(err, schedule.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
	b.clock.Advance(16 * time.Minute)
	if got := b.starts(t, monday, monday.Add(time.Second)); len(got) != 1 {
		t.Fatalf("an ended hold still hides its start: %v", got)
	}
	if _, err := b.hold(t.Context(), monday.Add(30*time.Minute)); err != nil {
		t.Fatalf("an ended hold still blocks: %v", err)
	}
}

func TestALatePaymentTakesTheTimeAgainOrLosesIt(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	keep := func(taken schedule.Taken) error {
		k := schedule.Keep{Place: schedule.Place{OccupancyID: taken.OccupancyID}, Status: slots.Confirmed,
			Again: func() (schedule.Hold, error) {
				return schedule.Hold{Offering: b.offering, BookingID: uuid.New(), Start: taken.Start, Now: b.clock.Now()}, nil
			}}
		return b.db.InTx(t.Context(), func(tx db.Tx) error { _, _, err := b.service.KeepTx(t.Context(), tx, k); return err })
	}
	first, err := b.hold(t.Context(), monday)
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(time.Hour)
	if err := keep(first); err != nil {
		t.Fatalf("nobody took the time meanwhile: %v", err)
	}
	second, err := b.hold(t.Context(), monday.Add(2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(time.Hour)
	if _, err := b.hold(t.Context(), second.Start); err != nil { // somebody else comes
		t.Fatal(err)
	}
	if err := keep(second); !errors.Is(err, schedule.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
}

func TestTwelveSeatsSellTwelveTimes(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{Capacity: 12})
	won, taken, _ := b.herd(t, 120, func(int) time.Time { return monday })
	if won != 12 || taken != 108 {
		t.Fatalf("won %d, taken %d; want 12, 108", won, taken)
	}
	var sessions, seats int
	if err := b.db.QueryRow(t.Context(), "select count(*), sum(seats_taken) from schedule.occupancy").Scan(&sessions, &seats); err != nil {
		t.Fatal(err)
	}
	if sessions != 1 || seats != 12 {
		t.Fatalf("%d sessions with %d seats, want 1 with 12", sessions, seats)
	}
}

// TestTheSeatCheckIsWhatHolds: without the CHECK the thirteenth seat would be sold.
func TestTheSeatCheckRefusesOneTooMany(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{Capacity: 2})
	taken, err := b.hold(t.Context(), monday)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.db.Exec(t.Context(), "update schedule.occupancy set seats_taken = 3 where id = $1", taken.OccupancyID)
	if db.Code(err) != db.CodeCheckViolation {
		t.Fatalf("got %v, want a check violation", err)
	}
}

func TestAHeldSeatThatEndedIsSoldAgain(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{Capacity: 2})
	for range 2 {
		if _, err := b.hold(t.Context(), monday); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.hold(t.Context(), monday); !errors.Is(err, schedule.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
	b.clock.Advance(16 * time.Minute)
	for range 2 {
		if _, err := b.hold(t.Context(), monday); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMovingIsAtomicAndItsOwnTimeIsNoObstacle(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	taken, err := b.holdWith(t.Context(), schedule.Hold{Start: monday, Status: slots.Confirmed})
	if err != nil {
		t.Fatal(err)
	}
	moved, err := b.holdWith(t.Context(), schedule.Hold{Start: monday.Add(30 * time.Minute), Status: slots.Confirmed, Moving: taken.OccupancyID})
	if err != nil {
		t.Fatalf("the old range blocks its own move: %v", err)
	}
	if _, err := b.hold(t.Context(), monday.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.holdWith(t.Context(), schedule.Hold{Start: monday.Add(3 * time.Hour), Status: slots.Confirmed, Moving: moved.OccupancyID}); !errors.Is(err, schedule.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
	var n int
	if err := b.db.QueryRow(t.Context(), "select count(*) from schedule.occupancy where id = $1", moved.OccupancyID).Scan(&n); err != nil || n != 1 {
		t.Fatalf("a refused move lost the old time: %d, %v", n, err)
	}
}

func TestLimitsHoldUnderARace(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	b.offering.Limits.PerDay = slots.AtMost(2)
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, err := b.hold(t.Context(), monday.Add(time.Duration(i)*time.Hour))
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, schedule.ErrNotOffered) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 2 {
		t.Fatalf("%d bookings on a day limited to 2", won.Load())
	}
}

func TestABlockLosesToWhatIsThere(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	ctx := t.Context()
	taken, err := b.hold(ctx, monday)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.service.BlockTime(ctx, identity.Principal{}, b.offering.PractitionerID, monday.Add(30*time.Minute), monday.Add(4*time.Hour))
	if !errors.Is(err, schedule.ErrOverlap) {
		t.Fatalf("got %v, want ErrOverlap", err)
	}
	block, err := b.service.BlockTime(ctx, identity.Principal{}, b.offering.PractitionerID, taken.End, taken.End.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.hold(ctx, taken.End); !errors.Is(err, schedule.ErrTaken) {
		t.Fatalf("got %v, want ErrTaken", err)
	}
	if err := b.service.Unblock(ctx, b.offering.PractitionerID, block.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.service.Unblock(ctx, uuid.New(), block.ID); !errors.Is(err, schedule.ErrNotFound) {
		t.Fatalf("got %v, want ErrNotFound", err)
	}
	if _, err := b.hold(ctx, taken.End); err != nil {
		t.Fatal(err)
	}
}

func asOwner(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
