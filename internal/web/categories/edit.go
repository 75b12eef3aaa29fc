package categories

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showNew(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.newForm(w, r, who, page.Query(r).Get("parent"))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, FormPage(v))
	return nil
}

func (h Handler) newForm(w http.ResponseWriter, r *http.Request, who identity.Principal, parent string) (Form, error) {
	tree, err := h.Catalog.AllCategories(r.Context(), who)
	if err != nil {
		return Form{}, err
	}
	v := Form{Page: h.page(w, r, "categories.add"), Action: "/admin/categories/new", New: true, Active: true, Names: names(nil)}
	v.Parents = parents(tree, v.Page.L, uuid.Nil, parent)
	return v, nil
}

func (h Handler) showEdit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.editForm(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, FormPage(v))
	return nil
}

func (h Handler) editForm(w http.ResponseWriter, r *http.Request, who identity.Principal) (Form, error) {
	c, tree, err := h.categoryOf(r, who)
	if err != nil {
		return Form{}, err
	}
	use, err := h.Catalog.CategoryUse(r.Context(), who)
	v := Form{Page: h.page(w, r, "categories.change"), Action: "/admin/categories/" + c.ID.String(), Names: names(c.Name), Slug: c.Slug, Icon: c.Icon, Active: c.Active, Services: use[c.ID], Version: c.Version}
	v.Page.Title = c.NameIn(v.Page.L.Lang())
	parent := ""
	if c.ParentID != nil {
		parent = c.ParentID.String()
	}
	v.Parents = parents(tree, v.Page.L, c.ID, parent)
	return v, err
}

// names asks for the name in every language that is offered.
func names(in map[string]string) []Name {
	var out []Name
	for _, l := range i18n.Languages {
		out = append(out, Name{Lang: l.Code, Label: l.Name, Value: in[l.Code]})
	}
	return out
}

// parents are where a category can be: everywhere but at or below itself.
func parents(tree *catalog.Tree, l *i18n.Localizer, self uuid.UUID, chosen string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: l.T("categories.top"), Selected: chosen == ""}}
	var walk func(list []catalog.Category, depth int)
	walk = func(list []catalog.Category, depth int) {
		for _, c := range list {
			if c.ID == self {
				continue
			}
			id := c.ID.String()
			out = append(out, ui.Choice{Value: id, Label: strings.Repeat("– ", depth) + c.NameIn(l.Lang()), Selected: id == chosen})
			walk(tree.Children(c.ID), depth+1)
		}
	}
	walk(tree.Roots(), 0)
	return out
}

// read takes the form apart. Names in languages that the form does not ask for stay as they are.
func read(form url.Values, before map[string]string) (catalog.CategoryForm, error) {
	in := catalog.CategoryForm{Slug: strings.TrimSpace(form.Get("slug")), Icon: form.Get("icon"), Active: form.Get("active") == "yes", Reason: form.Get("reason"), Name: map[string]string{}}
	for lang, name := range before {
		in.Name[lang] = name
	}
	for _, l := range i18n.Languages {
		delete(in.Name, l.Code)
		if name := strings.TrimSpace(form.Get("name_" + l.Code)); name != "" {
			in.Name[l.Code] = name
		}
	}
	if s := form.Get("parent"); s != "" {
		id, err := uuid.Parse(s)
		if err != nil {
			return in, page.ErrForm
		}
		in.ParentID = &id
	}
	return in, nil
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	in, err := read(form, nil)
	if err != nil {
		return err
	}
	if _, fault := h.Catalog.CreateCategory(r.Context(), who, in); fault != nil {
		v, err := h.newForm(w, r, who, form.Get("parent"))
		if err != nil {
			return errors.Join(fault, err)
		}
		return h.again(w, r, v, form, fault)
	}
	return h.Kit.Done(w, r, "category_added", "/admin/categories")
}

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, _, err := h.categoryOf(r, who)
	if err != nil {
		return err
	}
	in, err := read(form, c.Name)
	if err != nil {
		return err
	}
	if in.Version, err = page.SeenVersion(form.Get("version")); err != nil {
		return err
	}
	if _, fault := h.Catalog.UpdateCategory(r.Context(), who, c.ID, in); fault != nil {
		v, err := h.editForm(w, r, who)
		if err != nil {
			return errors.Join(fault, err)
		}
		return h.again(w, r, v, form, fault)
	}
	return h.Kit.Done(w, r, "category_saved", "/admin/categories")
}

// again shows a form that failed with what was typed. An address that is another's is said beside its field.
func (h Handler) again(w http.ResponseWriter, r *http.Request, v Form, form url.Values, fault error) error {
	if errors.Is(fault, catalog.ErrCategorySlug) {
		fault = apperr.ErrValidation.WithFields(apperr.Field{Path: "slug", Code: "taken", Message: catalog.ErrCategorySlug.Message})
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "category"), map[string]string{"name.en": "name_en", "name": "name_en"})
	if !ok {
		return fault
	}
	v.Active = form.Get("active") == "yes"
	for i, c := range v.Parents {
		v.Parents[i].Selected = c.Value == form.Get("parent")
	}
	httpx.WritePage(w, r, status, FormPage(v))
	return nil
}
