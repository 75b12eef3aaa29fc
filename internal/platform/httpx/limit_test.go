package httpx

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/clock"
	"klear/internal/platform/ratelimit"
)

func limitedStack(t *testing.T) (http.Handler, *clock.Fake) {
	c := clock.NewFake(testNow)
	var l Limits
	l.Address[ClassRead] = ratelimit.PerSecond(1, 3)
	l.Address[ClassWrite] = ratelimit.PerSecond(0.4, 2)
	l.Address[ClassAuth] = ratelimit.PerMinute(1, 1)
	l.Person[ClassRead] = ratelimit.PerSecond(1, 2)
	s, _ := newStack(t, Options{
		Clock: c, Limiter: ratelimit.New(c, 10_000), Limits: l, TrustedProxies: prefixes("10.0.0.0/8"),
		Rules: []Rule{{Match: "POST /login", Class: ClassAuth}, {Match: "/help-now", Class: ClassUnlimited}, {Match: "POST /graphql", Class: ClassRead}},
	})
	return s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id, err := uuid.Parse(r.Header.Get("Test-Person")); err == nil && !AllowPerson(w, r, id) {
			return
		}
		w.WriteHeader(http.StatusOK)
	})), c
}

// passes counts how many of n equal requests are admitted.
func passes(h http.Handler, n int, method, path string, headers ...string) int {
	ok := 0
	for range n {
		if do(h, request(method, path, "", headers...)).Code == http.StatusOK {
			ok++
		}
	}
	return ok
}

func TestRateLimitClasses(t *testing.T) {
	t.Parallel()
	h, c := limitedStack(t)
	for _, x := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/a", 3}, {"POST", "/a", 2}, {"POST", "/login", 1}, {"POST", "/graphql", 0}, {"GET", "/help-now", 10}, {"POST", "/help-now/call", 10},
	} {
		if got := passes(h, 10, x.method, x.path); got != x.want {
			t.Errorf("%s %s: %d of 10 admitted, want %d", x.method, x.path, got, x.want)
		}
	}
	rec := do(h, request("POST", "/api/a", ""))
	if rec.Code != 429 || failure(t, rec).Code != "too_many_requests" || rec.Header().Get("Retry-After") != "3" {
		t.Errorf("refusal: %d %s, Retry-After %q (2.5 s must be rounded up)", rec.Code, rec.Body, rec.Header().Get("Retry-After"))
	}
	c.Advance(3 * time.Second)
	if rec := do(h, request("POST", "/api/a", "")); rec.Code != 200 {
		t.Errorf("refused after Retry-After: %d", rec.Code)
	}
}

func TestRateLimitCannotBeSpoofed(t *testing.T) {
	t.Parallel()
	h, _ := limitedStack(t)
	ok := 0
	for i := range 10 {
		r := get("/a", "X-Forwarded-For", "203.0.113."+string(rune('0'+i)), "X-Real-Ip", "203.0.113.1")
		if do(h, r).Code == 200 {
			ok++
		}
	}
	if ok != 3 {
		t.Errorf("%d admitted with made-up addresses, want 3", ok)
	}
}

func TestRateLimitPerPerson(t *testing.T) {
	t.Parallel()
	h, _ := limitedStack(t)
	one, other := uuid.New().String(), uuid.New().String()
	ok := 0
	for i := range 6 { // from many addresses
		r := get("/a", "Test-Person", one, "X-Forwarded-For", "203.0.113."+string(rune('0'+i)))
		r.RemoteAddr = "10.0.0.1:1"
		if do(h, r).Code == 200 {
			ok++
		}
	}
	if ok != 2 {
		t.Errorf("%d admitted for one person, want 2", ok)
	}
	if passes(h, 1, "GET", "/a", "Test-Person", other) != 1 {
		t.Error("another person was refused")
	}
	if passes(h, 5, "GET", "/help-now", "Test-Person", one) != 5 {
		t.Error("crisis help was refused")
	}
}
