package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"klear/internal/api"
)

// TestTheVersionedMediaType is taken and answered wherever plain JSON is; plain JSON is what who asks for nothing gets.
func TestTheVersionedMediaType(t *testing.T) {
	w := newWorld(t)
	w.populate()
	seeker, _ := w.tokens(w.seeker)
	for accept, want := range map[string]string{api.MediaType: api.MediaType, "application/json": "application/json", "": "application/json", "*/*": "application/json",
		"application/json;q=0.1, " + api.MediaType: api.MediaType, api.MediaType + ";q=0.1, application/json": "application/json"} {
		header := []string{"Accept", accept}
		if accept == "" {
			header = nil
		}
		for _, path := range []string{"/categories", "/bookings/" + w.ids["booking"]} {
			rec := w.call("GET", path, seeker, nil, header...)
			got, _, _ := strings.Cut(rec.Header().Get("Content-Type"), ";")
			if rec.Code != http.StatusOK || got != want {
				t.Errorf("%s with Accept %q: %d %s, want %s", path, accept, rec.Code, got, want)
			}
			if !json.Valid(rec.Body.Bytes()) || !strings.Contains(rec.Body.String(), `"success":true`) {
				t.Errorf("%s with Accept %q: %s", path, accept, rec.Body)
			}
		}
	}
	sent := w.call("POST", "/bookings", seeker, object{"serviceId": w.ids["service"], "start": w.ahead(11)}, "Content-Type", api.MediaType, "Accept", api.MediaType)
	if got := sent.Header().Get("Content-Type"); sent.Code != http.StatusOK || got != api.MediaType {
		t.Errorf("sent as %s: %d %s %s", api.MediaType, sent.Code, got, sent.Body)
	}
	missing := w.call("GET", "/bookings/"+w.ids["service"], seeker, nil, "Accept", api.MediaType)
	if missing.Code != http.StatusNotFound || !strings.Contains(missing.Body.String(), "booking_not_found") {
		t.Errorf("an error: %d %s", missing.Code, missing.Body)
	}
}

// TestTheAPIsClock is the one that everything else goes by.
func TestTheAPIsClock(t *testing.T) {
	w := newWorld(t)
	w.populate()
	stamp := func(rec *httptest.ResponseRecorder) time.Time {
		t.Helper()
		var e struct{ Meta struct{ Timestamp time.Time } }
		if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		return e.Meta.Timestamp
	}
	agenda := func() string {
		pro, _ := w.tokens(w.practitioner)
		return w.call("GET", "/bookings?as=practitioner", pro, nil).Body.String()
	}
	if !strings.Contains(agenda(), w.ids["booking"]) {
		t.Error("the next 31 days do not show what is in three")
	}
	for range 2 {
		for _, path := range []string{"/categories", "/users/profile", "/nowhere"} {
			if got := stamp(w.call("GET", path, "", nil)); !got.Equal(w.clock.Now()) {
				t.Errorf("%s is stamped %v, the clock says %v", path, got, w.clock.Now())
			}
		}
		w.clock.Advance(30 * 24 * time.Hour)
	}
	if strings.Contains(agenda(), w.ids["booking"]) {
		t.Error("sixty days on the agenda begins in the past")
	}
}
