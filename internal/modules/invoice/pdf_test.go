package invoice_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"
)

// TestAFileIsTheSameEachTime: byte by byte, a year later too; it has an embedded font and one page.
func TestAFileIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	o := open(t, 0)
	o.register(pune, mysuru)
	p := o.paid("massage", 105_000)
	o.earn(p)
	id := o.papers(p)[0].ID
	write := func() []byte {
		f, err := o.PDF(ctx, o.client, id)
		o.ok(err)
		if f.Name != "P1I-26-27-0001.pdf" {
			t.Error(f.Name)
		}
		var out bytes.Buffer
		o.ok(f.Write(&out))
		return out.Bytes()
	}
	first := write()
	o.clock.Advance(365 * 24 * time.Hour)
	if !bytes.Equal(first, write()) {
		t.Error("two files of one document differ")
	}
	if !bytes.HasPrefix(first, []byte("%PDF-")) || !bytes.Contains(first, []byte("/FontFile2")) || bytes.Count(first, []byte("/Type /Page\n")) != 1 {
		t.Error("no sheet with its own font")
	}
	if _, err := o.PDF(ctx, identity.Principal{}, id); !errors.Is(err, invoice.ErrNotFound) {
		t.Error(err)
	}
}

// TestNamesInTheirOwnLettersAreInTheFile: Devanagari and Arabic are; what no font has is printed from the page, since a file
// would show boxes.
func TestNamesInTheirOwnLettersAreInTheFile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{"अनन्या राव": nil, "ليلى حسن": nil, "山田": invoice.ErrPrintPage} {
		o := open(t, 0)
		_, err := o.tariff.SetOwn(ctx, o.pro, tariff.TaxIdentity{Country: "IN", Number: mysuru, LegalName: name, Address: "2 Hill Road"})
		o.ok(err)
		p := o.paid("massage", 105_000)
		o.earn(p)
		f, err := o.PDF(ctx, o.client, o.papers(p)[0].ID)
		if !errors.Is(err, want) {
			t.Fatalf("%s: %v, want %v", name, err, want)
		}
		var out bytes.Buffer
		if err == nil {
			if err := f.Write(&out); err != nil || out.Len() > 150_000 {
				t.Errorf("%s: %d bytes, %v", name, out.Len(), err)
			}
		}
	}
}

// TestTheCodeIsTheLink: a drawing of one unit squares with a quiet edge.
func TestTheCodeIsTheLink(t *testing.T) {
	t.Parallel()
	c, err := invoice.CodeOf("https://klear.example/genuine/ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if err != nil || c.Size < 29 || !strings.HasPrefix(c.Path, "M4 4h1v1h-1z") || strings.Contains(c.Path, "M3 ") {
		t.Errorf("%d %.20s %v", c.Size, c.Path, err)
	}
}
