package invoices

import (
	"bytes"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

func documentOf(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("document"))
	if err != nil {
		err = invoice.ErrNotFound
	}
	return id, err
}

func (h Handler) paper(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	x, err := h.Invoices.Paper(r.Context(), who, id)
	if err != nil {
		return err
	}
	link := h.Invoices.Link(x)
	code, err := invoice.CodeOf(link)
	if err != nil {
		return err
	}
	v := Paper{Paper: x, Link: link, Code: code}
	v.Page, v.Back = h.around(w, r, who, x)
	v.Page.Title = x.Title(v.Page.L)
	httpx.WritePage(w, r, http.StatusOK, PaperPage(v))
	return nil
}

// around is the frame of a document: the area in which its reader works, and the list that they came from.
func (h Handler) around(w http.ResponseWriter, r *http.Request, who identity.Principal, x invoice.Paper) (layout.Page, ui.Link) {
	p := h.page(w, r, layout.Site, "account", "")
	switch {
	case who.Role == identity.Admin && x.BuyerID != who.PersonID:
		p.Area, p.Section = layout.Operate, "invoices"
		return p, ui.Link{URL: "/admin/invoices", Label: p.L.T("nav.invoices")}
	case who.Role == identity.Practitioner && (x.Role == invoice.Commission || x.BuyerID != who.PersonID):
		p.Area, p.Section = layout.Work, "invoices"
		return p, ui.Link{URL: "/pro/invoices", Label: p.L.T("nav.invoices")}
	}
	return p, ui.Link{URL: "/account/invoices", Label: p.L.T("account.invoices")}
}

// file streams the document; it is made before the first byte is sent, so that an error can still be said.
func (h Handler) file(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	f, err := h.Invoices.PDF(r.Context(), who, id)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := f.Write(&body); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
	header.Set("Cache-Control", "no-store")
	_, _ = body.WriteTo(w) // the client may have gone
	return nil
}

// verify says to whoever holds the link that the document is genuine, and nothing about the people in it.
func (h Handler) verify(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	g, err := h.Invoices.Verify(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	v := Verify{Page: h.page(w, r, layout.Focus, "verify", ""), Genuine: g}
	v.Page.Title = v.Page.L.T("invoice.genuine")
	httpx.WritePage(w, r, http.StatusOK, VerifyPage(v))
	return nil
}
