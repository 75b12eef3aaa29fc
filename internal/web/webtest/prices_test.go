package webtest_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/web/webtest"
)

// amounts finds everything on a page that looks like money of these signs.
var amounts = regexp.MustCompile(`(?:₹|¥|KWD)[\s\x{00a0}\x{202f}]*[0-9][0-9.,]*[0-9]`)

// TestThePriceIsTheSameOnEveryPage: of currencies with no, two and three decimals. What the profile says is what is asked
// for, charged, confirmed and would be given back; no page names another amount.
func TestThePriceIsTheSameOnEveryPage(t *testing.T) {
	t.Parallel()
	for currency, c := range map[string]struct {
		minor  int64
		want   string
		places catalogtest.PractitionerSpec
	}{
		"JPY": {12_345, "¥12,345", catalogtest.PractitionerSpec{Currency: "JPY", Country: "JP", City: "Kyoto", Zone: "Asia/Tokyo"}},
		"INR": {123_456_50, "₹1,23,456.50", catalogtest.PractitionerSpec{Currency: "INR"}},
		"KWD": {12_345, "KWD 12.345", catalogtest.PractitionerSpec{Currency: "KWD", Country: "KW", City: "Kuwait City", Zone: "Asia/Kuwait"}},
	} {
		t.Run(currency, func(t *testing.T) {
			t.Parallel()
			s := webtest.New(t)
			pro := s.Practitioner(c.places, catalogtest.ServiceSpec{PriceMinor: c.minor})
			b := s.Browser()
			says := func(name string, p *webtest.Page) {
				t.Helper()
				if said := said(p); len(said) != 1 || said[0] != c.want {
					t.Errorf("the %s says %q, want %q only\n%s", name, said, c.want, p.Text())
				}
			}
			profile := b.Get("/p/"+pro.Slug).Want(200, "/p/"+pro.Slug)
			says("profile", profile)
			says("results", b.Get("/search").Want(200, "/search"))
			checkout := b.Send(profile.Form("/holds")).Want(200, "/book/")
			says("checkout", checkout)
			done := b.Send(checkout.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", goodCard).Want(200, "/bookings/")
			says("confirmation", done)
			booking := strings.TrimSuffix(done.Path, "?new")
			says("booking", b.Get(booking).Want(200, booking))
			says("preview of cancelling", b.Get(booking+"/cancel").Want(200, booking+"/cancel"))
			var charged, escrow int64
			if err := s.DB.QueryRow(t.Context(), `select sum(captured_minor) from payment.payment`).Scan(&charged); err != nil || charged != c.minor {
				t.Errorf("charged %d, %v", charged, err)
			}
			err := s.DB.QueryRow(t.Context(), `select -sum(e.amount_minor) from ledger.entry e join ledger.account a on a.id = e.account_id where a.kind = 'booking_escrow'`).Scan(&escrow)
			if err != nil || escrow != c.minor {
				t.Errorf("%d in escrow, %v", escrow, err)
			}
		})
	}
}

// TestTheFirstPriceIsThePrice: what clients pay on top is in the price of every page before the checkout, and what was seen
// first is what is taken, in currencies with no, two and three decimals. With three, what comes on top goes in steps of ten: every
// gateway takes the sum of it and a price that it takes.
func TestTheFirstPriceIsThePrice(t *testing.T) {
	t.Parallel()
	for currency, c := range map[string]struct {
		minor, paid int64
		want        string
		places      catalogtest.PractitionerSpec
	}{
		"JPY": {12_345, 12_962, "¥12,962", catalogtest.PractitionerSpec{Currency: "JPY", Country: "JP", City: "Kyoto", Zone: "Asia/Tokyo"}},
		"INR": {123_456_50, 129_629_33, "₹1,29,629.33", catalogtest.PractitionerSpec{Currency: "INR"}},
		"KWD": {12_350, 12_960, "KWD 12.960", catalogtest.PractitionerSpec{Currency: "KWD", Country: "KW", City: "Kuwait City", Zone: "Asia/Kuwait"}},
	} {
		t.Run(currency, func(t *testing.T) {
			t.Parallel()
			s := webtest.New(t)
			operator := identity.Principal{PersonID: catalogtest.Person(t, s.DB, "admin"), Role: identity.Admin, Verified: true}
			if _, err := s.Tariff.AddRule(t.Context(), operator, tariff.Rule{Client: tariff.Side{Bps: 500}, From: s.Tariff.Today()}); err != nil {
				t.Fatal(err)
			}
			pro := s.Practitioner(c.places, catalogtest.ServiceSpec{PriceMinor: c.minor})
			b := s.Browser()
			profile := b.Get("/p/"+pro.Slug).Want(200, "/p/"+pro.Slug)
			for name, p := range map[string]*webtest.Page{"profile": profile, "results": b.Get("/search").Want(200, "/search")} {
				if said := said(p); !slices.Equal(said, []string{c.want}) {
					t.Errorf("the %s says %q, want %q only", name, said, c.want)
				}
			}
			checkout := b.Send(profile.Form("/holds")).Want(200, "/book/")
			if !slices.Contains(said(checkout), c.want) {
				t.Errorf("the checkout says %q, want %q", said(checkout), c.want)
			}
			b.Send(checkout.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", goodCard).Want(200, "/bookings/")
			var charged int64
			if err := s.DB.QueryRow(t.Context(), `select sum(captured_minor) from payment.payment`).Scan(&charged); err != nil || charged != c.paid {
				t.Errorf("charged %d, %v", charged, err)
			}
		})
	}
}

// said are the amounts on a page, each once.
func said(p *webtest.Page) []string {
	var out []string
	for _, a := range amounts.FindAllString(p.Text(), -1) {
		out = append(out, strings.Join(strings.FieldsFunc(a, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' }), " "))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
