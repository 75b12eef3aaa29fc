package pro_test

import (
	"net/url"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/payment"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"
)

// From "she pays you when you meet" to the receipt, and back.
func TestMoneyFromHandToHand(t *testing.T) {
	s := newStage(t, "instant")
	if _, err := s.DB.Exec(t.Context(), "update catalog.service set pay_at_venue = true, modes = '{at_practitioner}'"); err != nil {
		t.Fatal(err)
	}
	client := booking.Caller{Access: ids.NewSource(nil).Secret()}
	held, err := s.Bookings.Hold(t.Context(), client, booking.HoldRequest{ServiceID: s.practice.Service, Start: s.Tomorrow(10)}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	there, err := payment.NewMethod(payment.Venue, "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Bookings.Pay(t.Context(), client, booking.PayRequest{BookingID: held.ID, Method: there, Contact: booking.Contact{Name: "Kavya Menon", Email: "kavya@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	path := "/pro/sessions/" + b.Code
	browser := s.As(t, meera)
	before := browser.Get(path).Has("pays you ₹1,500 when you meet")
	browser.Post(path+"/receipt", before.Fields(path+"/start", url.Values{"method": {"cash"}})).Want(409, "")
	s.Clock.Set(b.Start.Add(10 * time.Minute))
	page := browser.Get(path)
	page.Submit(path+"/receipt", url.Values{"method": {"shells"}}).Want(422, "")
	page.Submit(path+"/receipt", url.Values{"method": {"cash"}}).Want(303, path)
	noted := page.Submit(path+"/receipt", url.Values{"method": {"cash"}}).Want(303, path).Follow().Has("Kavya Menon paid you ₹1,500.")
	browser.Get(path+"/receipt").Want(200, "").Has("₹1,500")
	noted.Submit(path+"/receipt/back", nil).Want(303, path)
	noted.Submit(path+"/receipt/back", nil).Want(303, path).Follow().Has("Nothing is due for this booking.")
	paid, err := s.Payments.ByBooking(t.Context(), s.DB, b.ID)
	if err != nil || len(paid) != 1 || paid[0].KeptMinor() != 0 || paid[0].CapturedMinor != 150_000 {
		t.Fatalf("got %+v, %v", paid, err)
	}
}
