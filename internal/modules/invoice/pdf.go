package invoice

import (
	"context"
	"io"

	"klear/internal/modules/identity"
	"klear/internal/platform/i18n"
	"klear/internal/platform/pdf"

	"github.com/google/uuid"
)

// PDF is a document as a file, in English: the same bytes each time. Errors: those of Paper; ErrPrintPage for letters that
// have to be shaped (Devanagari, Arabic), which the browser prints from the page.
func (s *Service) PDF(ctx context.Context, who identity.Principal, id uuid.UUID) (pdf.File, error) {
	p, err := s.Paper(ctx, who, id)
	if err != nil {
		return pdf.File{}, err
	}
	if !pdf.Drawable(p.Seller.Name, p.Seller.Address, p.Buyer.Name, p.Buyer.Address, p.What(s.English)) {
		return pdf.File{}, ErrPrintPage
	}
	code, err := CodeOf(s.Link(p))
	if err != nil {
		return pdf.File{}, err
	}
	return pdf.File{Name: p.FileName(), Write: func(w io.Writer) error { return writePDF(w, s.English, p, code, s.Link(p)) }}, nil
}

func writePDF(w io.Writer, l *i18n.Localizer, p Paper, code Code, link string) error {
	f := pdf.New(p.Title(l), p.IssuedAt)
	f.Text(pdf.Bold, 16, p.Title(l))
	f.Space(4)
	f.Sides(side(l, l.T("invoice.seller"), p.Seller), side(l, l.T("invoice.buyer"), p.Buyer))
	f.Space(4)
	for _, x := range p.Facts(l) {
		f.Fact(x.Label, x.Value)
	}
	f.Space(4)
	drawAmounts(f, l, p)
	if words := p.TotalWords(l); words != "" {
		f.Text(pdf.Plain, 9, l.T("receipt.words", i18n.D{"Words": words}))
	}
	f.Space(4)
	for _, n := range p.Notes(l, Plain) {
		f.Text(pdf.Plain, 8, n)
	}
	f.Drawing(code.Size, quiet, code.dark, 30, l.T("invoice.verify")+"\n"+link)
	return f.Write(w)
}

func side(l *i18n.Localizer, label string, x Party) pdf.Side {
	s := pdf.Side{Label: label, Name: x.Name, More: []string{x.Address}}
	if x.Name == "" {
		s.Name = l.T("invoice.erased")
	}
	if x.Number != "" {
		s.More = append(s.More, l.T("invoice.tax_number")+" "+x.Number)
	}
	return s
}

// drawAmounts are the line with its taxes, and the total.
func drawAmounts(f pdf.Sheet, l *i18n.Localizer, p Paper) {
	widths := []float64{pdf.Width - 80, 40, 40}
	f.Row(pdf.Bold, pdf.Below, widths, l.T("receipt.what"), l.T("invoice.rate"), p.Currency)
	f.Text(pdf.Plain, 9, p.What(l))
	for _, x := range p.Before(l) {
		f.Row(pdf.Plain, pdf.NoRule, widths, x.Label, "", p.In(x.Minor).Decimal())
	}
	f.Row(pdf.Plain, pdf.NoRule, widths, l.T("invoice.net"), "", p.In(p.Net).Decimal())
	for _, t := range p.Taxes {
		f.Row(pdf.Plain, pdf.NoRule, widths, t.Name, Rate(t.Bps), p.In(t.Minor).Decimal())
	}
	f.Row(pdf.Bold, pdf.Above, widths, l.T("invoice.total"), "", p.Amount().Decimal())
	for _, x := range p.After(l) {
		f.Row(pdf.Plain, pdf.NoRule, widths, x.Label, "", p.In(x.Minor).Decimal())
	}
}
