package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAHoldIsAnsweredWithTheBooking: what a client is about to pay for, and on which terms, is in the answer itself. The
// same key gives that answer again, whatever became of the booking.
func TestAHoldIsAnsweredWithTheBooking(t *testing.T) {
	w := newWorld(t)
	w.populate()
	seeker, _ := w.tokens(w.seeker)
	secret := strings.Repeat("g", 40)
	for name, who := range map[string]struct {
		bearer string
		hour   int
		header []string
	}{
		"an account": {seeker, 11, []string{"Idempotency-Key", "k"}},
		"a guest":    {"", 12, []string{"Idempotency-Key", "k", "Booking-Access", secret}},
	} {
		body := object{"serviceId": w.ids["service"], "start": w.ahead(who.hour), "zone": "Europe/London"}
		held := w.data(w.call("POST", "/bookings", who.bearer, body, who.header...))
		id, _ := held["id"].(string)
		if held["bookingId"] != id || held["status"] != "held" || held["expiresAt"] != w.clock.Now().Add(15*time.Minute).Format(time.RFC3339) {
			t.Errorf("%s: held %v", name, held)
		}
		lines, _ := held["lines"].([]any)
		terms, _ := held["cancellation"].(map[string]any)
		if len(lines) != 1 || terms["freeUntil"] == nil || terms["lateFee"] == nil {
			t.Errorf("%s: no price lines or terms in %v", name, held)
		}
		read := w.data(w.call("GET", "/bookings/"+id, who.bearer, nil, who.header...))
		read["bookingId"] = id
		if d := cmp.Diff(read, held); d != "" {
			t.Errorf("%s: the answer (+) is not the booking (-):\n%s", name, d)
		}
		w.data(w.call("DELETE", "/bookings/"+id, who.bearer, nil, who.header[2:]...))
		if d := cmp.Diff(held, w.data(w.call("POST", "/bookings", who.bearer, body, who.header...))); d != "" {
			t.Errorf("%s: the same key answers otherwise:\n%s", name, d)
		}
	}
	if rec := w.call("POST", "/bookings", "", object{"serviceId": w.ids["service"], "start": w.ahead(12), "zone": "Europe/London"},
		"Idempotency-Key", "k", "Booking-Access", strings.Repeat("h", 40)); rec.Code >= 300 {
		t.Errorf("another guest with the same key: %d %s", rec.Code, rec.Body)
	}
}
