package caldav_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/caldav"
	"klear/internal/platform/caldav/davtest"
	"klear/internal/platform/ssrf"
)

func client(t *testing.T, s *davtest.Server, password string) *caldav.Client {
	t.Helper()
	guarded := ssrf.New(ssrf.Options{Allow: []netip.AddrPort{s.Addr}})
	c, err := caldav.New(guarded.HTTP(), caldav.Account{URL: s.URL, User: davtest.User, Password: password}, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func event(at time.Time) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//EN\r\nBEGIN:VEVENT\r\nUID:ours\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:" + at.UTC().Format("20060102T150405Z") +
		"\r\nDURATION:PT1H\r\nSUMMARY:S\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

func TestAgainstRadicale(t *testing.T) {
	s := davtest.Start(t)
	c, ctx := client(t, s, davtest.Password), t.Context()
	list, err := c.Calendars(ctx)
	if err != nil || len(list) != 2 { // the list of tasks is none
		t.Fatalf("%v, %v", list, err)
	}
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s.Event("work", "near", noon)
	s.Event("work", "far", noon.AddDate(1, 0, 0))
	got, err := c.Events(ctx, s.Calendar("work"), noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 1))
	if err != nil || len(got) != 1 || !strings.Contains(string(got[0].Data), "UID:near") || got[0].ETag == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	at := s.Calendar("work") + "ours.ics"
	first, err := c.Put(ctx, at, event(noon), "")
	if err != nil || first == "" {
		t.Fatalf("%q, %v", first, err)
	}
	if _, err := c.Put(ctx, at, event(noon), ""); !errors.Is(err, caldav.ErrChanged) {
		t.Errorf("a second new one: %v", err)
	}
	second, err := c.Put(ctx, at, event(noon.Add(time.Hour)), first)
	if err != nil || second == first {
		t.Fatalf("%q, %v", second, err)
	}
	if _, err := c.Put(ctx, at, event(noon), first); !errors.Is(err, caldav.ErrChanged) {
		t.Errorf("with an old tag: %v", err)
	}
	if err := c.Delete(ctx, at, first); !errors.Is(err, caldav.ErrChanged) {
		t.Errorf("deleted with an old tag: %v", err)
	}
	if err := c.Delete(ctx, at, second); err != nil {
		t.Error(err)
	}
	if _, err := c.Get(ctx, at); !errors.Is(err, caldav.ErrGone) {
		t.Errorf("it is still there: %v", err)
	}
	if _, err := client(t, s, "wrong").Calendars(ctx); !errors.Is(err, caldav.ErrSignIn) {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := c.Get(ctx, "http://203.0.113.7/x.ics"); !errors.Is(err, caldav.ErrServer) {
		t.Errorf("the password went to another server: %v", err)
	}
	s.Down()
	if _, err := c.Calendars(ctx); !errors.Is(err, ssrf.ErrUnreachable) {
		t.Errorf("an outage: %v", err)
	}
}

func TestAPasswordDoesNotTravelInTheOpen(t *testing.T) {
	never := func(string) bool { return false }
	if _, err := caldav.New(nil, caldav.Account{URL: "http://calendar.example/"}, never); !errors.Is(err, caldav.ErrPlain) {
		t.Errorf("%v", err)
	}
	if _, err := caldav.New(nil, caldav.Account{URL: "https://calendar.example/"}, never); err != nil {
		t.Errorf("%v", err)
	}
}

// TestOurNetworkIsClosed unless the operator opens it.
func TestOurNetworkIsClosed(t *testing.T) {
	s := davtest.Start(t)
	c, err := caldav.New(ssrf.New(ssrf.Options{}).HTTP(), caldav.Account{URL: s.URL, User: davtest.User, Password: davtest.Password}, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Calendars(t.Context()); !errors.Is(err, ssrf.ErrForbidden) {
		t.Errorf("%v", err)
	}
}
