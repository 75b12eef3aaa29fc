package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTheSecretFeedNamesNoClient: whoever knows the address reads the calendar, and a mail program keeps it for years.
func TestTheSecretFeedNamesNoClient(t *testing.T) {
	w := newWorld(t)
	w.populate()
	pro, _ := w.tokens(w.practitioner)
	guest := []string{"Booking-Access", strings.Repeat("g", 40)}
	held := w.data(w.call("POST", "/bookings", "", object{"serviceId": w.ids["service"], "start": w.ahead(12)}, guest...))
	booked := w.data(w.call("POST", "/payments/confirm", "", object{"bookingId": held["id"], "method": goodCard, "note": "My left knee hurts.",
		"contact": object{"name": "Kavya Menon", "email": "kavya@example.org", "phone": "+91 98450 12345"}}, guest...))
	renew := func() string {
		t.Helper()
		return w.data(w.call("POST", "/practitioners/"+w.ids["practitioner"]+"/calendar-feed", pro, nil))["path"].(string)
	}
	get := func(path string) *httptest.ResponseRecorder {
		return w.serve(httptest.NewRequest(http.MethodGet, path, nil))
	}
	path := renew()
	rec := get(path)
	for stop, mend := range map[string]string{"suspended = true": "suspended = false", "verification_status = 'rejected', verified_at = null": "verification_status = 'verified', verified_at = now()"} {
		w.exec("update catalog.practitioner set "+stop+" where id = $1", w.ids["practitioner"])
		if stopped := get(path); stopped.Code != http.StatusNotFound {
			t.Errorf("%s: the feed answers %d", stop, stopped.Code)
		}
		w.exec("update catalog.practitioner set "+mend+" where id = $1", w.ids["practitioner"])
	}
	feed := strings.ReplaceAll(rec.Body.String(), "\r\n ", "")
	if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/calendar") || !strings.HasPrefix(rec.Header().Get("Cache-Control"), "private") {
		t.Fatalf("%d %v", rec.Code, rec.Header())
	}
	if n := strings.Count(feed, "BEGIN:VEVENT"); n != 2 || !strings.Contains(feed, "UID:"+booked["id"].(string)) || !strings.Contains(feed, "SUMMARY:Session: "+booked["code"].(string)) {
		t.Errorf("%d entries:\n%s", n, feed)
	}
	for _, word := range []string{"Kavya", "Menon", "Anna", "Berg", "example.org", "98450", "knee", "ATTENDEE", "DESCRIPTION"} {
		if strings.Contains(feed, word) {
			t.Errorf("the feed says %q:\n%s", word, feed)
		}
	}
	w.data(w.call("DELETE", "/bookings/"+booked["id"].(string), "", nil, guest...))
	if got := get(path).Body.String(); strings.Contains(got, booked["id"].(string)) {
		t.Error("a cancelled booking is still there")
	}
	next := renew()
	if next == path || get(next).Code != http.StatusOK {
		t.Errorf("renewed: %d", get(next).Code)
	}
	for name, dead := range map[string]string{"the old secret": path, "no file": strings.TrimSuffix(next, ".ics"), "a cut secret": next[:len(next)-5] + ".ics", "none": "/calendar/.ics"} {
		if rec := get(dead); rec.Code != http.StatusNotFound || strings.Contains(rec.Body.String(), "VCALENDAR") {
			t.Errorf("%s: %d", name, rec.Code)
		}
	}
}
