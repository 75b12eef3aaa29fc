package invoices

import (
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// months are how many of the last ones a practitioner is offered statements of.
const months = 12

func (h Handler) practice(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	n := page.Number(r)
	list, total, err := h.Invoices.Practice(r.Context(), who, invoice.Query{Number: n, Limit: perPage})
	if err != nil {
		return err
	}
	v := Practice{Page: h.page(w, r, layout.Work, "invoices", ""), Pages: page.Pages(r, n, total, perPage)}
	v.Page.Title = v.Page.L.T("nav.invoices")
	v.Rows = page.DocRows(v.Page.L, list, page.DocumentURL)
	now := v.Page.Now.In(v.Page.Zone)
	for i := range months {
		m := time.Date(now.Year(), now.Month()-time.Month(i), 1, 0, 0, 0, 0, v.Page.Zone)
		q := "?" + url.Values{"month": {m.Format("2006-01")}}.Encode()
		v.Months = append(v.Months, Month{Name: v.Page.L.Month(m), Page: ui.Link{URL: "/pro/earnings/statement" + q}, File: ui.Link{URL: "/pro/earnings.csv" + q}, PDF: ui.Link{URL: "/pro/earnings.pdf" + q}})
	}
	httpx.WritePage(w, r, http.StatusOK, PracticePage(v))
	return nil
}
