package schedule_test

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/schedule"
	"klear/internal/platform/caldav"
	"klear/internal/platform/caldav/davtest"
	"klear/internal/platform/db"
	"klear/internal/platform/ical"
	"klear/internal/platform/ssrf"

	"github.com/google/uuid"
)

// linked is a practice with an account on a real calendar server: "family" is read, bookings go into "work".
type linked struct {
	*bench
	server *davtest.Server
	mu     sync.Mutex
	booked map[uuid.UUID]schedule.Booked
}

func link(t *testing.T) *linked {
	t.Helper()
	l := &linked{bench: setup(t, catalogtest.ServiceSpec{}), server: davtest.Start(t), booked: map[uuid.UUID]schedule.Booked{}}
	l.clock.Set(time.Now().Truncate(time.Second))
	l.service.DAV = ssrf.New(ssrf.Options{Allow: []netip.AddrPort{l.server.Addr}}).HTTP()
	l.service.Insecure = func(host string) bool { return host == l.server.Addr.String() }
	l.service.Booked = func(_ context.Context, id uuid.UUID) (schedule.Booked, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.booked[id], nil
	}
	l.service.Ahead = func(context.Context, uuid.UUID) ([]uuid.UUID, error) { return nil, nil }
	owner, err := l.owner(t.Context(), l.offering.PractitionerID)
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.service.AddAccount(t.Context(), schedule.NewAccount{Practitioner: l.offering.PractitionerID, Person: owner,
		Account: caldav.Account{URL: l.server.URL, User: davtest.User, Password: davtest.Password}})
	if err != nil || len(a.Calendars) != 2 {
		t.Fatalf("%+v, %v", a, err)
	}
	ids := map[string]string{}
	for _, c := range a.Calendars {
		ids[c.Name] = c.ID
	}
	a, err = l.service.ChooseCalendars(t.Context(), l.offering.PractitionerID, "Asia/Kolkata", []string{ids["family"], ids["work"]}, ids["work"])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Calendars {
		if !c.Read || c.Write != (c.Name == "work") {
			t.Errorf("%+v", c)
		}
	}
	return l
}

// tomorrow is 9:00 in Kolkata, the first start of the day after tomorrow.
func (l *linked) tomorrow() time.Time {
	y, m, d := l.clock.Now().In(kolkata).Date()
	return time.Date(y, m, d+2, 9, 0, 0, 0, kolkata).UTC()
}

func (l *linked) set(id uuid.UUID, at time.Time, stands bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.booked[id] = schedule.Booked{Practitioner: l.offering.PractitionerID, Stands: stands,
		Entry: ical.Entry{UID: id.String() + "@klear.test", Stamp: at, Start: at, End: at.Add(time.Hour), Summary: "Session: K7M2QX9P"}}
}

// due notes that the calendar has to follow a booking, as the booking's event does.
func (l *linked) due(t *testing.T, id uuid.UUID) {
	t.Helper()
	if err := l.db.InTx(t.Context(), func(tx db.Tx) error {
		return schedule.WriteLaterTx(t.Context(), tx, l.offering.PractitionerID, id, l.clock.Now())
	}); err != nil {
		t.Fatal(err)
	}
}

func (l *linked) write(t *testing.T, id uuid.UUID) {
	t.Helper()
	if err := l.service.WriteNow(t.Context(), id); err != nil {
		t.Fatal(err)
	}
}

func (l *linked) read(t *testing.T) []schedule.Source {
	t.Helper()
	list, err := l.service.Sources(t.Context(), l.offering.PractitionerID)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if err := l.service.RefreshNow(t.Context(), s.ID); err != nil {
			t.Fatal(err)
		}
	}
	if list, err = l.service.Sources(t.Context(), l.offering.PractitionerID); err != nil {
		t.Fatal(err)
	}
	return list
}

func (l *linked) account(t *testing.T) schedule.Account {
	t.Helper()
	a, err := l.service.Account(t.Context(), l.offering.PractitionerID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (l *linked) event(id uuid.UUID) string { return l.server.Calendar("work") + id.String() + ".ics" }

// TestAnEventOnTheServerTakesItsTime after one reading, and frees it when it is gone; an outage changes nothing.
func TestAnEventOnTheServerTakesItsTime(t *testing.T) {
	l := link(t)
	at := l.tomorrow()
	if !l.free(t, at) {
		t.Fatal("not free to begin with")
	}
	l.server.Event("family", "dentist", at)
	l.read(t)
	if l.free(t, at) || !l.free(t, at.Add(time.Hour)) {
		t.Error("reading did not take exactly its hour")
	}
	l.server.Down()
	l.clock.Advance(time.Minute)
	for _, s := range l.read(t) {
		if s.Error != ssrf.ErrUnreachable.Code || s.FetchedAt == nil || !s.FetchedAt.Before(l.clock.Now()) {
			t.Errorf("during an outage: %+v", s)
		}
	}
	if l.free(t, at) {
		t.Error("the outage gave a busy hour away")
	}
	l.server.Up()
	l.server.Do(http.MethodDelete, l.server.Calendar("family")+"dentist.ics", "", http.StatusOK)
	if l.read(t); !l.free(t, at) {
		t.Error("still busy")
	}
}

// TestABookingIsWrittenMovedAndDeleted, and takes no time as an event of its own.
func TestABookingIsWrittenMovedAndDeleted(t *testing.T) {
	l := link(t)
	id, at := uuid.New(), l.tomorrow()
	l.set(id, at, true)
	l.due(t, id)
	for range 3 { // at least once, and again
		l.write(t, id)
	}
	if got := l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK); !strings.Contains(got, "DTSTART:"+at.Format("20060102T150405Z")) || strings.Contains(got, "METHOD") {
		t.Errorf("%s", got)
	}
	if l.read(t); !l.free(t, at) {
		t.Error("our own event takes the time")
	}
	later := at.Add(3 * time.Hour)
	l.set(id, later, true)
	l.due(t, id)
	l.write(t, id)
	if got := l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK); !strings.Contains(got, "DTSTART:"+later.Format("20060102T150405Z")) {
		t.Errorf("%s", got)
	}
	l.set(id, later, false)
	l.due(t, id)
	l.write(t, id)
	l.server.Do(http.MethodGet, l.event(id), "", http.StatusNotFound)
	l.due(t, id) // the news comes again
	l.write(t, id)
	l.server.Do(http.MethodGet, l.event(id), "", http.StatusNotFound)
}

// TestAnOutageIsHealedLater: nothing is lost, and the account says why it waits.
func TestAnOutageIsHealedLater(t *testing.T) {
	l := link(t)
	id, at := uuid.New(), l.tomorrow()
	l.set(id, at, true)
	l.server.Down()
	l.due(t, id)
	for range 3 {
		l.write(t, id)
		l.clock.Advance(10 * time.Minute)
	}
	if _, err := l.hold(t.Context(), at); err != nil {
		t.Errorf("the outage blocks a booking: %v", err)
	}
	if a := l.account(t); a.Error != ssrf.ErrUnreachable.Code {
		t.Errorf("%+v", a)
	}
	l.server.Up()
	l.clock.Advance(2 * time.Hour)
	l.write(t, id)
	l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK)
	if a := l.account(t); a.Error != "" {
		t.Errorf("%+v", a)
	}
}

// TestAnEventChangedByHandIsLeftAlone until the practitioner asks for ours again.
func TestAnEventChangedByHandIsLeftAlone(t *testing.T) {
	for name, then := range map[string]func(l *linked, id uuid.UUID, at time.Time){
		"moved":     func(l *linked, id uuid.UUID, at time.Time) { l.set(id, at.Add(2*time.Hour), true) },
		"cancelled": func(l *linked, id uuid.UUID, at time.Time) { l.set(id, at, false) },
	} {
		t.Run(name, func(t *testing.T) {
			l := link(t)
			id, at := uuid.New(), l.tomorrow()
			l.set(id, at, true)
			l.due(t, id)
			l.write(t, id)
			doc := l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK)
			l.server.Do(http.MethodPut, l.event(id), strings.Replace(doc, "SUMMARY:Session", "SUMMARY:Bring the mat", 1), http.StatusCreated)
			then(l, id, at)
			l.due(t, id)
			l.write(t, id)
			if got := l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK); !strings.Contains(got, "Bring the mat") {
				t.Fatalf("overwritten: %s", got)
			}
			if a := l.account(t); len(a.Edited) != 1 || a.Edited[0] != id {
				t.Errorf("%+v", a)
			}
			if err := l.service.WriteAgain(t.Context(), l.offering.PractitionerID, id); err != nil {
				t.Fatal(err)
			}
			l.write(t, id)
			if name == "cancelled" {
				l.server.Do(http.MethodGet, l.event(id), "", http.StatusNotFound)
			} else if got := l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK); strings.Contains(got, "Bring the mat") {
				t.Errorf("not ours again: %s", got)
			}
			if a := l.account(t); len(a.Edited) != 0 {
				t.Errorf("%+v", a)
			}
		})
	}
}

// TestAStopBetweenWritingAndNoting: the event is taken over, not taken for another's.
func TestAStopBetweenWritingAndNoting(t *testing.T) {
	l := link(t)
	id := uuid.New()
	l.set(id, l.tomorrow(), true)
	l.due(t, id)
	l.write(t, id)
	if _, err := l.db.Exec(t.Context(), "update schedule.caldav_event set etag = '', written = null, due_at = $1", l.clock.Now()); err != nil {
		t.Fatal(err)
	}
	l.write(t, id)
	if a := l.account(t); len(a.Edited) != 0 {
		t.Errorf("%+v", a)
	}
	l.set(id, l.tomorrow(), false)
	l.due(t, id)
	l.write(t, id)
	l.server.Do(http.MethodGet, l.event(id), "", http.StatusNotFound)
}

// TestManyWorkersAtOneEvent: one has it, so nobody takes another's write for a change by hand.
func TestManyWorkersAtOneEvent(t *testing.T) {
	l := link(t)
	id := uuid.New()
	l.set(id, l.tomorrow(), true)
	l.due(t, id)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := l.service.WriteNow(context.Background(), id); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l.server.Do(http.MethodGet, l.event(id), "", http.StatusOK)
	if a := l.account(t); len(a.Edited) != 0 || a.Error != "" {
		t.Errorf("%+v", a)
	}
}

// TestTheAccountIsASecret: whoever reads the table learns neither name nor password.
func TestTheAccountIsASecret(t *testing.T) {
	l := link(t)
	var sealed []byte
	if err := l.db.QueryRow(t.Context(), "select sealed from schedule.caldav_account").Scan(&sealed); err != nil || strings.Contains(string(sealed), davtest.Password) || strings.Contains(string(sealed), davtest.User) {
		t.Errorf("%q, %v", sealed, err)
	}
	if err := l.service.RemoveAccount(t.Context(), l.offering.PractitionerID); err != nil {
		t.Fatal(err)
	}
	if list, err := l.service.Sources(t.Context(), l.offering.PractitionerID); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}
