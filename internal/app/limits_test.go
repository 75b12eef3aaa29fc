package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"klear/internal/platform/config"
)

// TestNobodyHoldsTheWholeWeek: a hold costs its maker nothing and everybody else a time, so one address may not take many
// a minute. What is done with a booking that exists is not counted among them.
func TestNobodyHoldsTheWholeWeek(t *testing.T) {
	t.Parallel()
	a := newApp(t, func(c *config.Config) { c.RateLimit = true })
	refused := func(path string, times int) (n int) {
		for range times {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("{}"))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			a.handler.ServeHTTP(w, r)
			if w.Code == http.StatusTooManyRequests {
				n++
			}
		}
		return n
	}
	if n := refused("/api/v1/bookings", 50); n != 10 {
		t.Errorf("of 50 holds at once %d are refused, want 10", n)
	}
	if n := refused("/api/v1/bookings/0191d2a0-0000-7000-8000-000000000000/cancel", 20); n != 0 {
		t.Errorf("%d of 20 cancellations are refused", n)
	}
	if n := refused("/holds", 1); n != 1 {
		t.Error("the page's holds are counted apart")
	}
}

// TestHelpLinesAreNeverLimited: nobody who asks for them is told to come back later, as a page or by a program.
func TestHelpLinesAreNeverLimited(t *testing.T) {
	t.Parallel()
	a := newApp(t, func(c *config.Config) { c.RateLimit = true })
	for _, path := range []string{"/help-now", "/api/v1/safety/resources?country=IN"} {
		for i := range 1500 {
			w := httptest.NewRecorder()
			a.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "14416") {
				t.Fatalf("%s, request %d: %d", path, i+1, w.Code)
			}
		}
	}
}
