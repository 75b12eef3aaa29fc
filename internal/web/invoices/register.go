package invoices

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// register lists the documents of a month; a number that is known leads to its document.
func (h Handler) register(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	number, status := strings.TrimSpace(page.Query(r).Get("number")), http.StatusOK
	v := Register{Page: h.page(w, r, layout.Operate, "invoices", ""), Number: number}
	v.Page.Title = v.Page.L.T("nav.invoices")
	if number != "" {
		id, err := h.Invoices.Find(r.Context(), who, number)
		if err == nil {
			page.See(w, r, "/account/invoices/"+id.String())
			return nil
		}
		if !errors.Is(err, invoice.ErrNotFound) {
			return err
		}
		v.Unknown, status = v.Page.L.T("error.invoice_not_found"), http.StatusNotFound
	}
	m, n := h.monthOf(r), page.Number(r)
	list, total, err := h.Invoices.All(r.Context(), who, invoice.Query{From: m, To: m.AddDate(0, 1, 0), Number: n, Limit: perPage})
	if err != nil {
		return err
	}
	if v.Numbering, err = h.Invoices.Numbering(r.Context(), who); err != nil {
		return err
	}
	v.Month, v.Rows, v.Pages = m, page.DocRows(v.Page.L, list, page.DocumentURL), page.Pages(r, n, total, perPage)
	v.Earlier, v.Later = monthLinks(v.Page, "/admin/invoices", m)
	httpx.WritePage(w, r, status, RegisterPage(v))
	return nil
}

// monthLinks lead to the months beside one; there is none after the present.
func monthLinks(p layout.Page, path string, m time.Time) (earlier, later ui.Link) {
	link := func(m time.Time) ui.Link {
		return ui.Link{URL: path + "?" + url.Values{"month": {m.Format("2006-01")}}.Encode(), Label: p.L.Month(m)}
	}
	earlier = link(m.AddDate(0, -1, 0))
	if next := m.AddDate(0, 1, 0); !next.After(p.Now) {
		later = link(next)
	}
	return earlier, later
}
