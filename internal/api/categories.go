package api

import (
	"context"
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// categoryDesk serves the catalogue's public tree and the operator's work on it.
type categoryDesk struct{ catalog *catalog.Catalog }

// Catalogue registers categories and admin/verification.
func Catalogue(a huma.API, c *catalog.Catalog) {
	h := categoryDesk{c}
	huma.Register(a, op(http.MethodGet, "/categories", "listCategories", "The tree of categories", "categories"), h.tree)
	once(a, op(http.MethodPost, "/categories", "createCategory", "Add a category (operators)", "categories"), h.create)
	once(a, op(http.MethodPut, "/categories/{id}", "updateCategory", "Change a category (operators)", "categories"), h.update)
	once(a, op(http.MethodPut, "/categories/order", "reorderCategories", "Put the children of a category, or the top level, in order (operators)", "categories"), h.reorder)
	h.attributes(a)
	huma.Register(a, op(http.MethodGet, "/admin/verification", "verificationQueue", "Profiles that wait, oldest first (operators)", "admin"), h.queue)
	once(a, op(http.MethodPost, "/admin/verification/{id}", "decideVerification", "Verify or reject a profile (operators)", "admin"), h.decide)
}

// CategoryView is a category with the active ones below it.
type CategoryView struct {
	ID       uuid.UUID         `json:"id"`
	Slug     string            `json:"slug"`
	Name     map[string]string `json:"name" doc:"language to text"`
	Icon     string            `json:"icon,omitempty"`
	Version  int64             `json:"version" doc:"send it with a change: an older one is refused"`
	Children []CategoryView    `json:"children"`
}

func viewCategory(t *catalog.Tree, c catalog.Category) CategoryView {
	v := CategoryView{ID: c.ID, Slug: c.Slug, Name: c.Name, Icon: c.Icon, Version: c.Version, Children: []CategoryView{}}
	for _, child := range t.Children(c.ID) {
		if !child.Active {
			continue
		}
		v.Children = append(v.Children, viewCategory(t, child))
	}
	return v
}

func (h categoryDesk) tree(ctx context.Context, _ *struct{}) (*Out[[]CategoryView], error) {
	t, err := h.catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	out := []CategoryView{}
	for _, c := range t.Roots() {
		if !c.Active {
			continue
		}
		out = append(out, viewCategory(t, c))
	}
	return OK(ctx, out), nil
}

// CategoryBody is a category as the operator states it.
type CategoryBody struct {
	ParentID *uuid.UUID        `json:"parentId,omitempty" format:"uuid"`
	Slug     string            `json:"slug,omitempty" maxLength:"80"`
	Name     map[string]string `json:"name"`
	Icon     string            `json:"icon,omitempty" maxLength:"40"`
	Active   bool              `json:"active,omitempty" default:"true"`
}

func (b CategoryBody) form() catalog.CategoryForm {
	return catalog.CategoryForm{ParentID: b.ParentID, Slug: b.Slug, Name: b.Name, Icon: b.Icon, Active: b.Active}
}

type createCategoryInput struct {
	IdempotencyHeader
	Body CategoryBody
}

func (h categoryDesk) create(ctx context.Context, in *createCategoryInput) (*Out[CategoryView], error) {
	return h.category(ctx)(h.catalog.CreateCategory(ctx, identity.PrincipalFrom(ctx), in.Body.form()))
}

type updateCategoryInput struct {
	IdempotencyHeader
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body struct {
		CategoryBody
		Versioned
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"needed when an active category becomes inactive; kept on record for good"`
	}
}

func (h categoryDesk) update(ctx context.Context, in *updateCategoryInput) (*Out[CategoryView], error) {
	form := in.Body.form()
	form.Version, form.Reason = in.Body.Version, in.Body.Reason
	return h.category(ctx)(h.catalog.UpdateCategory(ctx, identity.PrincipalFrom(ctx), in.ID, form))
}

func (h categoryDesk) category(ctx context.Context) func(catalog.Category, error) (*Out[CategoryView], error) {
	return func(c catalog.Category, err error) (*Out[CategoryView], error) {
		if err != nil {
			return nil, err
		}
		t, err := h.catalog.Categories(ctx)
		if err != nil {
			return nil, err
		}
		return OK(ctx, viewCategory(t, c)), nil
	}
}

type reorderInput struct {
	IdempotencyHeader
	Body struct {
		ParentID *uuid.UUID  `json:"parentId,omitempty" format:"uuid" doc:"left out: the top level"`
		IDs      []uuid.UUID `json:"ids" minItems:"1" maxItems:"500" doc:"every category of the level, once"`
	}
}

func (h categoryDesk) reorder(ctx context.Context, in *reorderInput) (*Out[[]CategoryView], error) {
	if err := h.catalog.ReorderCategories(ctx, identity.PrincipalFrom(ctx), in.Body.ParentID, in.Body.IDs); err != nil {
		return nil, err
	}
	return h.tree(ctx, nil)
}

type queueInput struct {
	PageQuery
	Status string `query:"status" enum:"pending,verified,rejected" default:"pending"`
}

func (h categoryDesk) queue(ctx context.Context, in *queueInput) (*Out[[]QueueView], error) {
	entries, total, err := h.catalog.VerificationQueue(ctx, identity.PrincipalFrom(ctx), catalog.VerificationStatus(in.Status), in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]QueueView, len(entries))
	for i, e := range entries {
		out[i] = viewQueue(e)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type decideInputVerification struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Versioned
		Status           string `json:"status" enum:"verified,rejected"`
		Method           string `json:"method,omitempty" maxLength:"200" doc:"how it was checked; needed to verify"`
		Reason           string `json:"reason" maxLength:"1000"`
		LicenceExpiresOn string `json:"licenceExpiresOn,omitempty" maxLength:"10" format:"date" doc:"last valid day of the licence that was seen, 2006-01-02; left out: none ends"`
	}
}

func (h categoryDesk) decide(ctx context.Context, in *decideInputVerification) (*Out[PractitionerView], error) {
	return practitioner(ctx)(h.catalog.DecideVerification(ctx, identity.PrincipalFrom(ctx), in.ID,
		catalog.Verdict{Status: catalog.VerificationStatus(in.Body.Status), Method: in.Body.Method, Reason: in.Body.Reason, Version: in.Body.Version,
			LicenceExpiresOn: in.Body.LicenceExpiresOn}))
}
