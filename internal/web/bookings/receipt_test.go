package bookings_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/ledger"
	"klear/internal/web/bookings"
	"klear/internal/web/webtest"
)

// own is the booking behind a path, as the browser's guest.
func own(t *testing.T, s *webtest.Stage, b *webtest.Browser, path string) *booking.Booking {
	t.Helper()
	got, err := s.Bookings.ByCode(t.Context(), s.Kit.Caller(b.Request()), strings.TrimPrefix(path, "/bookings/"))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// inTheBooks are the amounts that a receipt must show, from the ledger's own entries: each movement, then what was
// taken, what went back if anything did, and what is left.
func inTheBooks(t *testing.T, s *webtest.Stage, b *booking.Booking) []int64 {
	t.Helper()
	entries, err := ledger.BookingEntries(context.Background(), s.DB, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out []int64
	var paid, back int64
	for _, e := range entries {
		if e.Account.Kind != ledger.PSPClearing {
			continue
		}
		out = append(out, e.Minor)
		paid, back = paid+max(e.Minor, 0), back+min(e.Minor, 0)
	}
	out = append(out, paid)
	if back != 0 {
		out = append(out, back)
	}
	return append(out, paid+back)
}

func shown(t *testing.T, p *webtest.Page) []int64 {
	t.Helper()
	var out []int64
	for _, n := range p.All("data", "value", "") {
		minor, err := strconv.ParseInt(webtest.Attr(n, "value"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, minor)
	}
	return out
}

func TestTheReceiptAddsUpToTheLedger(t *testing.T) {
	t.Parallel()
	bps := 3333
	for _, tc := range []struct {
		name   string
		wait   time.Duration
		cancel bool
		kept   int64
		label  string
	}{
		{"paid", 0, false, 150_000, "Paid after refunds"},
		{"partly refunded", 2*24*time.Hour + 20*time.Hour, true, 49_995, "Kept by the cancel rule"},
		{"fully refunded", 0, true, 0, "Paid after refunds"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := webtest.New(t)
			pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Name: "Trauma therapy", LateCancelBps: &bps})
			b := s.Browser()
			path := booked(t, s, b, pro, "2026-11-23")
			s.Clock.Advance(tc.wait)
			if tc.cancel {
				b.Send(b.Get(path+"/cancel").Form("/cancel"), "reason", "unwell").Want(200, path)
			}
			if len(b.Get(path).All("a", "href", path+"/receipt")) != 1 {
				t.Error("the booking does not lead to its receipt")
			}
			got := b.Get(path+"/receipt").Want(200, path+"/receipt")
			want := inTheBooks(t, s, own(t, s, b, path))
			amounts := shown(t, got)
			if len(amounts) < len(want) || !slices.Equal(amounts[:len(want)], want) || want[len(want)-1] != tc.kept {
				t.Fatalf("the receipt shows %v, the ledger has %v, kept should be %d", amounts, want, tc.kept)
			}
			var documented int64 // what a cancellation keeps is earned at once
			for _, minor := range amounts[len(want):] {
				documented += minor
			}
			if tc.cancel && documented != tc.kept || !tc.cancel && documented != 0 {
				t.Errorf("documents of %d, kept %d", documented, tc.kept)
			}
			if !got.Has(tc.label) || !got.Has("Test card ending 4242") {
				t.Errorf("the receipt lacks %q or the method:\n%s", tc.label, got.Text())
			}
			for _, title := range got.All("title", "", "") {
				if strings.Contains(webtest.TextOf(title), "Trauma") {
					t.Error("the title says what the session was for")
				}
			}
		})
	}
}

func TestTheReceiptAsAFile(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}), "2026-11-23")
	page, file := b.Get(path+"/receipt"), b.Get(path+"/receipt?download=1")
	if got := page.Header.Get("Content-Disposition"); got != "" {
		t.Errorf("the page is a file: %s", got)
	}
	if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="receipt-`+strings.TrimPrefix(path, "/bookings/")+`.html"` {
		t.Errorf("the file is called %q", got)
	}
	if !slices.Equal(shown(t, page), shown(t, file)) {
		t.Error("the file and the page differ")
	}
	if len(file.All("form", "", "")) != 0 || len(file.All("script", "", "")) != 0 || len(file.All("link", "", "")) != 0 || len(file.All("style", "", "")) != 1 {
		t.Error("the file does not stand alone")
	}
}

// TestWhoReadsAReceipt: a guest by the link, nobody else; and nothing before something was paid.
func TestWhoReadsAReceipt(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b := s.Browser()
	path := booked(t, s, b, pro, "2026-11-23")
	if got := b.Get(path + "/receipt"); got.Status != 404 {
		t.Errorf("a receipt for money that is only reserved: %d", got.Status)
	}
	if len(b.Get(path).All("a", "href", path+"/receipt")) != 0 {
		t.Error("a receipt is offered before anything was paid")
	}
	request := own(t, s, b, path)
	accept := booking.Caller{}
	accept.PersonID, accept.Role, accept.Verified = pro.Person.ID, pro.Person.Role, true
	if _, err := s.Bookings.Accept(t.Context(), accept, request.ID, 0); err != nil {
		t.Fatal(err)
	}
	b.Get(path+"/receipt").Want(200, path+"/receipt")
	phone := s.Browser()
	if got := phone.Get(path + "/receipt"); got.Status != 404 {
		t.Fatalf("a stranger: %d", got.Status)
	}
	link, err := bookings.GuestLink(s.Links, request)
	if err != nil {
		t.Fatal(err)
	}
	phone.Get(link).Want(200, path)
	phone.Get(path+"/receipt").Want(200, path+"/receipt")
}
