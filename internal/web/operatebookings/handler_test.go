package operatebookings_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/operatebookings"
	"klear/internal/web/page/pagetest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const operator = "op@example.org"

func newSite(t *testing.T) (*pagetest.Site, pagetest.Practice, string) {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		operatebookings.Handler{Kit: s.Kit, People: s.People.Service, Bookings: s.Bookings, Payments: s.Payments, Credit: s.Credits}.Mount(s.Mux)
	})
	s.People.Account(t, operator, identity.Admin)
	p := s.Practice(t, "ananya@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	var slug string
	if err := s.DB.QueryRow(t.Context(), "select slug from catalog.practitioner where id = $1", p.ID).Scan(&slug); err != nil {
		t.Fatal(err)
	}
	return s, p, slug
}

func TestFindAndCancelOne(t *testing.T) {
	s, p, slug := newSite(t)
	b := s.Book(t, p, s.Tomorrow(9), pagetest.Client{Name: "Kavya", Email: "kavya@example.com", Note: "I wake at three"})
	o := s.As(t, operator)
	const list = "/admin/bookings"
	at := list + "/" + b.Code
	o.Get(list).Submit(list, url.Values{"slug": {slug}, "state": {"confirmed"}}).Want(303, list+"?slug="+slug+"&state=confirmed").Follow().Has(b.Code)
	o.Get(list + "?state=cancelled").Has("No booking is like that.")
	if found := o.Get(list).Submit(list, url.Values{"email": {"kavya@example.com"}}).Want(200, ""); !found.Link(at) {
		t.Error("not found by the client's address")
	}
	o.Get(list).Submit(list, url.Values{"email": {"kavya@example"}}).Want(200, "").Has("No booking is like that.")
	detail := o.Get(at).Want(200, "").Has("Kavya", "Confirmed", "Kept")
	if strings.Contains(detail.Body, "I wake at three") {
		t.Error("the client's words are on the operators' page")
	}
	cancel := at + "/cancel"
	form := o.Get(cancel).Want(200, "")
	if wrong := form.Submit(cancel, nil).Want(422, ""); !wrong.Wrong("reason") {
		t.Error("cancelled without a reason")
	}
	form.Submit(cancel, url.Values{"reason": {"The studio is closed"}}).Want(303, at).Follow().Has("Cancelled. Both sides are told.", "An operator")
	form.Submit(cancel, url.Values{"reason": {"Again"}}).Want(303, at)
	var back int64
	if err := s.DB.QueryRow(t.Context(), "select refunded_minor from payment.payment where booking_id = $1", b.ID).Scan(&back); err != nil || back != b.Price.Minor {
		t.Errorf("%d went back of %d, %v", back, b.Price.Minor, err)
	}
	o.Get(list+"/NOTHING2").Want(404, "")
}

func TestCreditIsGivenFromABooking(t *testing.T) {
	s, p, _ := newSite(t)
	s.People.Account(t, "meera@example.org", identity.Seeker)
	me := s.People.SignIn(t, "meera@example.org", identity.PageSession).Principal
	b := s.BookAs(t, booking.Caller{Principal: me}, p, s.Tomorrow(9), pagetest.Client{})
	visitors := s.Book(t, p, s.Tomorrow(11), pagetest.Client{Name: "Kavya", Email: "kavya@example.com"})
	o := s.As(t, operator)
	at := "/admin/bookings/" + b.Code
	if strings.Contains(o.Get("/admin/bookings/"+visitors.Code).Want(200, "").Body, "/credit\"") {
		t.Error("credit for somebody without an account")
	}
	page := o.Get(at).Want(200, "").Has("Credit for the client")
	if wrong := page.Submit(at+"/credit", url.Values{"amount": {"100000"}, "reason": {"site_fault"}}).Want(422, ""); !wrong.Wrong("amount") {
		t.Error("more than the limit")
	}
	page.Submit(at+"/credit", url.Values{"amount": {"300"}, "reason": {"practitioner_late"}}).Want(303, at).Follow().Has("The client has the credit", "The practitioner was late", "₹300")
	if list, err := s.Credits.Balances(t.Context(), me); err != nil || len(list) != 1 || list[0].Minor != 30_000 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestCancelARange(t *testing.T) {
	s, p, slug := newSite(t)
	var made []*booking.Booking
	for i := range 3 {
		made = append(made, s.Book(t, p, s.Tomorrow(9+2*i), pagetest.Client{Name: "Kavya", Email: uuid.NewString() + "@example.com"}))
	}
	day := made[0].Start.In(s.Kit.Brand().Location()).Format("2006-01-02")
	o := s.As(t, operator)
	const bulk = "/admin/bookings/bulk"
	q := "?slug=" + slug + "&from=" + day + "&to=" + day
	if !o.Get("/admin/bookings" + q).Link(bulk + "?from=" + day + "&slug=" + slug + "&to=" + day) {
		t.Error("no way to the dry run")
	}
	o.Get(bulk).Want(200, "").Has("Nothing to cancel")
	plan := o.Get(bulk+q).Want(200, "").Has("3 bookings would be cancelled", made[0].Code)
	if _, _, err := s.Bookings.Cancel(t.Context(), p.Caller(), made[2].ID, booking.Cancellation{Reason: "A cold"}); err != nil {
		t.Fatal(err)
	}
	if wrong := plan.Submit(bulk, nil).Want(422, ""); !wrong.Wrong("reason") {
		t.Error("cancelled without a reason")
	}
	plan.Submit(bulk, url.Values{"reason": {"Closed"}}).Want(200, "").Has("2 bookings cancelled", "1 stands", made[2].Code)
	plan.Submit(bulk, url.Values{"reason": {"Closed"}}).Want(200, "").Has("2 bookings cancelled", "1 stands") // sent twice
	o.Get(bulk + q).Has("Nothing to cancel")
	plan.Submit(bulk, url.Values{"reason": {"Closed"}, "item": {"x"}}).Want(400, "")
}
