package bookings_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/money"
	"klear/internal/web/bookings"
	"klear/internal/web/webtest"
)

// booked is a browser with a confirmed booking on a day (2006-01-02), and the booking's path.
func booked(t *testing.T, s *webtest.Stage, b *webtest.Browser, pro webtest.Pro, on string) string {
	t.Helper()
	hold := b.Send(b.Get("/p/"+pro.Slug+"?on="+on).Form("/holds")).Want(200, "/book/")
	done := b.Send(hold.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", sandbox.CardSucceeds).Want(200, "/bookings/")
	return strings.TrimSuffix(done.Path, "?new")
}

// TestRefundIsThePreview: what the page promises before cancelling is what goes back, in time and late.
func TestRefundIsThePreview(t *testing.T) {
	t.Parallel()
	bps := 3333
	tests := []struct {
		name string
		wait time.Duration
		back int64
	}{
		{"in time", 0, 150_000},
		{"late", 2*24*time.Hour + 20*time.Hour, 150_000 - 49_995},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := webtest.New(t)
			pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &bps})
			b := s.Browser()
			path := booked(t, s, b, pro, "2026-11-23")
			s.Clock.Advance(tc.wait)
			form := b.Get(path+"/cancel").Want(200, path+"/cancel")
			promised := money.Amount{Minor: tc.back, Currency: "INR"}.Format("en-IN", true)
			if !form.Has(promised) {
				t.Fatalf("the preview does not say %s:\n%s", promised, form.Text())
			}
			gone := b.Send(form.Form("/cancel"), "reason", "unwell").Want(200, path)
			if !gone.Has("Refunded " + promised) {
				t.Errorf("the refund is not the preview:\n%s", gone.Text())
			}
		})
	}
}

// TestThePressGivesBackWhatThePageSaid: the free term passes while the page is open. The press cancels nothing and shows the
// new amount; what waited in an outbox is refused in the same words, and a page without the amount is not ours.
func TestThePressGivesBackWhatThePageSaid(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	all := 10_000
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &all})
	b := s.Browser()
	path := booked(t, s, b, pro, "2026-11-23")
	form := b.Get(path + "/cancel").Form("/cancel")
	s.Clock.Advance(2*24*time.Hour + 20*time.Hour)
	again := b.Send(form, "reason", "unwell")
	if again.Status != 409 || !again.Has("Less money goes back now") || !again.Has("₹0") {
		t.Fatalf("%d\n%s", again.Status, again.Text())
	}
	if got := b.Send(form, "reason", "unwell", "refund", ""); got.Status != 400 {
		t.Errorf("without the amount: %d", got.Status)
	}
	if b.Get(path).Has("Cancelled") {
		t.Fatal("cancelled for less than was shown")
	}
	if !b.Send(again.Form("/cancel"), "reason", "unwell").Want(200, path).Has("Cancelled") {
		t.Error("the amount shown anew is refused too")
	}
}

// TestAnOperatorIsLedToTheirOwnPage: the address of a visit and all that is between the two sides stays theirs. An operator's
// own booking is theirs like anybody's.
func TestAnOperatorIsLedToTheirOwnPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	path := booked(t, s, s.Browser(), pro, "2026-11-23")
	operator := s.Account("op@example.org", identity.Admin)
	b := s.SignedIn("op@example.org")
	for _, page := range []string{"", "/cancel", "/move", "/forms", "/receipt", "/calendar.ics"} {
		if got := b.Get(path + page); got.Path != "/admin"+path {
			t.Errorf("%s leads to %s", page, got.Path)
		}
	}
	if _, err := s.DB.Exec(t.Context(), "update booking.booking set seeker_id = $1", operator.ID); err != nil {
		t.Fatal(err)
	}
	b.Get(path).Want(200, path)
}

func TestCancelNeedsAReason(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}), "2026-11-23")
	for _, reason := range []string{"", "because"} {
		got := b.Send(b.Get(path+"/cancel").Form("/cancel"), "reason", reason, "note", "<b>no</b>")
		if got.Status != 422 || !got.Has("Choose a reason") || !got.Has("<b>no</b>") {
			t.Errorf("reason %q: %d\n%s", reason, got.Status, got.Text())
		}
	}
	if b.Get(path).Has("Cancelled") {
		t.Error("cancelled without a reason")
	}
}

// TestMoveToATimeThatWent answers 409 with what is left of the day, and the booking stays where it was.
func TestMoveToATimeThatWent(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	mine, theirs := s.Browser(), s.Browser()
	path := booked(t, s, mine, pro, "2026-11-23")
	form := mine.Get(path+"/move?on=2026-11-24").Want(200, path).Form("/move")
	booked(t, s, theirs, pro, "2026-11-24") // takes the first time of that day
	got := mine.Send(form)
	if got.Status != 409 || len(got.Forms("/move")) != 1 {
		t.Fatalf("%d\n%s", got.Status, got.Text())
	}
	if left := got.All("input", "value", form.Values.Get("at")); len(left) > 0 {
		t.Error("the time that went is offered again")
	}
	if !mine.Get(path).Has("Mon 23 Nov") {
		t.Error("the booking lost its time")
	}
	if none := mine.Send(mine.Get(path+"/move").Form("/move"), "at", "soon"); none.Status != 409 {
		t.Errorf("no time at all: %d", none.Status)
	}
}

func TestTooLateToMove(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}), "2026-11-23")
	form := b.Get(path + "/move").Form("/move")
	s.Clock.Advance(2*24*time.Hour + 10*time.Hour)
	if got := b.Get(path+"/move").Want(200, path); got.Path != path || !got.Has("can no longer be moved") {
		t.Errorf("offered at %s:\n%s", got.Path, got.Text())
	}
	if got := b.Send(form).Want(200, path); !got.Has("can no longer be moved") {
		t.Errorf("moved:\n%s", got.Text())
	}
}

// TestGuestLink lets whoever has the mail in, without signing in, and nobody with another link.
func TestGuestLink(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	path := booked(t, s, b, pro, "2026-11-23")
	other := booked(t, s, s.Browser(), pro, "2026-11-24")
	own, err := s.Bookings.ByCode(t.Context(), s.Kit.Caller(b.Request()), strings.TrimPrefix(path, "/bookings/"))
	if err != nil {
		t.Fatal(err)
	}
	link, err := bookings.GuestLink(s.Links, own)
	if err != nil {
		t.Fatal(err)
	}
	phone := s.Browser()
	if got := phone.Get(path); got.Status != 404 {
		t.Fatalf("open without the link: %d", got.Status)
	}
	proved := func() (is bool) {
		if err := s.DB.QueryRow(t.Context(), "select email_verified_at is not null from identity.person where id = $1", own.SeekerID).Scan(&is); err != nil {
			t.Fatal(err)
		}
		return is
	}
	phone.Get(link[:len(link)-4] + "AAAA")
	if proved() {
		t.Error("booking, or a forged link, proves an address")
	}
	defer func() {
		if !proved() {
			t.Error("the mailed link does not prove the address")
		}
	}()
	if got := phone.Get(link).Want(200, path); got.Path != path {
		t.Errorf("the link stays in the address: %s", got.Path)
	}
	phone.Get(path+"/cancel").Want(200, path+"/cancel")
	phone.Get(path+"/calendar.ics").Want(200, path)
	if got := phone.Get(other); got.Status != 404 {
		t.Errorf("the link opens another booking: %d", got.Status)
	}
	for name, bad := range map[string]string{
		"changed signature": link[:len(link)-2] + "xx",
		"another booking":   strings.Replace(link, path, other, 1),
		"no signature":      path + "?access=" + own.ID.String(),
	} {
		if got := s.Browser().Get(bad); got.Status != 404 {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
	s.Clock.Advance(120 * 24 * time.Hour)
	if got := s.Browser().Get(link); got.Status != 410 {
		t.Errorf("an old link: %d", got.Status)
	}
}

func TestCalendarFile(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{}), "2026-11-23")
	file := b.Get(path + "/calendar.ics")
	for _, line := range []string{"BEGIN:VEVENT", "DTSTART:20261123T033000Z", "DTEND:20261123T043000Z", "Ananya Rao"} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("no %q in\n%s", line, file.Body)
		}
	}
	if got := file.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	b.Send(b.Get(path+"/cancel").Form("/cancel"), "reason", "time")
	if got := b.Get(path + "/calendar.ics"); got.Status != 404 {
		t.Errorf("of a cancelled booking: %d", got.Status)
	}
}

func TestBookingsNeedAnAccount(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	if got := s.Browser().Get("/bookings"); !strings.HasPrefix(got.Path, "/sign-in?next=%2Fbookings") {
		t.Errorf("a visitor lands at %s", got.Path)
	}
	s.Account("asha@example.org", identity.Seeker)
	b := s.SignedIn("asha@example.org")
	if got := b.Get("/bookings").Want(200, "/bookings"); len(got.All("a", "href", "/search")) == 0 {
		t.Errorf("nothing booked and nothing to do:\n%s", got.Text())
	}
	b.Get("/bookings?past").Want(200, "/bookings?past")
	b.Get("/bookings?page=99999999999999").Want(200, "/bookings")
}

// TestPractitionerAddress is told once the booking stands, and not before.
func TestPractitionerAddress(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Modes: []string{"at_practitioner"}})
	b := s.Browser()
	profile := b.Get("/p/" + pro.Slug + "?on=2026-11-23")
	hold := b.Send(profile.Form("/holds"))
	if profile.Has("Private Lane") || hold.Has("Private Lane") {
		t.Error("the address is public")
	}
	done := b.Send(hold.Form("/pay"), "name", "K", "email", "k@example.org", "method", "upi").Want(200, "/bookings/")
	if !done.Has("1 Private Lane") {
		t.Errorf("the address is not told:\n%s", done.Text())
	}
}

// TestAStaleTabDecidesNothing: what was moved in another tab is shown as it stands now, and decided on again.
func TestAStaleTabDecidesNothing(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}), "2026-11-23")
	cancel, move := b.Get(path+"/cancel").Form("/cancel"), b.Get(path+"/move?on=2026-11-25").Form("/move")
	b.Send(b.Get(path+"/move?on=2026-11-24").Form("/move")).Want(200, path)
	for name, got := range map[string]*webtest.Page{"cancel": b.Send(cancel, "reason", "time", "note", "sorry"), "move": b.Send(move)} {
		if got.Status != 409 || !got.Has("This changed meanwhile") || !got.Has("24 Nov") {
			t.Errorf("%s: %d\n%s", name, got.Status, got.Text())
		}
	}
	if got := b.Get(path); got.Has("Cancelled") || !got.Has("Tue 24 Nov") {
		t.Errorf("afterwards:\n%s", got.Text())
	}
	again := b.Send(cancel, "reason", "time", "note", "sorry")
	if !b.Send(again.Form("/cancel"), "reason", "time").Want(200, path).Has("Cancelled") {
		t.Error("still not cancelled")
	}
	if got := b.Send(cancel, "reason", "time", "version", ""); got.Status != 400 {
		t.Errorf("without a version: %d", got.Status)
	}
}

// TestBookingAgainIsOneTap: from what is over to the checkout of the same service, near the same weekday and time.
func TestBookingAgainIsOneTap(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}), "2026-11-23")
	if got := b.Get(path + "/again"); got.Path != path {
		t.Errorf("a booking that is ahead is booked again at %s", got.Path)
	}
	b.Send(b.Get(path+"/cancel").Form("/cancel"), "reason", "time").Want(200, path)
	if !b.Get(path).Has("Book again") {
		t.Error("a cancelled booking does not lead on")
	}
	page := b.Get(path+"/again").Want(200, path)
	forms := page.Forms("/holds")
	if len(forms) != 3 || !page.Has("Mon 23 Nov") || !page.Has("Mon 30 Nov") {
		t.Fatalf("%d times\n%s", len(forms), page.Text())
	}
	at := page.All("button", "name", "at")
	if len(at) != 3 {
		t.Fatalf("%d buttons", len(at))
	}
	b.Send(forms[0], "at", "2026-11-23T03:30:00Z").Want(200, "/book/")
	stranger := s.Browser()
	if got := stranger.Get(path + "/again"); got.Status != 404 {
		t.Errorf("a stranger is answered %d", got.Status)
	}
}
