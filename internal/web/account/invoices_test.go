package account_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/web/page/pagetest"

	"github.com/google/uuid"
)

// TestReceiptsAreTheLedgers: the year's lines, sums and file are what the ledger says went through the gateway for this
// person, one practitioner's or all; nobody else sees them.
func TestReceiptsAreTheLedgers(t *testing.T) {
	s := newSite(t)
	who := s.People.SignIn(t, anna, identity.PageSession)
	me := booking.Caller{Principal: who.Principal}
	first := s.Practice(t, "first@example.org", catalogtest.PractitionerSpec{Name: "=Ananya Rao"}, catalogtest.ServiceSpec{PriceMinor: 120_000})
	second := s.Practice(t, "second@example.org", catalogtest.PractitionerSpec{Name: "Imran Qureshi", Currency: "EUR"}, catalogtest.ServiceSpec{PriceMinor: 5_000})
	kept := s.BookAs(t, me, first, s.Tomorrow(10), pagetest.Client{})
	gone := s.BookAs(t, me, second, s.Tomorrow(14), pagetest.Client{})
	if _, _, err := s.Bookings.Cancel(t.Context(), second.Caller(), gone.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	var books int64
	for _, b := range []*booking.Booking{kept, gone} {
		entries, err := ledger.BookingEntries(t.Context(), s.DB, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Account.Kind == ledger.PSPClearing {
				books += e.Minor
			}
		}
	}
	b := s.As(t, anna)
	page := b.Get("/account/invoices").Want(200, "").Has("₹1,200", "€50", "=Ananya Rao", "Refund")
	if !page.Link("/bookings/" + kept.Code + "/receipt") {
		t.Error("no way to the receipt")
	}
	var shown int64
	lines, err := csv.NewReader(strings.NewReader(b.Get("/account/invoices.csv").Want(200, "").Body)).ReadAll()
	if err != nil || len(lines) != 4 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, l := range lines[1:] {
		minor, err := strconv.ParseInt(strings.ReplaceAll(l[5], ".", ""), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		shown += minor
		if strings.HasPrefix(l[3], "=") {
			t.Errorf("a name is a formula: %q", l[3])
		}
	}
	if shown != books || books != 120_000 {
		t.Errorf("the file comes to %d, the ledger to %d", shown, books)
	}
	one := b.Get("/account/invoices?with=" + second.ID.String()).Text()
	if strings.Contains(one, "₹1,200") || !strings.Contains(one, "€50") {
		t.Errorf("with one practitioner: %s", one)
	}
	s.People.Account(t, "bea@example.org", identity.Seeker)
	s.As(t, "bea@example.org").Get("/account/invoices?with="+uuid.NewString()).Want(200, "").Has("Nothing paid yet")
	s.As(t, "first@example.org").Get("/account/invoices").Has("Nothing paid yet")
}
