package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/schedule"
	"klear/internal/platform/ical"
	"klear/internal/platform/ssrf"

	"github.com/google/uuid"
)

// remote is a calendar elsewhere that answers as it is told.
type remote struct {
	status int
	etag   string
	body   string
	err    error
	asked  []ssrf.Conditions
}

// Fetch answers.
func (r *remote) Fetch(_ context.Context, _ string, c ssrf.Conditions) (*ssrf.Response, error) {
	r.asked = append(r.asked, c)
	if r.err != nil {
		return nil, r.err
	}
	return &ssrf.Response{Status: r.status, ETag: r.etag, Body: []byte(r.body)}, nil
}

func (b *bench) owner(ctx context.Context, practitioner uuid.UUID) (id uuid.UUID, err error) {
	err = b.db.QueryRow(ctx, "select person_id from catalog.practitioner where id = $1", practitioner).Scan(&id)
	return id, err
}

// busyAt is a calendar with an hour taken at each of the starts.
func busyAt(starts ...time.Time) string {
	var w strings.Builder
	w.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n")
	for i, at := range starts {
		fmt.Fprintf(&w, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\nDTEND:%s\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\n", i,
			at.Format("20060102T150405Z"), at.Add(time.Hour).Format("20060102T150405Z"))
	}
	w.WriteString("END:VCALENDAR\r\n")
	return w.String()
}

const feedAddress = "https://calendar.example/secret.ics"

// link adds the remote calendar, which has an hour taken at the starts.
func (b *bench) link(t *testing.T, starts ...time.Time) schedule.Source {
	t.Helper()
	b.remote.status, b.remote.etag, b.remote.body = http.StatusOK, `"1"`, busyAt(starts...)
	owner, err := b.owner(t.Context(), b.offering.PractitionerID)
	if err != nil {
		t.Fatal(err)
	}
	src, err := b.service.AddSource(t.Context(), schedule.NewSource{Practitioner: b.offering.PractitionerID, Person: owner, Zone: "Asia/Kolkata", Name: "Mine", URL: feedAddress, Tentative: true})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// read lets time pass and the calendar be read again, and returns what is known of it then.
func (b *bench) read(t *testing.T, id uuid.UUID) schedule.Source {
	t.Helper()
	b.clock.Advance(11 * time.Minute)
	if err := b.service.RefreshNow(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return b.source(t)
}

func (b *bench) source(t *testing.T) schedule.Source {
	t.Helper()
	list, err := b.service.Sources(t.Context(), b.offering.PractitionerID)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d calendars, %v", len(list), err)
	}
	return list[0]
}

// free reports whether the hour at start is offered.
func (b *bench) free(t *testing.T, start time.Time) bool {
	t.Helper()
	return slices.ContainsFunc(b.starts(t, start, start.Add(time.Second)), start.Equal)
}

func TestACalendarElsewhereTakesItsTime(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	noon, later := monday.Add(3*time.Hour), monday.Add(6*time.Hour)
	if !b.free(t, noon) {
		t.Fatal("noon is not free to begin with")
	}
	src := b.link(t, noon)
	if b.free(t, noon) || b.free(t, noon.Add(30*time.Minute)) || !b.free(t, noon.Add(time.Hour)) {
		t.Error("linking did not take exactly its hour")
	}
	if _, err := b.hold(t.Context(), noon); !errors.Is(err, schedule.ErrTaken) {
		t.Errorf("a busy hour was held: %v", err)
	}

	b.remote.body, b.remote.etag = busyAt(later), `"2"`
	if s := b.read(t, src.ID); s.Error != "" || !s.FetchedAt.Equal(b.clock.Now()) {
		t.Errorf("200: %+v", s)
	}
	if !b.free(t, noon) || b.free(t, later) {
		t.Error("200: the new copy does not count")
	}

	b.remote.status, b.remote.body, b.remote.etag = http.StatusNotModified, "", ""
	for range 2 { // a 304 need not repeat the tag
		s := b.read(t, src.ID)
		if asked := b.remote.asked[len(b.remote.asked)-1].ETag; asked != `"2"` {
			t.Errorf("asked with the tag %q", asked)
		}
		if s.Error != "" || !s.FetchedAt.Equal(b.clock.Now()) || b.free(t, later) {
			t.Errorf("304: %+v, the hour is free: %v", s, b.free(t, later))
		}
	}

	if err := b.service.RemoveSource(t.Context(), b.offering.PractitionerID, src.ID); err != nil {
		t.Fatal(err)
	}
	if !b.free(t, later) {
		t.Error("an unlinked calendar still takes its time")
	}
	if err := b.service.RefreshNow(t.Context(), src.ID); err != nil {
		t.Errorf("a job that comes after the unlinking: %v", err)
	}
}

// TestAnOutageElsewhere: whatever goes wrong there, the last copy stays and says how old it is and why; what it takes is
// not given away, and what it leaves is booked as ever.
func TestAnOutageElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		remote remote
		code   string
	}{
		"500":         {remote{status: http.StatusInternalServerError, body: "sorry"}, schedule.ErrSource.Code},
		"404":         {remote{status: http.StatusNotFound}, schedule.ErrSource.Code},
		"rubbish":     {remote{status: http.StatusOK, body: "<!doctype html><title>Sign in</title>"}, ical.ErrNotCalendar.Code},
		"half a file": {remote{status: http.StatusOK, body: busyAt(monday)[:120]}, ""},
		"nothing":     {remote{status: http.StatusOK}, ical.ErrNotCalendar.Code},
		"no answer":   {remote{err: ssrf.ErrUnreachable.With(context.DeadlineExceeded)}, ssrf.ErrUnreachable.Code},
		"time-out":    {remote{err: context.DeadlineExceeded}, schedule.ErrSource.Code},
		"moved home":  {remote{err: ssrf.ErrForbidden}, ssrf.ErrForbidden.Code},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, catalogtest.ServiceSpec{})
			noon := monday.Add(3 * time.Hour)
			src := b.link(t, noon)
			fetched := b.clock.Now()
			*b.remote = c.remote
			s := b.read(t, src.ID)
			if s.Error == "" || (c.code != "" && s.Error != c.code) || !s.FetchedAt.Equal(fetched) {
				t.Errorf("%+v, want the code %q and the age of the old copy", s, c.code)
			}
			if b.free(t, noon) {
				t.Error("the outage gave a busy hour away")
			}
			if _, err := b.hold(t.Context(), noon); !errors.Is(err, schedule.ErrTaken) {
				t.Errorf("the outage let a busy hour be held: %v", err)
			}
			if won, taken, _ := b.herd(t, 8, func(int) time.Time { return monday }); won != 1 || taken != 7 {
				t.Errorf("during the outage %d got the hour and %d did not", won, taken)
			}
			*b.remote = remote{status: http.StatusOK, etag: `"9"`, body: busyAt()}
			if s := b.read(t, src.ID); s.Error != "" || !s.FetchedAt.Equal(b.clock.Now()) || !b.free(t, noon) {
				t.Errorf("after the outage: %+v, the hour is free: %v", s, b.free(t, noon))
			}
		})
	}
}

// TestACalendarThatCannotBeReadIsNotLinked: somebody who mistypes an address learns it now.
func TestACalendarThatCannotBeReadIsNotLinked(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	for name, r := range map[string]remote{"500": {status: 500}, "304": {status: 304}, "rubbish": {status: 200, body: "x"}, "time-out": {err: ssrf.ErrUnreachable}} {
		*b.remote = r
		_, err := b.service.AddSource(t.Context(), schedule.NewSource{Practitioner: b.offering.PractitionerID, Zone: "Asia/Kolkata", Name: "Mine", URL: feedAddress})
		if err == nil {
			t.Errorf("%s: linked", name)
		}
	}
	if list, err := b.service.Sources(t.Context(), b.offering.PractitionerID); err != nil || len(list) != 0 {
		t.Errorf("%d calendars, %v", len(list), err)
	}
}

// TestABookingStandsAgainstACalendarElsewhere: what is booked is not undone by an entry that comes later.
func TestABookingStandsAgainstACalendarElsewhere(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	if _, err := b.hold(t.Context(), monday); err != nil {
		t.Fatal(err)
	}
	b.link(t, monday)
	var n int
	if err := b.db.QueryRow(t.Context(), "select count(*) from schedule.occupancy").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d entries, %v", n, err)
	}
}

// TestAnAddressElsewhereIsASecret: whoever reads the table does not learn it.
func TestAnAddressElsewhereIsASecret(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	b.link(t, monday)
	var sealed []byte
	if err := b.db.QueryRow(t.Context(), "select url_sealed from schedule.busy_source").Scan(&sealed); err != nil || strings.Contains(string(sealed), "calendar.example") {
		t.Errorf("%q, %v", sealed, err)
	}
}
