package invoices

import (
	"errors"
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// asked is the document of the address with who reads it: below a booking also its guest.
func (h Handler) asked(r *http.Request, who identity.Principal) (uuid.UUID, identity.Principal, error) {
	id, err := uuid.Parse(r.PathValue("document"))
	if err != nil {
		return id, who, invoice.ErrNotFound
	}
	code := r.PathValue("code")
	if code == "" {
		return id, who, nil
	}
	caller := h.Kit.Caller(r)
	b, err := h.Bookings.ByCode(r.Context(), caller, code)
	if guest, ok := h.Kit.GuestCaller(r, code); ok && errors.Is(err, booking.ErrNotFound) {
		caller = guest
		b, err = h.Bookings.ByCode(r.Context(), caller, code)
	}
	if err != nil {
		return id, who, err
	}
	return id, caller.Reader(b), nil
}

func (h Handler) paper(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, who, err := h.asked(r, who)
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
	v := Paper{Paper: x, Link: link, Code: code, FileURL: page.DocumentURL(x.Document) + "/pdf"}
	v.Page, v.Back = h.around(w, r, who, x)
	if booked := r.PathValue("code"); booked != "" {
		v.FileURL = page.GuestDocumentURL(booked)(x.Document) + "/pdf"
		v.Back = ui.Link{URL: "/bookings/" + booked + "/receipt", Label: v.Page.L.T("booking.receipt")}
	}
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

// file is the document to print or to keep.
func (h Handler) file(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, who, err := h.asked(r, who)
	if err != nil {
		return err
	}
	f, err := h.Invoices.PDF(r.Context(), who, id)
	if err != nil {
		return err
	}
	return page.WritePDF(w, f)
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
