package invoice_test

import (
	"testing"

	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// TestACodeOnDocuments: what the platform pays is a part of the price and taxed like the rest; what the practitioner takes off
// is not, and the document says what it was. A refund of half takes back half of each.
func TestACodeOnDocuments(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	for _, tt := range []struct {
		what         string
		slug         string
		platform     bool
		want         sum
		before, rest []int64 // the lines around the sums
	}{
		{"by the platform", "massage", true, sum{100_000, 5_000, 105_000, 0, 10_500}, nil, []int64{-10_500, 94_500}},
		{"by the practitioner", "massage", false, sum{90_000, 4_500, 94_500, 10_500, 0}, []int64{105_000, -10_500}, nil},
		{"by the platform, the supplier", "plumber", true, sum{88_983, 16_017, 105_000, 0, 10_500}, nil, []int64{-10_500, 94_500}},
		{"by the practitioner, the platform being the supplier", "plumber", false, sum{80_085, 14_415, 94_500, 10_500, 0}, []int64{105_000, -10_500}, nil},
	} {
		p := o.paidWith(tariff.Off{PromotionID: uuid.New(), Minor: 10_500, Platform: tt.platform}, tt.slug, 105_000)
		o.earn(p)
		d := o.papers(p)[0]
		if diff := cmp.Diff(tt.want, sumOf(d)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
		paper := invoice.Paper{Document: d}
		if before, rest := minors(paper.Before(o.English)), minors(paper.After(o.English)); !cmp.Equal(before, tt.before) || !cmp.Equal(rest, tt.rest) {
			t.Errorf("%s: %v before, %v after", tt.what, before, rest)
		}
		o.refund(p, p.quote.PayinMinor()/2)
		for _, note := range o.papers(p)[2:3] {
			if note.Kind != invoice.CreditNote || note.Total*2 != -d.Total || note.Off*2 != -d.Off || note.Borne*2 != -d.Borne {
				t.Errorf("%s: %+v takes back half of %+v", tt.what, note, d)
			}
		}
	}
}

type sum struct{ Net, Tax, Total, Off, Borne int64 }

func sumOf(d invoice.Document) sum { return sum{d.Net, d.Tax, d.Total, d.Off, d.Borne} }

func minors(list []invoice.Line) (out []int64) {
	for _, x := range list {
		out = append(out, x.Minor)
	}
	return out
}
