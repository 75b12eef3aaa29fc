package availability_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/schedule"
	"klear/internal/platform/ssrf"
)

const calendars = "/pro/calendars"

// elsewhere is a calendar at an address that answers as it is told.
type elsewhere struct {
	body string
	err  error
}

// Fetch answers.
func (e *elsewhere) Fetch(context.Context, string, ssrf.Conditions) (*ssrf.Response, error) {
	if e.err != nil {
		return nil, e.err
	}
	return &ssrf.Response{Status: http.StatusOK, Body: []byte(e.body)}, nil
}

func calendarAt(at time.Time) string {
	return fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%s\r\nDTEND:%s\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		at.Format("20060102T150405Z"), at.Add(time.Hour).Format("20060102T150405Z"))
}

func withCalendars(t *testing.T) (stage, *elsewhere) {
	t.Helper()
	s, e := newStage(t, catalogtest.PractitionerSpec{}), &elsewhere{}
	s.Schedule.Fetcher = e
	return s, e
}

func (s stage) sources(t *testing.T) []schedule.Source {
	t.Helper()
	list, err := s.Schedule.Sources(t.Context(), s.practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestACalendarIsLinkedReadAndUnlinked, and says in plain words when it cannot be read.
func TestACalendarIsLinkedReadAndUnlinked(t *testing.T) {
	s, e := withCalendars(t)
	browser := s.As(t, meera)
	a := browser.Get(calendars).Want(200, "").Has("None is linked.")
	e.err = ssrf.ErrUnreachable
	form := url.Values{"name": {"Family"}, "url": {"https://calendar.example/a.ics"}}
	again := a.Submit(calendars, form).Want(422, "").Has("cannot reach")
	if !again.Wrong("url") || again.Value("name") != "Family" || len(s.sources(t)) != 0 {
		t.Errorf("%v, %q: %s", again.Wrong("url"), again.Value("name"), again.Text())
	}
	for field, wrong := range map[string]url.Values{"name": {"name": {""}, "url": form["url"]}, "url": {"name": {"x"}}, "zone": {"name": {"x"}, "url": form["url"], "zone": {"Mars/Olympus"}}} {
		if again := a.Submit(calendars, wrong).Want(422, ""); !again.Wrong(field) {
			t.Errorf("%v: %s is not said to be wrong: %s", wrong, field, again.Text())
		}
	}
	*e = elsewhere{body: calendarAt(s.Tomorrow(12))}
	a.Submit(calendars, form).Want(303, calendars).Follow().Has("Family", "ago")
	p, err := s.Schedule.Preview(t.Context(), s.practice.ID, time.UTC, nil)
	if err != nil || len(p.Days[1].Taken) != 1 || p.Days[1].Taken[0].Kind != schedule.TakenCalendar {
		t.Errorf("%+v, %v", p.Days[1], err)
	}
	browser.Get(week).Has("busy in a linked calendar")
	at := calendars + "/linked/" + s.sources(t)[0].ID.String()
	e.err = ssrf.ErrUnreachable
	s.Clock.Advance(2 * time.Hour)
	browser.Get(calendars).Submit(at+"/refresh", nil).Want(303, calendars).Follow().Has("could not be read", "cannot reach")
	*e = elsewhere{body: calendarAt(s.Tomorrow(15))}
	s.Clock.Advance(time.Minute)
	if text := browser.Get(calendars).Submit(at+"/refresh", nil).Want(303, calendars).Follow().Has("read anew").Text(); strings.Contains(text, "cannot reach") {
		t.Error("the old mistake is still shown")
	}
	a = browser.Get(calendars)
	for range 2 { // pressed twice
		a.Submit(at+"/remove", nil).Want(303, calendars)
	}
	browser.Get(calendars).Has("None is linked.")
	a.Submit(at+"/refresh", nil).Want(404, "")
}

func TestACalendarFromAFile(t *testing.T) {
	s, _ := withCalendars(t)
	browser := s.As(t, meera)
	browser.Get(calendars).Upload(calendars, "file", "a.ics", []byte(calendarAt(s.Tomorrow(12)))).Want(422, "") // it has no name
	a := browser.Get(calendars).Submit(calendars, url.Values{"name": {"Conference"}}).Want(422, "")             // and now no content
	a = a.Upload(calendars, "file", "a.ics", []byte("not a calendar")).Want(422, "").Has("not a calendar")
	a.Upload(calendars, "file", "a.ics", []byte(calendarAt(s.Tomorrow(12)))).Want(303, calendars).Follow().Has("Conference", "From a file")
}

// TestTheFeedIsShownOnce: no later page has the address, and a new one ends the one before.
func TestTheFeedIsShownOnce(t *testing.T) {
	s, _ := withCalendars(t)
	browser := s.As(t, meera)
	shown := func() string {
		t.Helper()
		text := browser.Get(calendars).Submit(calendars+"/feed", nil).Want(200, "").Text()
		_, rest, found := strings.Cut(text, "https://klear.test/calendar/")
		secret, _, ok := strings.Cut(rest, ".ics")
		if !found || !ok {
			t.Fatal(text)
		}
		return secret
	}
	first := shown()
	if owner, err := s.Schedule.FeedOwner(t.Context(), first); err != nil || owner != s.practice.ID {
		t.Errorf("%v, %v", owner, err)
	}
	if text := browser.Get(calendars).Has("in use since").Text(); strings.Contains(text, first) {
		t.Error("the address is shown again")
	}
	if second := shown(); second == first {
		t.Error("the same address again")
	}
	if _, err := s.Schedule.FeedOwner(t.Context(), first); err == nil {
		t.Error("the old address still works")
	}
}
