package schedule_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/ssrf"

	"github.com/google/uuid"
)

// elsewhere is a calendar at some address, with one event a time; it knows whether it changed.
type elsewhere struct {
	mu     sync.Mutex
	starts []time.Time
	asked  []ssrf.Conditions
}

func (c *elsewhere) set(starts ...time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.starts = starts
}

func (c *elsewhere) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked)
}

// Fetch answers 304 to who has the present version.
func (c *elsewhere) Fetch(_ context.Context, _ string, if304 ssrf.Conditions) (*ssrf.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, if304)
	tag := fmt.Sprint(c.starts)
	if if304.ETag == tag {
		return &ssrf.Response{Status: http.StatusNotModified, ETag: tag}, nil
	}
	body := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n"
	for i, at := range c.starts {
		const layout = "20060102T150405Z"
		body += fmt.Sprintf("BEGIN:VEVENT\r\nUID:%d\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\nDTEND:%s\r\nEND:VEVENT\r\n", i, at.Format(layout), at.Add(time.Hour).Format(layout))
	}
	return &ssrf.Response{Status: http.StatusOK, Body: []byte(body + "END:VCALENDAR\r\n"), ETag: tag}, nil
}

// withCalendar is a bench whose practitioner linked c; work lets the queue look for calendars that are due.
func withCalendar(t *testing.T, c *elsewhere) (b *bench, work func()) {
	t.Helper()
	b = setup(t, catalogtest.ServiceSpec{})
	queue := jobs.New(b.db, jobs.Options{})
	owner := uuid.New()
	b.service = schedule.New(schedule.Deps{DB: b.db, Clock: b.clock, IDs: ids.NewSource(nil), Events: events.NewBus(queue, ids.NewSource(nil)), Jobs: queue,
		Fetcher: c, Sealer: catalogtest.Sealer{}, Owner: func(context.Context, uuid.UUID) (uuid.UUID, error) { return owner, nil }})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	_, err := b.service.AddSource(t.Context(), schedule.NewSource{Practitioner: b.offering.PractitionerID, Person: owner, Zone: "Asia/Kolkata", Name: "Mine", URL: "https://calendar.example/x"})
	if err != nil {
		t.Fatal(err)
	}
	return b, func() {
		t.Helper()
		err := b.db.InTx(t.Context(), func(tx db.Tx) error { return queue.AddTx(t.Context(), tx, jobs.Job{Args: schedule.RefreshDue{}}) })
		if err != nil {
			t.Fatal(err)
		}
		if err := queue.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			var left int
			if err := b.db.QueryRow(t.Context(), "select count(*) from jobs.river_job where state in ('available', 'running', 'retryable')").Scan(&left); err != nil {
				t.Fatal(err)
			}
			if left == 0 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%d jobs are not done", left)
			}
		}
		if err := queue.Stop(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) offers(t *testing.T, at time.Time) bool {
	t.Helper()
	return slices.ContainsFunc(b.starts(t, at, at.Add(time.Minute)), at.Equal)
}

// TestAnEventElsewhereTakesItsTimeWithinFiveMinutes: a copy is due after four, and the queue looks each minute.
func TestAnEventElsewhereTakesItsTimeWithinFiveMinutes(t *testing.T) {
	t.Parallel()
	c := &elsewhere{}
	b, work := withCalendar(t, c)
	c.set(monday)
	if !b.offers(t, monday) {
		t.Fatal("the time was not free to begin with")
	}
	b.clock.Set(now.Add(4*time.Minute - time.Second))
	work()
	if n := c.count(); n != 1 {
		t.Errorf("a copy of under four minutes was read again: %d", n)
	}
	b.clock.Set(now.Add(4*time.Minute + time.Second))
	work()
	if b.offers(t, monday) {
		t.Error("the time is still offered after four minutes")
	}
}

// TestCalendarsAreReadAsFarAsAnybodyCanBook: to the end of the longest window.
func TestCalendarsAreReadAsFarAsAnybodyCanBook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind slots.WindowKind
		days int
	}{{slots.RollingDays, catalog.MaxWindowDays}, {slots.RollingBusinessDays, catalog.MaxWindowDays * 7 / 5}} {
		far := monday.AddDate(0, 0, (c.days-7)/7*7)
		other := &elsewhere{}
		b, _ := withCalendar(t, other)
		b.offering.Window = slots.BookingWindow{Kind: c.kind, Days: catalog.MaxWindowDays}
		if !b.offers(t, far) {
			t.Fatalf("%v: %s is not within the window", c.kind, far)
		}
		busy := &elsewhere{}
		busy.set(far)
		b, _ = withCalendar(t, busy)
		b.offering.Window = slots.BookingWindow{Kind: c.kind, Days: catalog.MaxWindowDays}
		if b.offers(t, far) {
			t.Errorf("%v: busy on %s elsewhere, and offered here", c.kind, far)
		}
	}
}

// TestAnUnchangedCalendarIsReadOutOnceADay: what repeats reaches further each day.
func TestAnUnchangedCalendarIsReadOutOnceADay(t *testing.T) {
	t.Parallel()
	c := &elsewhere{}
	c.set(monday)
	b, work := withCalendar(t, c)
	for _, after := range []time.Duration{5 * time.Minute, 10 * time.Minute, 24 * time.Hour, 24*time.Hour + 5*time.Minute} {
		b.clock.Set(now.Add(after))
		work()
	}
	var whole []bool
	for _, asked := range c.asked {
		whole = append(whole, asked.ETag == "")
	}
	if want := []bool{true, true, false, true, false}; !slices.Equal(whole, want) {
		t.Errorf("read as a whole: %v, want %v", whole, want)
	}
}
