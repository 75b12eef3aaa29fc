package app

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// scrape reads /metrics as a Prometheus server does: series → value.
func (a *App) scrape(t *testing.T) map[string]string {
	t.Helper()
	rec := httptest.NewRecorder()
	a.metrics.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	out := map[string]string{}
	for line := range strings.Lines(rec.Body.String()) {
		if at := strings.LastIndexByte(line, ' '); at > 0 && line[0] != '#' {
			out[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	return out
}

func (e *erasure) wantSeries(want map[string]string) {
	e.t.Helper()
	got := e.scrape(e.t)
	for series, value := range want {
		if got[series] != value {
			e.t.Errorf("%s is %q, want %q", series, got[series], value)
		}
	}
}

// TestMetricsTellWhatHappens: bookings, payments, refusals, mail, the queue and the connections.
func TestMetricsTellWhatHappens(t *testing.T) {
	a := newApp(t)
	e := &erasure{App: a, t: t}
	e.people()
	e.profile()
	e.calendar()
	e.App.work(t)
	seeker := booking.Caller{Principal: e.seeker}
	b := e.book(seeker, 12)
	if _, err := e.bookings.Hold(t.Context(), booking.Caller{Access: e.ids.Secret()}, booking.HoldRequest{ServiceID: e.service, Start: b.Start}, idem.Key{}); err == nil {
		t.Fatal("one time was held twice")
	}
	errBack := errors.New("back")
	err := e.db.InTx(t.Context(), func(tx db.Tx) error {
		ev := events.Event{Type: "booking.confirmed", AggregateType: "booking", AggregateID: uuid.New(), Seq: 1, Actor: events.System, At: e.clock.Now(), Data: booking.Fact{}}
		return errors.Join(e.events.PublishTx(t.Context(), tx, ev), errBack)
	})
	if !errors.Is(err, errBack) {
		t.Fatal(err)
	}
	e.wantSeries(map[string]string{
		`klear_booking_changes_total{change="held"}`:       "1",
		`klear_booking_changes_total{change="confirmed"}`:  "1", // what was rolled back did not happen
		`klear_payment_outcomes_total{outcome="captured"}`: "1",
		`klear_holds_refused_total{code="slot_taken"}`:     "1",
		`klear_queue_readable`:                             "1",
		`klear_payment_steps_stuck{step="capture"}`:        "0",
		`klear_payment_steps_stuck{step="payout"}`:         "0",
		`klear_jobs{queue="money",state="discarded"}`:      "0",
		`klear_db_connections_max`:                         "8",
	})
	before := e.scrape(t)
	if before[`klear_jobs{queue="default",state="waiting"}`] == "0" || before[`klear_job_oldest_waiting_seconds{queue="default"}`] == "0" {
		t.Errorf("letters wait, and the queue is said to be empty: %v", before[`klear_jobs{queue="default",state="waiting"}`])
	}
	if _, ok := before[`klear_db_connections{state="in_use"}`]; !ok {
		t.Error("no series of the connections")
	}
	e.exec("insert into jobs.river_job (state, kind, args, queue, max_attempts, finalized_at) values ('discarded', 'x', '{}', 'money', 1, now())")
	e.App.work(t)
	e.wantSeries(map[string]string{
		`klear_mails_total{result="sent"}`:                  "2", // both sides
		`klear_jobs{queue="default",state="waiting"}`:       "0",
		`klear_job_oldest_waiting_seconds{queue="default"}`: "0",
		`klear_jobs{queue="money",state="discarded"}`:       "1",
	})
}

// TestADatabaseThatIsGoneDoesNotHideTheOtherNumbers: the scrape answers, and says what is missing.
func TestADatabaseThatIsGoneDoesNotHideTheOtherNumbers(t *testing.T) {
	a := newApp(t)
	a.db.Close()
	a.queueDB.Close()
	got := a.scrape(t)
	if got["klear_queue_readable"] != "0" || got["klear_db_connections_max"] != "8" {
		t.Errorf("readable %q, connections %q", got["klear_queue_readable"], got["klear_db_connections_max"])
	}
}

// TestEventsNameTheRequest: what a payment did can be found by the id in the answer and in the log.
func TestEventsNameTheRequest(t *testing.T) {
	a := newApp(t)
	e := &erasure{App: a, t: t}
	e.people()
	e.profile()
	e.calendar()
	access := e.ids.Secret()
	h, err := e.bookings.Hold(t.Context(), booking.Caller{Access: access}, booking.HoldRequest{ServiceID: e.service, Start: e.ahead(12)}, idem.Key{})
	e.ok(err)
	body, err := json.Marshal(map[string]any{"bookingId": h.ID, "method": map[string]string{"type": "card", "number": "4242424242424242"},
		"address": "2 Lane", "contact": map[string]string{"name": "Kavya", "email": "kavya@example.org"}})
	e.ok(err)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/payments/confirm", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Booking-Access", access)
	r.Header.Set("Idempotency-Key", "one")
	rec := httptest.NewRecorder()
	a.Handler().ServeHTTP(rec, r)
	var answer struct {
		Meta struct{ RequestID string }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || rec.Code != http.StatusOK || answer.Meta.RequestID == "" {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if n := e.count("select count(*) from events.event where request_id = $1 and type in ('payment.captured', 'booking.confirmed')", answer.Meta.RequestID); n != 2 {
		t.Errorf("%d of 2 events name the request", n)
	}
}

func (e *erasure) exec(sql string, args ...any) {
	e.t.Helper()
	_, err := e.db.Exec(e.t.Context(), sql, args...)
	e.ok(err)
}
