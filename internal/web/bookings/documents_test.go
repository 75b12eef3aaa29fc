package bookings_test

import (
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/db"
	"klear/internal/web/webtest"
)

// TestAGuestReadsTheDocuments: the receipt leads to what was written for the money, once it is earned; with its file, for
// who holds the booking and nobody else. What the platform took of it is not the client's to read.
func TestAGuestReadsTheDocuments(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	path := booked(t, s, b, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}), "2026-11-23")
	if b.Get(path + "/receipt").Has("P1R/") {
		t.Error("there is a document of a session that was not held")
	}
	of := own(t, s, b, path)
	paid, err := s.Payments.ByBooking(t.Context(), s.DB, of.ID)
	if err != nil {
		t.Fatal(err)
	}
	err = s.DB.InTx(t.Context(), func(tx db.Tx) error {
		_, err := s.Payments.EarnTx(t.Context(), tx, s.Clock.Now(), paid[0].ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	receipt := b.Get(path+"/receipt").Want(200, path+"/receipt")
	var to []string
	for _, a := range receipt.All("a", "href", "") {
		if href := webtest.Attr(a, "href"); strings.HasPrefix(href, path+"/documents/") {
			to = append(to, href)
		}
	}
	if len(to) != 1 || !receipt.Has("P1R/26-27/0001") && !receipt.Has("P1R/2026/0001") {
		t.Fatalf("leads to %v\n%s", to, receipt.Text())
	}
	if page := b.Get(to[0]).Want(200, to[0]); len(page.All("a", "href", to[0]+"/pdf")) != 1 || len(page.All("a", "href", path+"/receipt")) == 0 {
		t.Error("no way to the file, or back")
	}
	if file := b.Get(to[0] + "/pdf"); !strings.HasPrefix(file.Body, "%PDF-") {
		t.Errorf("%d %.40q", file.Status, file.Body)
	}
	for _, at := range []string{to[0], to[0] + "/pdf"} {
		if got := s.Browser().Get(at); got.Status != 404 {
			t.Errorf("somebody else: %d", got.Status)
		}
	}
}
