package availability_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/caldav/davtest"
	"klear/internal/platform/ssrf"
)

const account = calendars + "/account"

// eventually waits for what the queue does.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("it never came: %s", what)
}

// TestABookingReachesTheCalendarServer: linked on the page, written by the queue after a booking, gone after it is
// cancelled; what was booked before is written as well.
func TestABookingReachesTheCalendarServer(t *testing.T) {
	s, server := newStage(t, catalogtest.PractitionerSpec{}), davtest.Start(t)
	s.Schedule.DAV = ssrf.New(ssrf.Options{Allow: []netip.AddrPort{server.Addr}}).HTTP()
	s.Schedule.Insecure = func(host string) bool { return host == server.Addr.String() }
	early := s.booked(t, s.Tomorrow(10))
	browser := s.As(t, meera)
	form := url.Values{"server": {server.URL}, "user": {davtest.User}, "password": {"wrong"}}
	again := browser.Get(calendars).Want(200, "").Submit(account, form).Want(422, "")
	if !again.Wrong("password") || again.Value("user") != davtest.User || strings.Contains(again.Body, `value="wrong"`) {
		t.Errorf("a wrong password: %s", again.Text())
	}
	for field, wrong := range map[string]url.Values{"server": {"server": {""}, "user": {"x"}, "password": {"x"}}, "user": {"server": {server.URL}, "password": {"x"}}} {
		if again := browser.Get(calendars).Submit(account, wrong).Want(422, ""); !again.Wrong(field) {
			t.Errorf("%s is not said to be wrong: %s", field, again.Text())
		}
	}
	form.Set("password", davtest.Password)
	a := browser.Get(calendars).Submit(account, form).Want(303, calendars).Follow().Has("Signed in as ananya", "family", "work")
	linked, err := s.Schedule.Account(t.Context(), s.practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	work := linked.Calendars[0].ID
	if linked.Calendars[0].Name != "work" {
		work = linked.Calendars[1].ID
	}
	a.Submit(account+"/choose", url.Values{"write": {"nonsense"}}).Want(422, "")
	a.Submit(account+"/choose", url.Values{"read": {work}, "write": {work}}).Want(303, calendars)
	late := s.booked(t, s.Tomorrow(14))
	there := func(b *booking.Booking) bool {
		return strings.Contains(server.Do(http.MethodGet, server.Calendar("work"), "", http.StatusOK), b.ID.String())
	}
	eventually(t, "the new booking", func() bool { return there(late) })
	eventually(t, "the one from before", func() bool { return there(early) })
	if _, _, err := s.Bookings.Cancel(t.Context(), s.practice.Caller(), late.ID, booking.Cancellation{Reason: "A cold"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the cancellation", func() bool { return !there(late) })
	for range 2 { // pressed twice
		a.Submit(account+"/remove", nil).Want(303, calendars)
	}
	browser.Get(calendars).Has("Sign in and find calendars")
}
