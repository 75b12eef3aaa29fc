package categories

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the tree to operators. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Catalog *catalog.Catalog
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/categories", only(h.tree))
	mux.HandleFunc("POST /admin/categories/order", only(h.order))
	mux.HandleFunc("GET /admin/categories/new", only(h.showNew))
	mux.HandleFunc("POST /admin/categories/new", only(h.add))
	mux.HandleFunc("GET /admin/categories/{category}", only(h.showEdit))
	mux.HandleFunc("POST /admin/categories/{category}", only(h.edit))
	mux.HandleFunc("GET /admin/categories/{category}/details", only(h.details))
	mux.HandleFunc("POST /admin/categories/{category}/details/order", only(h.orderDetails))
	mux.HandleFunc("GET /admin/categories/{category}/details/new", only(h.showNewDetail))
	mux.HandleFunc("POST /admin/categories/{category}/details/new", only(h.addDetail))
	mux.HandleFunc("GET /admin/categories/{category}/details/{detail}", only(h.showDetail))
	mux.HandleFunc("POST /admin/categories/{category}/details/{detail}", only(h.editDetail))
	mux.HandleFunc("POST /admin/categories/{category}/details/{detail}/delete", only(h.deleteDetail))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section = layout.Operate, "categories"
	p.Title = p.L.T(key)
	return p
}

// categoryOf is the category of the path, in the tree as it stands.
func (h Handler) categoryOf(r *http.Request, who identity.Principal) (catalog.Category, *catalog.Tree, error) {
	tree, err := h.Catalog.AllCategories(r.Context(), who)
	if err != nil {
		return catalog.Category{}, nil, err
	}
	id, err := uuid.Parse(r.PathValue("category"))
	if err != nil {
		return catalog.Category{}, nil, catalog.ErrNoCategory
	}
	c, ok := tree.ByID(id)
	if !ok {
		return c, nil, catalog.ErrNoCategory
	}
	return c, tree, nil
}
