package letterpages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func languageName(code string) string {
	for _, l := range i18n.Languages {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EditPage(v))
	return nil
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (Edit, error) {
	lang, name := r.PathValue("lang"), r.PathValue("name")
	s, err := h.Settings.LetterOf(r.Context(), who, lang, name)
	if err != nil {
		return Edit{}, err
	}
	names, err := h.Settings.Names(r.Context(), who, []uuid.UUID{s.By})
	v := Edit{Page: h.page(w, r, name), Action: at(lang, name), Name: name, Language: languageName(lang), Lang: lang, Dir: i18n.Dir(lang), Subject: s.Words.Subject, Body: s.Words.Body,
		Changed: s.Changed, Version: s.Version, Who: names[s.By], At: s.At, Variables: h.Settings.Letters.Variables(name)}
	return v, err
}

func (h Handler) save(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	seen, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	lang, name := r.PathValue("lang"), r.PathValue("name")
	if _, fault := h.Settings.SaveLetter(r.Context(), who, lang, name, typed(form), seen); fault != nil {
		return h.again(w, r, who, form, fault)
	}
	return h.Kit.Done(w, r, "letter_saved", at(lang, name))
}

func (h Handler) restore(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	seen, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	lang, name := r.PathValue("lang"), r.PathValue("name")
	if _, fault := h.Settings.RestoreLetter(r.Context(), who, lang, name, seen); fault != nil {
		return h.again(w, r, who, nil, fault)
	}
	return h.Kit.Done(w, r, "letter_restored", at(lang, name))
}

// again shows the form with what was typed, and with what is wrong in each line or what happened meanwhile.
func (h Handler) again(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, fault error) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	e, status, refused := page.Refused(fault)
	switch {
	case refused:
		page.Warn(&v.Page, e)
		if form != nil {
			page.Keep(&v.Page, form)
		}
	case h.Kit.Wrong(&v.Page, form, fault, nil):
		_, status = httpx.Public(fault)
		faults, err := h.Settings.CheckLetter(who, r.PathValue("lang"), r.PathValue("name"), typed(form))
		if err != nil {
			return err
		}
		v.Page.Errors = inWords(v.Page.L, faults)
		if seen, err := page.SeenVersion(form.Get("version")); err == nil {
			v.Version = seen // what somebody else saved meanwhile is still refused, and shown, when the line is mended
		}
	default:
		return fault
	}
	httpx.WritePage(w, r, status, EditPage(v))
	return nil
}

// inWords says each fault with its line.
func inWords(l *i18n.Localizer, faults []notify.Fault) []ui.FieldError {
	out := make([]ui.FieldError, len(faults))
	for i, f := range faults {
		message := l.T("letters.fault_"+f.Code, i18n.D{"Word": f.Word})
		if f.Line > 0 {
			message = l.T("letters.line", i18n.D{"Line": strconv.Itoa(f.Line), "Fault": message})
		}
		out[i] = ui.FieldError{Field: f.Field, Message: message}
	}
	return out
}
