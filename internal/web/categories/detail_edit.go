package categories

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) showNewDetail(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.detailForm(w, r, who, http.StatusOK)
}

func (h Handler) showDetail(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.detailForm(w, r, who, http.StatusOK)
}

// detailOf is the attribute of the path, of the category of the path; a fresh one where the path names none.
func (h Handler) detailOf(r *http.Request, who identity.Principal) (catalog.Category, catalog.Attribute, error) {
	c, tree, err := h.categoryOf(r, who)
	if err != nil {
		return c, catalog.Attribute{}, err
	}
	name := r.PathValue("detail")
	if name == "" {
		return c, catalog.Attribute{Kind: catalog.AttributeFlag, Filterable: true, Active: true, Min: 1, Max: 10}, nil
	}
	id, err := uuid.Parse(name)
	if err != nil {
		return c, catalog.Attribute{}, catalog.ErrNoAttribute
	}
	a, ok := tree.AttributeByID(id)
	if !ok || a.CategoryID != c.ID {
		return c, a, catalog.ErrNoAttribute
	}
	return c, a, nil
}

func (h Handler) detailForm(w http.ResponseWriter, r *http.Request, who identity.Principal, status int) error {
	c, a, err := h.detailOf(r, who)
	if err != nil {
		return err
	}
	v, err := h.detailView(w, r, who, c, a)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, status, DetailPage(v))
	return nil
}

func (h Handler) detailView(w http.ResponseWriter, r *http.Request, who identity.Principal, c catalog.Category, a catalog.Attribute) (DetailForm, error) {
	use, err := h.Catalog.AttributeUse(r.Context(), who)
	v := formOf(h.page(w, r, "details.add"), c, a)
	v.Services = use[a.ID]
	if !v.New {
		v.Page.Title = a.LabelIn(v.Page.L.Tag())
	}
	return v, err
}

func (h Handler) addDetail(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.saveDetail(w, r, who)
}

func (h Handler) editDetail(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.saveDetail(w, r, who)
}

func (h Handler) saveDetail(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxDetailFields)
	if err != nil {
		return err
	}
	c, a, err := h.detailOf(r, who)
	if err != nil {
		return err
	}
	in, fault := readDetail(form, a)
	if fault == nil && a.Version == 0 {
		_, fault = h.Catalog.AddAttribute(r.Context(), who, c.ID, in)
	} else if fault == nil {
		if in.Version, err = page.SeenVersion(form.Get("version")); err != nil {
			return err
		}
		_, fault = h.Catalog.UpdateAttribute(r.Context(), who, a.ID, in)
	}
	if fault == nil {
		return h.Kit.Done(w, r, "detail_saved", "/admin/categories/"+c.ID.String()+"/details")
	}
	return h.detailAgain(w, r, who, c, typed(in, a), fault)
}

func (h Handler) deleteDetail(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, a, err := h.detailOf(r, who)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	if fault := h.Catalog.DeleteAttribute(r.Context(), who, a.ID, version); fault != nil {
		return h.detailAgain(w, r, who, c, a, fault)
	}
	return h.Kit.Done(w, r, "detail_deleted", "/admin/categories/"+c.ID.String()+"/details")
}

// detailAgain shows the form with what was typed. A key that is another's is said beside its field.
func (h Handler) detailAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, c catalog.Category, a catalog.Attribute, fault error) error {
	v, err := h.detailView(w, r, who, c, a)
	if err != nil {
		return errors.Join(fault, err)
	}
	if errors.Is(fault, catalog.ErrAttributeKey) {
		fault = apperr.ErrValidation.WithFields(apperr.Field{Path: "attribute_key", Code: "attribute_key_taken", Message: catalog.ErrAttributeKey.Message})
	}
	e, status, refused := page.Refused(fault)
	switch {
	case refused:
		page.Warn(&v.Page, e)
	case h.Kit.Wrong(&v.Page, nil, inFields(fault), nil):
		_, status = httpx.Public(fault)
	default:
		return fault
	}
	httpx.WritePage(w, r, status, DetailPage(v))
	return nil
}

// inFields brings the module's paths to the fields of the form: label.en is label_en.
func inFields(err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	fields := make([]apperr.Field, len(e.Fields))
	for i, f := range e.Fields {
		f.Path = strings.ReplaceAll(f.Path, ".", "_")
		switch {
		case strings.HasPrefix(f.Path, "options"):
			f.Path = "opt_0_en"
		case f.Path == "key":
			f.Path = "attribute_key"
		case f.Path == "label" || f.Path == "unit":
			f.Path += "_en"
		}
		if f.Code == "bad_key" || f.Code == "too_few" || f.Code == "duplicate" || f.Code == "limits" {
			f.Code = "attribute_" + f.Code
		}
		fields[i] = f
	}
	return e.WithFields(fields...)
}
