package brandpages

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/theme"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EditPage(v))
	return nil
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (Edit, error) {
	s, err := h.Settings.LookOf(r.Context(), who)
	if err != nil {
		return Edit{}, err
	}
	names, err := h.Settings.Names(r.Context(), who, []uuid.UUID{s.By})
	if err != nil {
		return Edit{}, err
	}
	v := Edit{Page: h.Kit.Private(w, r), Look: s.Look, Changed: s.Changed, Version: s.Version, Who: names[s.By], At: s.At}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Operate, "brand", v.Page.L.T("nav.brand")
	v.Pairs, err = h.Settings.Measure(who, s.Colours)
	return v, err
}

func (h Handler) save(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, seen, err := h.form(w, r)
	if err != nil {
		return err
	}
	if _, fault := h.Settings.SaveLook(r.Context(), who, typed(form), seen); fault != nil {
		return h.again(w, r, who, form, seen, fault)
	}
	return h.Kit.Done(w, r, "brand_saved", at)
}

func (h Handler) restore(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	_, seen, err := h.form(w, r)
	if err != nil {
		return err
	}
	if _, fault := h.Settings.RestoreLook(r.Context(), who, seen); fault != nil {
		return h.again(w, r, who, nil, seen, fault)
	}
	return h.Kit.Done(w, r, "brand_restored", at)
}

// check shows the form as it was typed with the contrast that it would have. The version stays the one that was seen.
func (h Handler) check(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, seen, err := h.form(w, r)
	if err != nil {
		return err
	}
	pairs, fault := h.Settings.Measure(who, typed(form).Colours)
	if fault != nil {
		return h.again(w, r, who, form, seen, fault)
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	page.Keep(&v.Page, form)
	v.Page.Path, v.Pairs, v.Version = at, pairs, seen
	httpx.WritePage(w, r, http.StatusOK, EditPage(v))
	return nil
}

func (h Handler) form(w http.ResponseWriter, r *http.Request) (form url.Values, seen int64, err error) {
	if form, err = h.Kit.Form(w, r); err == nil {
		seen, err = page.SeenVersion(form.Get("version"))
	}
	return form, seen, err
}

func typed(form url.Values) settings.Look {
	tone := func(name string) theme.Tone {
		return theme.Tone{Hue: number(form.Get(name + "_hue")), Chroma: number(form.Get(name + "_chroma"))}
	}
	return settings.Look{Name: form.Get("name"), LegalName: form.Get("legal_name"), SupportMail: form.Get("support_mail"),
		Colours: theme.Colours{Primary: tone("primary"), Accent: tone("accent"), Neutral: tone("neutral")}}
}

// number reads what was typed, with a comma as many write it; what is no number is outside every limit.
func number(s string) float64 {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

// again shows the form with what was typed, and with what is wrong or what happened meanwhile. Only who was told of another's
// change goes on from that.
func (h Handler) again(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, seen int64, fault error) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	v.Page.Path = at
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	if status != http.StatusConflict {
		v.Version = seen
	}
	if form != nil {
		if v.Pairs, err = h.Settings.Measure(who, typed(form).Colours); err != nil {
			v.Pairs = nil // there are no numbers to measure; their fields say so
		}
	}
	if e, is := apperr.As(fault); is && len(e.Fields) > 0 && e.Fields[0].Code == settings.CodeContrast {
		v.Page.Errors = Illegible(v)
	}
	httpx.WritePage(w, r, status, EditPage(v))
	return nil
}

// mostNamed is how many pairs a summary names; the list marks all of them.
const mostNamed = 8

// Illegible leads from each pair that fails to its place in the list.
func Illegible(v Edit) []ui.FieldError {
	var out []ui.FieldError
	for _, p := range v.Pairs {
		for _, s := range samples(p) {
			if !s.fails || len(out) == mostNamed {
				continue
			}
			out = append(out, ui.FieldError{Field: s.id, Message: pairWords(v.Page.L, p, s)})
		}
	}
	if more := failing(v.Pairs) - len(out); more > 0 {
		out = append(out, ui.FieldError{Field: "ratios", Message: v.Page.L.N("brand.more", more)})
	}
	return out
}
