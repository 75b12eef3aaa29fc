package payout

import (
	"context"
	"io"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/i18n"
	"klear/internal/platform/pdf"
)

// StatementPDF is StatementOf as a file, in English, with the times of from's zone: the same bytes each time once the stretch
// is over. Errors: those of StatementOf; ErrPrintPage when the name has letters that a file cannot show.
func (s *Service) StatementPDF(ctx context.Context, who identity.Principal, currency string, from, to time.Time) (pdf.File, error) {
	x, err := s.StatementOf(ctx, who, currency, from, to)
	if err != nil {
		return pdf.File{}, err
	}
	if !pdf.Drawable(x.Name) {
		return pdf.File{}, ErrPrintPage
	}
	l := s.Letters.Localizer("en")
	return pdf.File{Name: "earnings-" + from.Format("2006-01") + ".pdf", Write: func(w io.Writer) error { return x.draw(w, l) }}, nil
}

func (x Statement) draw(w io.Writer, l *i18n.Localizer) error {
	title := l.T("earnings.statement") + ", " + x.Name
	f, zone := pdf.New(title, x.To), x.From.Location()
	f.Text(pdf.Bold, 16, title)
	f.Space(2)
	f.Fact(l.T("earnings.currency"), x.Before.Currency)
	f.Fact(l.T("earnings.period"), l.DayRange(x.From, x.To.Add(-time.Second)))
	f.Fact(l.T("earnings.before"), x.Before.Decimal())
	f.Fact(l.T("earnings.came"), x.Came().Decimal())
	f.Fact(l.T("earnings.went"), x.Went().Decimal())
	f.Fact(l.T("earnings.after"), x.After.Decimal())
	f.Space(4)
	if x.Cut {
		f.Text(pdf.Plain, 9, l.T("earnings.cut"))
	}
	widths := []float64{62, 60, 30, 30}
	f.Row(pdf.Bold, pdf.Below, widths, l.T("receipt.what"), l.T("receipt.when"), l.T("booking.code"), l.T("receipt.amount"))
	for _, line := range x.Lines {
		f.Row(pdf.Plain, pdf.NoRule, widths, line.What(l), l.WhenYear(line.At, zone), line.Code, line.Amount.Decimal())
	}
	f.Row(pdf.Bold, pdf.Above, widths, l.T("earnings.sum"), "", "", x.Moved().Decimal())
	return f.Write(w)
}
