package categories

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) details(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.detailsView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, DetailsPage(v))
	return nil
}

func (h Handler) detailsView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Details, error) {
	c, tree, err := h.categoryOf(r, who)
	if err != nil {
		return Details{}, err
	}
	use, err := h.Catalog.AttributeUse(r.Context(), who)
	v := Details{Page: h.page(w, r, "details.title"), Base: "/admin/categories/" + c.ID.String()}
	lang := v.Page.L.Tag()
	v.Category = c.NameIn(lang)
	for _, a := range tree.AttributesOf(c.ID) {
		v.Own = append(v.Own, detailRow(a, lang, use[a.ID]))
	}
	for _, a := range tree.Attributes(c.ID) {
		if a.CategoryID != c.ID {
			row, from := detailRow(a, lang, use[a.ID]), a.CategoryID
			above, _ := tree.ByID(from)
			row.From = above.NameIn(lang)
			v.Inherited = append(v.Inherited, row)
		}
	}
	return v, err
}

func detailRow(a catalog.Attribute, lang string, services int) DetailRow {
	return DetailRow{ID: a.ID.String(), Name: a.LabelIn(lang), Key: a.Key, Kind: string(a.Kind), Required: a.Required, Filterable: a.Filterable, Active: a.Active, Services: services}
}

// orderDetails puts what a category asks in order: what was seen, with one a place up or down.
func (h Handler) orderDetails(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxLevel)
	if err != nil {
		return err
	}
	c, _, err := h.categoryOf(r, who)
	if err != nil {
		return err
	}
	ids := moved(form["id"], form.Get("up"), form.Get("down"))
	parsed := make([]uuid.UUID, len(ids))
	for i, s := range ids {
		if parsed[i], err = uuid.Parse(s); err != nil {
			return page.ErrForm
		}
	}
	fault := h.Catalog.ReorderAttributes(r.Context(), who, c.ID, parsed)
	e, status, refused := page.Refused(fault)
	if !refused {
		if fault != nil {
			return fault
		}
		return h.Kit.Done(w, r, "order_saved", "/admin/categories/"+c.ID.String()+"/details")
	}
	v, err := h.detailsView(w, r, who)
	if err != nil {
		return err
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, DetailsPage(v))
	return nil
}
