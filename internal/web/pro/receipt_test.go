package pro_test

import (
	"regexp"
	"slices"
	"strconv"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/idem"
	"klear/internal/web/page/pagetest"
)

var amount = regexp.MustCompile(`<data value="(-?\d+)"`)

func shown(t *testing.T, a *pagetest.Answer) (out []int64) {
	t.Helper()
	for _, m := range amount.FindAllStringSubmatch(a.Body, -1) {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

// earned reads from the ledger what a booking brought the platform and the practitioner.
func (s stage) earned(t *testing.T, b *booking.Booking) (commission, share int64) {
	t.Helper()
	entries, err := ledger.BookingEntries(t.Context(), s.DB, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch e.Account.Kind {
		case ledger.PlatformRevenue:
			commission -= e.Minor
		case ledger.PractitionerPayable:
			share -= e.Minor
		}
	}
	return commission, share
}

func TestThePractitionersReceipt(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	s.Clock.Set(b.Start)
	if _, err := s.Bookings.Finish(t.Context(), s.practice.Caller(), b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	operator := identity.Principal{PersonID: s.People.Account(t, "op@example.org", identity.Admin).ID, Role: identity.Admin, Verified: true}
	browser := s.pro(t)
	if !browser.Get(path).Link(path + "/receipt") {
		t.Error("the session does not lead to its receipt")
	}
	commission, share := s.earned(t, b)
	if want := []int64{150_000, 150_000, 150_000, -commission, share, 150_000, commission}; commission+share != 150_000 || !slices.Equal(shown(t, browser.Get(path+"/receipt").Want(200, "").Has("Kavya Menon", "Your share")), want) {
		t.Errorf("the receipt differs from the ledger's %v", want)
	}
	if text := browser.Get(path + "/receipt").Text(); regexp.MustCompile(`4242`).MatchString(text) {
		t.Error("the practitioner is told what the client paid with")
	}

	paid, err := s.Payments.ByBooking(t.Context(), s.DB, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Payments.GiveBack(t.Context(), operator, payment.AdminRefund{PaymentID: paid[0].ID, AmountMinor: 33_333, Reason: "goodwill"}, idem.Key{}); err != nil {
		t.Fatal(err)
	}
	commission, share = s.earned(t, b)
	if want := []int64{150_000, -33_333, 150_000, -33_333, 116_667, -commission, share, 150_000, 22_500, -33_333, commission - 22_500}; commission+share != 116_667 || !slices.Equal(shown(t, browser.Get(path+"/receipt")), want) {
		t.Errorf("after a refund the receipt shows %v, want %v", shown(t, browser.Get(path+"/receipt")), want)
	}

	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.As(t, other).Get(path+"/receipt").Want(404, "")
	if got := browser.Raw(path + "/receipt?download=1").Header.Get("Content-Disposition"); got != `attachment; filename="receipt-`+b.Code+`.html"` {
		t.Errorf("the file is called %q", got)
	}
}
