package app

import (
	"net/url"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/platform/config"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// TestTheLinkInALetterIsAGuestsWayIn: the page of a booking takes a link only with the id it was made for.
func TestTheLinkInALetterIsAGuestsWayIn(t *testing.T) {
	t.Parallel()
	a := &App{cfg: &config.Config{PublicURL: "https://klear.test"}, links: crypto.NewLinkSigner(make([]byte, 32))}
	now := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	b := &booking.Booking{ID: uuid.MustParse("0191d2a0-0000-7000-8000-000000000001"), Code: "HBHCXS82", End: now}
	link, err := a.bookingLink(b)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	if u.Host != "klear.test" || u.Path != "/bookings/HBHCXS82" || u.Query().Get("access") != b.ID.String() {
		t.Errorf("the letter leads to %s", u.Path)
	}
	if err := a.links.VerifyLink(u, now); err != nil {
		t.Error(err)
	}
}
