package invoice_test

import (
	"testing"

	"klear/internal/modules/invoice"

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
