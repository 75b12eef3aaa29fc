package events_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// newBus is a bus with one subscriber to "test.happened"; its queue does not run.
func newBus(t *testing.T, d *db.DB) *events.Bus {
	t.Helper()
	q := jobs.New(d, jobs.Options{})
	b := events.NewBus(q, ids.NewSource(nil))
	b.Subscribe("test.listener", func(context.Context, events.Delivery) error { return nil }, "test.happened")
	if err := q.Open(); err != nil {
		t.Fatal(err)
	}
	return b
}

func happened(at time.Time) events.Event {
	return events.Event{Type: "test.happened", AggregateType: "test", AggregateID: uuid.New(), Seq: 1, Actor: events.System, At: at, Data: map[string]int{"n": 1}}
}

func publish(t *testing.T, d *db.DB, b *events.Bus, e events.Event) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx db.Tx) error { return b.PublishTx(t.Context(), tx, e) }); err != nil {
		t.Fatal(err)
	}
}

func partitionOf(t *testing.T, d *db.DB, at time.Time) (name string) {
	t.Helper()
	if err := d.QueryRow(t.Context(), "select tableoid::regclass::text from events.event where occurred_at = $1", at).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestAMonthIsAMonthInUTC: whatever zone the session is in, the partition is that of the UTC month, to the microsecond.
func TestAMonthIsAMonthInUTC(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	b := newBus(t, d)
	now := time.Date(2031, 1, 15, 0, 0, 0, 0, time.UTC)
	if err := events.EnsurePartitions(t.Context(), d, now); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[time.Time]string{
		time.Date(2030, 12, 31, 23, 59, 59, 999_999_000, time.UTC): "events.event_default", // made for nobody
		time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC):                "events.event_2031_01",
		time.Date(2031, 1, 31, 23, 59, 59, 999_999_000, time.UTC):  "events.event_2031_01",
		time.Date(2031, 2, 1, 0, 0, 0, 0, time.UTC):                "events.event_2031_02",
		time.Date(2031, 3, 31, 23, 59, 59, 0, time.UTC):            "events.event_2031_03",
		time.Date(2031, 4, 1, 0, 0, 0, 0, time.UTC):                "events.event_default",
	} {
		publish(t, d, b, happened(at))
		if got := partitionOf(t, d, at); got != want {
			t.Errorf("%s is in %s, want %s", at, got, want)
		}
	}
}

// TestPartitionsAreMadeOnceByMany: nodes start together, and each does so every day.
func TestPartitionsAreMadeOnceByMany(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	now := time.Date(2032, 5, 31, 12, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := events.EnsurePartitions(t.Context(), d, now); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var n int
	if err := d.QueryRow(t.Context(), "select count(*) from pg_inherits where inhparent = 'events.event'::regclass and inhrelid::regclass::text like '%event_2032%'").Scan(&n); err != nil || n != 3 {
		t.Errorf("%d partitions, %v; want May, June and July", n, err)
	}
}

// TestALateMonthStaysWhereItIs: events that came before their partition stop neither the next ones nor a start.
func TestALateMonthStaysWhereItIs(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	b := newBus(t, d)
	at := time.Date(2033, 7, 14, 0, 0, 0, 0, time.UTC)
	publish(t, d, b, happened(at))
	if err := events.EnsurePartitions(t.Context(), d, at); err != nil {
		t.Fatal(err)
	}
	publish(t, d, b, happened(at.Add(time.Hour)))
	publish(t, d, b, happened(at.AddDate(0, 1, 0)))
	for when, want := range map[time.Time]string{at: "events.event_default", at.Add(time.Hour): "events.event_default", at.AddDate(0, 1, 0): "events.event_2033_08"} {
		if got := partitionOf(t, d, when); got != want {
			t.Errorf("%s is in %s, want %s", when, got, want)
		}
	}
}

// TestHistoryIsNotRewritten: in every partition, and neither by the application nor by a slip of the owner.
func TestHistoryIsNotRewritten(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	b := newBus(t, d)
	now := time.Now().UTC()
	publish(t, d, b, happened(now))
	publish(t, d, b, happened(now.AddDate(5, 0, 0)))
	for _, sql := range []string{"update events.event set data = '{}'", "delete from events.event"} {
		if _, err := d.Exec(t.Context(), sql); db.Code(err) != "42501" {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// TestWhoActsAtOnceIsNotToldAgain: the event is kept, the delivery is spared.
func TestWhoActsAtOnceIsNotToldAgain(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	b := newBus(t, d)
	e := happened(time.Now())
	e.Told = []string{"test.listener"}
	publish(t, d, b, e)
	var kept, deliveries int
	if err := d.QueryRow(t.Context(), "select (select count(*) from events.event), (select count(*) from jobs.river_job)").Scan(&kept, &deliveries); err != nil || kept != 1 || deliveries != 0 {
		t.Errorf("%d events, %d deliveries, %v", kept, deliveries, err)
	}
}

// TestAnEventAndItsDeliveriesAreOne: both or neither, and only what is committed is counted.
// TestOnlyWhomItConcernsIsTold: those of another concern cost no job; what names no concern is for everybody.
func TestOnlyWhomItConcernsIsTold(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	b := newBus(t, d) // with a listener to everything
	for _, concern := range []string{"gift", "debt"} {
		b.SubscribeTo(concern, "test."+concern, func(context.Context, events.Delivery) error { return nil }, "test.happened")
	}
	told := func(concern string) (names string) {
		e := happened(time.Now().UTC())
		e.Concern = concern
		publish(t, d, b, e)
		err := d.QueryRow(t.Context(), `select coalesce(string_agg(args ->> 'subscriber', ' ' order by args ->> 'subscriber'), '') from jobs.river_job
			where args ->> 'aggregate_id' = $1`, e.AggregateID.String()).Scan(&names)
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	for concern, want := range map[string]string{"gift": "test.gift test.listener", "other": "test.listener", "": "test.debt test.gift test.listener"} {
		if got := told(concern); got != want {
			t.Errorf("%q is told to %s, want %s", concern, got, want)
		}
	}
}

func TestAnEventAndItsDeliveriesAreOne(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	b := newBus(t, d)
	counted := 0
	b.Committed = func(string) { counted++ }
	b.RequestID = func(context.Context) string { return "from-context" }
	errBack := errors.New("back")
	err := d.InTx(t.Context(), func(tx db.Tx) error {
		return errors.Join(b.PublishTx(t.Context(), tx, happened(time.Now())), errBack)
	})
	if !errors.Is(err, errBack) || counted != 0 {
		t.Fatalf("%v, counted %d", err, counted)
	}
	publish(t, d, b, happened(time.Now()))
	named := happened(time.Now().Add(time.Second))
	named.RequestID = "its-own"
	publish(t, d, b, named)
	var requests []string
	var deliveries int
	err = d.QueryRow(t.Context(), "select (select array_agg(request_id order by occurred_at) from events.event), (select count(*) from jobs.river_job)").Scan(&requests, &deliveries)
	if err != nil || len(requests) != 2 || requests[0] != "from-context" || requests[1] != "its-own" || deliveries != 2 || counted != 2 {
		t.Errorf("events %v, %d deliveries, counted %d, %v", requests, deliveries, counted, err)
	}
}
