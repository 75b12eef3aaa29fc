package page

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/payment"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// ReceiptReader is whose receipt it is.
type ReceiptReader struct {
	Practitioner bool   // sees how what was kept is divided, and not what the client paid with
	Other        string // the name of the other side
	Back         ui.Link
	Documents    []ui.DocRow // that were written for the booking
}

// WriteReceipt answers with the receipt of a booking that the reader may see; with ?download=1 as a file.
func (k *Kit) WriteReceipt(w http.ResponseWriter, r *http.Request, p layout.Page, b *booking.Booking, s payment.Statement, who ReceiptReader) {
	p.Title = p.L.T("receipt.title", i18n.D{"Code": b.Code})
	v := receipt(p, b, s, who)
	if v.File = r.URL.Query().Get("download") == "1"; v.File {
		w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+b.Code+`.html"`)
	}
	httpx.WritePage(w, r, http.StatusOK, layout.Receipt(p, who.Back, v))
}

func receipt(p layout.Page, b *booking.Booking, s payment.Statement, who ReceiptReader) ui.ReceiptProps {
	l := p.L
	other := l.T("receipt.practitioner")
	if who.Practitioner {
		other = l.T("receipt.client")
	}
	v := ui.ReceiptProps{Zone: p.Zone, Now: p.Now, Documents: who.Documents, From: p.Brand.LegalName + " · " + p.Brand.SupportMail, Facts: []ui.ReceiptFact{
		{Label: l.T("booking.code"), Value: b.Code}, {Label: other, Value: who.Other}, {Label: l.T("receipt.service"), Value: b.ServiceName},
		{Label: l.T("receipt.date"), Value: l.WhenYear(b.Start, p.Zone)},
	}}
	for _, t := range s.Items {
		v.Rows = append(v.Rows, rows(l, t, who.Practitioner)...)
	}
	sum := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: s.Currency} }
	v.Sums = []ui.PriceLine{{Label: l.T("refund.paid"), Amount: sum(s.Paid)}}
	if s.Back > 0 {
		v.Sums = append(v.Sums, ui.PriceLine{Label: l.T("receipt.back"), Amount: sum(-s.Back)})
	}
	if s.Credit > 0 {
		v.Sums = append(v.Sums, ui.PriceLine{Label: l.T("receipt.credit"), Amount: sum(-s.Credit)})
	}
	v.Sums = append(v.Sums, ui.PriceLine{Label: l.T(keptLabel(b, s)), Amount: sum(s.Kept), Total: true})
	v.Words = l.MoneyWords(sum(s.Kept))
	switch {
	case who.Practitioner:
		v.To = who.Other
	case p.User != nil:
		v.To = p.User.Name
	}
	if who.Practitioner {
		v.Parts = parts(l, s)
	}
	return v
}

// keptLabel names what stays: the price, or the fee of a cancellation.
func keptLabel(b *booking.Booking, s payment.Statement) string {
	ended := b.Status == booking.Cancelled || b.Status == booking.NoShow
	if ended && s.Kept > 0 {
		return "refund.kept"
	}
	return "receipt.kept"
}

// rows are the movements of one payment. A refund that the gateway refused is owed as credit.
func rows(l *i18n.Localizer, t payment.Taken, practitioner bool) []ui.ReceiptRow {
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: t.Payment.Currency} }
	paid := ui.ReceiptRow{At: t.At, What: l.T("refund.paid"), Ref: t.Payment.ID.String(), Amount: in(t.Payment.CapturedMinor)}
	if !practitioner {
		paid.How = how(l, t.Payment)
	}
	out := []ui.ReceiptRow{paid}
	if t.Payment.CreditMinor > 0 {
		row := ui.ReceiptRow{At: t.At, What: l.T("refund.paid"), Ref: t.Payment.ID.String(), Amount: in(t.Payment.CreditMinor)}
		if !practitioner {
			row.How = l.T("receipt.credit")
		}
		out = append(out, row)
	}
	for _, r := range t.Refunds {
		if rest := r.AmountMinor - r.SetOffMinor; rest > 0 {
			out = append(out, ui.ReceiptRow{At: r.CreatedAt, What: l.T("receipt.refund_" + refundState(r)), Ref: r.ID.String(), Amount: in(-rest)})
		}
		if r.SetOffMinor > 0 {
			out = append(out, ui.ReceiptRow{At: r.CreatedAt, What: l.T("receipt.refund_set_off"), Ref: r.ID.String(), Amount: in(-r.SetOffMinor)})
		}
		if r.CreditMinor > 0 {
			out = append(out, ui.ReceiptRow{At: r.CreatedAt, What: l.T("receipt.credit_back"), Ref: r.ID.String(), Amount: in(-r.CreditMinor)})
		}
	}
	return out
}

// refundState is where a refund stands, in the words of a receipt.
func refundState(r payment.RefundRecord) string {
	if r.Waits {
		return "waits"
	}
	return string(r.Status)
}

// how is what somebody paid with, as they know it.
func how(l *i18n.Localizer, p payment.Payment) string {
	switch {
	case p.AtVenue():
		return l.T("receipt.venue_" + p.Method)
	case p.OfCredit():
		return l.T("receipt.credit")
	}
	return p.Method
}

// parts divide what was kept and what the platform adds to it, for the practitioner: the last line is what is theirs to be paid out.
func parts(l *i18n.Localizer, s payment.Statement) []ui.PriceLine {
	var out []ui.PriceLine
	line := func(key string, minor int64) {
		out = append(out, ui.PriceLine{Label: l.T(key), Amount: money.Amount{Minor: minor, Currency: s.Currency}})
	}
	if s.Borne != 0 {
		line("receipt.borne", s.Borne)
	}
	line("receipt.commission", -s.Commission)
	if s.Tax != 0 {
		line("receipt.tax", -s.Tax)
	}
	if s.Withheld != 0 {
		line("receipt.withheld", -s.Withheld)
	}
	line("receipt.share", s.Share-s.Withheld)
	out[len(out)-1].Total = true
	return out
}
