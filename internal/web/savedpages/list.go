package savedpages

import (
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/saved"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const perPage = 20

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if h.AsksToSave(r) {
		page.See(w, r, "/saved/keep")
		return nil
	}
	n := page.Number(r)
	list, total, err := h.Saved.List(r.Context(), who, n, perPage)
	if err != nil {
		return err
	}
	v := List{Page: h.Private(w, r), Pages: page.Pages(r, n, total, perPage)}
	v.Page.Title, v.Page.Section = v.Page.L.T("nav.saved"), "saved"
	for _, e := range list {
		v.Items = append(v.Items, h.item(v.Page, e))
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) item(p layout.Page, e saved.Entry) Item {
	if e.Practitioner == nil {
		return Item{ID: e.PractitionerID.String()}
	}
	who := h.Person(e.Practitioner)
	i := Item{ID: e.PractitionerID.String(), Person: &who, Where: e.Practitioner.City, Alert: e.Alert, Next: e.Next, BookURL: "/p/" + who.Slug}
	if !e.Next.IsZero() {
		i.BookURL += "?on=" + e.Next.In(p.Zone).Format(time.DateOnly) + "#book"
	}
	return i
}
