package categories

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// maxLevel is how many categories one level may have when it is put in order; the API takes as many.
const maxLevel = 500

func (h Handler) tree(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.treeView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, TreePage(v))
	return nil
}

func (h Handler) treeView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Tree, error) {
	tree, err := h.Catalog.AllCategories(r.Context(), who)
	if err != nil {
		return Tree{}, err
	}
	use, err := h.Catalog.CategoryUse(r.Context(), who)
	v := Tree{Page: h.page(w, r, "nav.categories")}
	v.Level = level(tree, use, v.Page.L.Lang(), "", tree.Roots())
	return v, err
}

// level is one level of the tree with everything below it.
func level(tree *catalog.Tree, use map[uuid.UUID]int, lang, parent string, list []catalog.Category) Level {
	out := Level{Parent: parent}
	for _, c := range list {
		id := c.ID.String()
		out.Nodes = append(out.Nodes, Node{ID: id, Name: c.NameIn(lang), Slug: c.Slug, Active: c.Active, Services: use[c.ID], Below: level(tree, use, lang, id, tree.Children(c.ID))})
	}
	return out
}

// order puts one level in order: the order that was seen, with one category a place up or down, or as it was dragged.
func (h Handler) order(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxLevel+10)
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
	var parent *uuid.UUID
	if s := form.Get("parent"); s != "" {
		id, err := uuid.Parse(s)
		if err != nil {
			return page.ErrForm
		}
		parent = &id
	}
	fault := h.Catalog.ReorderCategories(r.Context(), who, parent, parsed)
	e, status, refused := page.Refused(fault)
	if !refused {
		if fault != nil {
			return fault
		}
		return h.Kit.Done(w, r, "order_saved", "/admin/categories")
	}
	v, err := h.treeView(w, r, who)
	if err != nil {
		return err
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, TreePage(v))
	return nil
}

// moved is ids with one of them a place earlier or later.
func moved(ids []string, up, down string) []string {
	out := slices.Clone(ids)
	if i := slices.Index(out, up); i > 0 {
		out[i-1], out[i] = out[i], out[i-1]
	}
	if i := slices.Index(out, down); i >= 0 && i+1 < len(out) {
		out[i+1], out[i] = out[i], out[i+1]
	}
	return out
}
