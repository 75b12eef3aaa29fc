package invoice_test

import (
	"math/rand/v2"
	"testing"

	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"

	"github.com/google/go-cmp/cmp"
)

// TestOneBookingHasItsDocuments: wellness by a registered practitioner, plumbing by one who is not (the platform is the
// supplier), and receipts while nobody is registered.
func TestOneBookingHasItsDocuments(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	want := func(what, slug string, want ...shown) []invoice.Document {
		t.Helper()
		p := o.paid(slug, 105_000)
		if list := o.papers(p); len(list) > 0 {
			t.Errorf("%s: %d documents before it was earned", what, len(list))
		}
		o.earn(p)
		o.earn(p)
		list := o.papers(p)
		if diff := cmp.Diff(want, show(list)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		return list
	}
	want("nobody is registered", "massage", shown{"P1R/26-27/0001", "receipt", "service", 105_000, 0, 105_000, 0}, shown{"RCT/26-27/0001", "receipt", "commission", 15_750, 0, 15_750, 0})
	o.register(pune, "")
	want("the platform is", "massage", shown{"P1R/26-27/0002", "receipt", "service", 105_000, 0, 105_000, 0}, shown{"INV/26-27/0001", "invoice", "commission", 15_750, 2_835, 18_585, 0})
	deemed := want("it counts as the supplier", "plumber", shown{"INV/26-27/0002", "invoice", "service", 88_983, 16_017, 105_000, 0}, shown{"INV/26-27/0003", "invoice", "commission", 15_750, 0, 15_750, 0})
	if d := deemed[0]; !d.ByPlatform || d.Code != "9987" || d.Place != "27" || !cmp.Equal(d.Taxes, []invoice.TaxLine{{Name: "CGST", Bps: 900, Minor: 8_008}, {Name: "SGST", Bps: 900, Minor: 8_009}}) {
		t.Errorf("%+v", d)
	}
	o.register(pune, mysuru)
	both := want("both are", "massage", shown{"P1I/26-27/0001", "invoice", "service", 100_000, 5_000, 105_000, 500}, shown{"INV/26-27/0004", "invoice", "commission", 15_750, 2_835, 18_585, 0})
	if d := both[0]; d.ByPlatform || d.SellerNumber != mysuru || d.Place != "29" || d.Code != "99972" || len(d.Taxes) != 2 || d.TaxOwner != "GST:IN" || d.WithheldOwner != "TCS:IN" {
		t.Errorf("%+v", d)
	}
	if d := both[1]; d.BuyerNumber != mysuru || d.Place != "29" || !cmp.Equal(d.Taxes, []invoice.TaxLine{{Name: "IGST", Bps: 1800, Minor: 2_835}}) {
		t.Errorf("%+v", d)
	}
}

// TestACreditNoteMirrorsItsInvoice: of a refund after the money was earned, with the same tax, place and code.
func TestACreditNoteMirrorsItsInvoice(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	p := o.paid("massage", 105_000)
	o.earn(p)
	o.refund(p, 52_500)
	list := o.papers(p)
	if diff := cmp.Diff([]shown{{"P1C/26-27/0001", "credit_note", "service", -50_000, -2_500, -52_500, -250}, {"CRN/26-27/0001", "credit_note", "commission", -7_875, -1_418, -9_293, 0}}, show(list[2:])); diff != "" {
		t.Error(diff)
	}
	for i := range 2 {
		got, err := o.Paper(ctx, o.admin, list[i+2].ID)
		o.ok(err)
		if got.Corrected != list[i].Number || got.Place != list[i].Place || got.Code != list[i].Code || len(got.Taxes) != len(list[i].Taxes) {
			t.Errorf("%+v of %+v", got.Document, list[i])
		}
	}
}

// TestDocumentsSumToTheBooks: over many prices and refunds, with a part that the client pays on top, the documents of a
// booking sum to what was kept of it, and the report of the time to what the books owe, recounted from the entries.
func TestDocumentsSumToTheBooks(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	_, err := o.tariff.AddRule(ctx, o.admin, tariff.Rule{From: o.tariff.Today(), Practitioner: tariff.Side{Bps: 1234}, Client: tariff.Side{Bps: 333}})
	o.ok(err)
	r := rand.New(rand.NewPCG(1, 69))
	for n := range 60 {
		if n == 30 {
			o.register(pune, "")
		}
		p := o.paid([]string{"massage", "plumber", "counselling"}[n%3], 1+r.Int64N(200_000))
		if r.IntN(2) == 0 {
			o.refund(p, 1+r.Int64N(p.CapturedMinor))
		}
		o.earn(p)
		for range r.IntN(4) {
			now, err := o.payments.Get(ctx, o.db, p.ID)
			o.ok(err)
			if now.KeptMinor() > 0 {
				o.refund(p, 1+r.Int64N(now.KeptMinor()))
			}
		}
		now, err := o.payments.Get(ctx, o.db, p.ID)
		o.ok(err)
		var client, commission int64
		for _, d := range o.papers(p) {
			if d.Role == invoice.Commission {
				commission += d.Total
			} else {
				client += d.Total
			}
		}
		if client != now.KeptMinor() || commission > now.CommissionKeptMinor()+now.TaxKeptMinor() {
			t.Errorf("%d of %d documented, commission %d", client, now.KeptMinor(), commission)
		}
	}
	report, err := o.Taxes(ctx, o.admin, noon, noon.AddDate(0, 0, 1))
	o.ok(err)
	books := map[string]int64{}
	rows, err := o.db.Query(ctx, `select a.owner, -sum(e.amount_minor) from ledger.entry e join ledger.account a on a.id = e.account_id where a.kind in ('tax_payable', 'tcs_payable') group by 1`)
	o.ok(err)
	defer rows.Close()
	for rows.Next() {
		var owner string
		var minor int64
		o.ok(rows.Scan(&owner, &minor))
		books[owner] = minor
	}
	got, listed := map[string]int64{}, map[string]int64{}
	for _, s := range report.Sums {
		if s.Documents != s.Ledger {
			t.Errorf("%+v", s)
		}
		got[s.Owner] = s.Documents
	}
	list, err := o.TaxDocuments(ctx, o.admin, noon, noon.AddDate(0, 0, 1))
	o.ok(err)
	for _, d := range list {
		if d.ByPlatform {
			listed[d.TaxOwner] += d.Tax
		}
		if d.Withheld != 0 {
			listed[d.WithheldOwner] += d.Withheld
		}
	}
	if len(books) != 2 || !cmp.Equal(books, got) || !cmp.Equal(books, listed) {
		t.Errorf("books %v, report %v, documents %v", books, got, listed)
	}
}
