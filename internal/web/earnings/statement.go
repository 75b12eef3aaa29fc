package earnings

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// monthOf is the month that the address names, on the reader's calendar; what makes no sense is the present one.
func monthOf(r *http.Request, p layout.Page) time.Time {
	now := p.Now.In(p.Zone)
	if m, err := time.ParseInLocation("2006-01", page.Query(r).Get("month"), p.Zone); err == nil && m.Year() >= 2000 && !m.After(now) {
		return m
	}
	return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, p.Zone)
}

func (h Handler) read(r *http.Request, who identity.Principal, p layout.Page) (time.Time, payout.Statement, error) {
	m := monthOf(r, p)
	s, err := h.Payouts.StatementOf(r.Context(), who, page.Query(r).Get("currency"), m, m.AddDate(0, 1, 0))
	return m, s, err
}

// statement is a month for the records: on the screen, and on paper without anything around it.
func (h Handler) statement(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := Statement{Page: h.page(w, r, "earnings", "earnings.statement")}
	var err error
	if v.Month, v.Statement, err = h.read(r, who, v.Page); err != nil {
		return err
	}
	query := "?" + url.Values{"month": {v.Month.Format("2006-01")}, "currency": {v.Before.Currency}}.Encode()
	v.FileURL, v.PDFURL = "/pro/earnings.csv"+query, "/pro/earnings.pdf"+query
	httpx.WritePage(w, r, http.StatusOK, StatementPage(v))
	return nil
}

// statementPDF is the same month to print or to keep.
func (h Handler) statementPDF(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	m := monthOf(r, h.page(w, r, "earnings", "earnings.statement"))
	f, err := h.Payouts.StatementPDF(r.Context(), who, page.Query(r).Get("currency"), m, m.AddDate(0, 1, 0))
	if err != nil {
		return err
	}
	return page.WritePDF(w, f)
}

// statementFile is the same month for a spreadsheet: amounts as decimals, instants with their offset; the first row is what
// was there before and the last one what is there at the end.
func (h Handler) statementFile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p := h.page(w, r, "earnings", "earnings.statement")
	m, s, err := h.read(r, who, p)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="earnings-`+m.Format("2006-01")+`.csv"`)
	header.Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	_ = out.Write([]string{"date", "event", "booking", "amount", "currency", "transaction"})
	_ = out.Write([]string{s.From.In(p.Zone).Format(time.RFC3339), "before", "", s.Before.Decimal(), s.Before.Currency, ""})
	for _, l := range s.Lines {
		_ = out.Write([]string{l.At.In(p.Zone).Format(time.RFC3339), l.Event, l.Code, l.Amount.Decimal(), l.Amount.Currency, l.TransactionID.String()})
	}
	_ = out.Write([]string{s.To.In(p.Zone).Format(time.RFC3339), "after", "", s.After.Decimal(), s.After.Currency, ""})
	out.Flush() // the client may have gone
	return nil
}
