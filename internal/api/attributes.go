package api

import (
	"context"
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// attributes registers what categories ask of their services.
func (h categoryDesk) attributes(a huma.API) {
	const tag = "categories"
	huma.Register(a, op(http.MethodGet, "/categories/{id}/attributes", "listAttributes", "What services of a category are asked, what is asked above it first", tag), h.asked)
	huma.Register(a, op(http.MethodGet, "/admin/categories/{id}/attributes", "listOwnAttributes", "What a category itself asks, retired attributes too, with how many services answer (operators)", "admin"), h.own)
	once(a, op(http.MethodPost, "/categories/{id}/attributes", "createAttribute", "Ask something more of the services of a category and of those below it (operators)", tag), h.addAttribute)
	once(a, op(http.MethodPut, "/categories/{id}/attributes/order", "reorderAttributes", "Put what a category asks in order (operators)", tag), h.reorderAttributes)
	once(a, op(http.MethodPut, "/attributes/{attribute}", "updateAttribute", "Change or retire an attribute (operators)", tag), h.changeAttribute)
	once(a, op(http.MethodDelete, "/attributes/{attribute}", "deleteAttribute", "Take away an attribute that nobody answered (operators)", tag), h.deleteAttribute)
}

// AttributeView is something that services of a category are asked.
type AttributeView struct {
	ID         uuid.UUID             `json:"id"`
	CategoryID uuid.UUID             `json:"categoryId" doc:"where it is asked; it holds for all below"`
	Key        string                `json:"key"`
	Kind       string                `json:"kind" enum:"flag,choice,choices,number,text"`
	Label      map[string]string     `json:"label" doc:"language to text"`
	Unit       map[string]string     `json:"unit,omitempty"`
	Min        int                   `json:"min" doc:"of a number"`
	Max        int                   `json:"max"`
	Required   bool                  `json:"required"`
	Filterable bool                  `json:"filterable" doc:"search narrows by it"`
	Options    []AttributeOptionView `json:"options"`
	Active     bool                  `json:"active" doc:"false: retired"`
	Services   *int                  `json:"services,omitempty" doc:"how many answer; for operators"`
	Version    int64                 `json:"version" doc:"send it with a change: an older one is refused"`
}

// AttributeOptionView is one thing to choose from.
type AttributeOptionView struct {
	Key    string            `json:"key,omitempty" maxLength:"40" doc:"of a new one left out: made from its English label"`
	Label  map[string]string `json:"label" doc:"language to text"`
	Active bool              `json:"active,omitempty" default:"true"`
}

func viewAttribute(a catalog.Attribute) AttributeView {
	v := AttributeView{ID: a.ID, CategoryID: a.CategoryID, Key: a.Key, Kind: string(a.Kind), Label: a.Label, Unit: a.Unit, Min: a.Min, Max: a.Max,
		Required: a.Required, Filterable: a.Filterable, Options: []AttributeOptionView{}, Active: a.Active, Version: a.Version}
	for _, o := range a.Options {
		v.Options = append(v.Options, AttributeOptionView(o))
	}
	return v
}

// CategoryPath names a category.
type CategoryPath struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h categoryDesk) asked(ctx context.Context, in *CategoryPath) (*Out[[]AttributeView], error) {
	tree, err := h.catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := tree.ByID(in.ID); !ok {
		return nil, catalog.ErrNoCategory
	}
	out := []AttributeView{}
	for _, a := range tree.Attributes(in.ID) {
		out = append(out, viewAttribute(a))
	}
	return OK(ctx, out), nil
}

func (h categoryDesk) own(ctx context.Context, in *CategoryPath) (*Out[[]AttributeView], error) {
	who := identity.PrincipalFrom(ctx)
	tree, err := h.catalog.AllCategories(ctx, who)
	if err != nil {
		return nil, err
	}
	if _, ok := tree.ByID(in.ID); !ok {
		return nil, catalog.ErrNoCategory
	}
	use, err := h.catalog.AttributeUse(ctx, who)
	if err != nil {
		return nil, err
	}
	out := []AttributeView{}
	for _, a := range tree.AttributesOf(in.ID) {
		v, n := viewAttribute(a), use[a.ID]
		v.Services = &n
		out = append(out, v)
	}
	return OK(ctx, out), nil
}

// AttributeBody is an attribute as the operator states it.
type AttributeBody struct {
	Label      map[string]string     `json:"label" doc:"language to text; English is needed"`
	Unit       map[string]string     `json:"unit,omitempty" doc:"of a number"`
	Min        int                   `json:"min,omitempty" doc:"of a number"`
	Max        int                   `json:"max,omitempty"`
	Required   bool                  `json:"required,omitempty"`
	Filterable bool                  `json:"filterable,omitempty" doc:"search narrows by it; a text never"`
	Options    []AttributeOptionView `json:"options,omitempty" maxItems:"30" doc:"of a choice; those that a change leaves out are retired"`
}

func (b AttributeBody) form() catalog.AttributeForm {
	f := catalog.AttributeForm{Label: b.Label, Unit: b.Unit, Min: b.Min, Max: b.Max, Required: b.Required, Filterable: b.Filterable}
	for _, o := range b.Options {
		f.Options = append(f.Options, catalog.AttributeOption(o))
	}
	return f
}

type createAttributeInput struct {
	IdempotencyHeader
	CategoryPath
	Body struct {
		AttributeBody
		Key  string `json:"key,omitempty" maxLength:"40" doc:"left out: made from the English label; it stays for good"`
		Kind string `json:"kind" enum:"flag,choice,choices,number,text"`
	}
}

func (h categoryDesk) addAttribute(ctx context.Context, in *createAttributeInput) (*Out[AttributeView], error) {
	form := in.Body.form()
	form.Key, form.Kind = in.Body.Key, catalog.AttributeKind(in.Body.Kind)
	a, err := h.catalog.AddAttribute(ctx, identity.PrincipalFrom(ctx), in.ID, form)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewAttribute(a)), nil
}

// AttributePath names an attribute.
type AttributePath struct {
	Attribute uuid.UUID `path:"attribute" format:"uuid"`
}

type updateAttributeInput struct {
	IdempotencyHeader
	AttributePath
	Body struct {
		AttributeBody
		Versioned
		Active bool `json:"active,omitempty" default:"true" doc:"false retires it"`
	}
}

func (h categoryDesk) changeAttribute(ctx context.Context, in *updateAttributeInput) (*Out[AttributeView], error) {
	form := in.Body.form()
	form.Active, form.Version = in.Body.Active, in.Body.Version
	a, err := h.catalog.UpdateAttribute(ctx, identity.PrincipalFrom(ctx), in.Attribute, form)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewAttribute(a)), nil
}

type deleteAttributeInput struct {
	IdempotencyHeader
	AttributePath
	Version int64 `query:"version" required:"true"`
}

func (h categoryDesk) deleteAttribute(ctx context.Context, in *deleteAttributeInput) (*Out[Empty], error) {
	if err := h.catalog.DeleteAttribute(ctx, identity.PrincipalFrom(ctx), in.Attribute, in.Version); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

type attributeOrderInput struct {
	IdempotencyHeader
	CategoryPath
	Body struct {
		IDs []uuid.UUID `json:"ids" minItems:"1" maxItems:"500" doc:"every attribute of the category itself, once"`
	}
}

func (h categoryDesk) reorderAttributes(ctx context.Context, in *attributeOrderInput) (*Out[[]AttributeView], error) {
	if err := h.catalog.ReorderAttributes(ctx, identity.PrincipalFrom(ctx), in.ID, in.Body.IDs); err != nil {
		return nil, err
	}
	return h.own(ctx, &in.CategoryPath)
}
