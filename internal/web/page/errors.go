package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/errorpage"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Error answers with an error, as a page or, when that was asked for, as JSON.
func (k *Kit) Error(w http.ResponseWriter, r *http.Request, err error) { httpx.WriteError(w, r, err) }

// errorStatuses are those that the error page has words for.
var errorStatuses = []int{400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503}

// ErrorPage is httpx.Options.ErrorPage. Who has to sign in first is sent to sign in, and then back.
func (k *Kit) ErrorPage(w http.ResponseWriter, r *http.Request, status int, e *apperr.Error) {
	if status == http.StatusUnauthorized {
		w.Header().Set("Cache-Control", "no-store")
		See(w, r, SignInPath(r))
		return
	}
	v := errorpage.View{Page: k.Private(w, r), Status: shown(status)}
	if e != nil && v.Page.L.Has("error."+e.Code) {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("error." + e.Code)})
	}
	v.RetryAfter, _ = strconv.Atoi(w.Header().Get("Retry-After"))
	httpx.WritePage(w, r, status, k.ErrorView(v))
}

// shown is the status whose words fit best.
func shown(status int) int {
	switch {
	case slices.Contains(errorStatuses, status):
		return status
	case status >= 500:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// secretFields are never sent back to the page.
var secretFields = []string{"csrf", "key", "password", "current", "confirm", "card", "upi"}

// Wrong puts the wrong fields of a failed form and what was typed into the page, and reports whether err is about
// fields. Answer it with 422. rename maps a module's field names to the form's; nil keeps them.
func (k *Kit) Wrong(p *layout.Page, form url.Values, err error, rename map[string]string) bool {
	e, ok := apperr.As(err)
	if !ok || len(e.Fields) == 0 {
		return false
	}
	fields := slices.Clone(e.Fields)
	for i := range fields {
		if to, ok := rename[fields[i].Path]; ok {
			fields[i].Path = to
		}
	}
	p.Errors = ui.FieldErrors(p.L, fields)
	Keep(p, form)
	return true
}

// InForm gives the codes of a form's fields words of their own, under "error.<form>_<field>_<code>": in another form
// "method" is how to pay.
func InForm(err error, form string) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	fields := slices.Clone(e.Fields)
	for i := range fields {
		fields[i].Code = form + "_" + fields[i].Path + "_" + fields[i].Code
	}
	return e.WithFields(fields...)
}

// Keep shows what was typed again, secrets excepted.
func Keep(p *layout.Page, form url.Values) {
	p.Values = make(map[string]string, len(form))
	for name := range form {
		if !slices.Contains(secretFields, name) {
			p.Values[name] = form.Get(name)
		}
	}
}

// Words are an error's message in the reader's language: the catalogue's "error.<code>", else the module's own.
func Words(p layout.Page, e *apperr.Error) string {
	if key := "error." + e.Code; p.L.Has(key) {
		return p.L.T(key)
	}
	return e.Message
}

// Refused reports whether an error is about the state of things (taken, gone, changed meanwhile), to be said on the page
// on which it happened, with the status to answer.
func Refused(err error) (e *apperr.Error, status int, ok bool) {
	e, ok = apperr.As(err)
	if !ok || (e.Kind != apperr.Conflict && e.Kind != apperr.Gone) {
		return nil, 0, false
	}
	_, status = httpx.Public(err)
	return e, status, true
}

// Again prepares a page to be shown again after its form failed: with what is wrong where, or with what happened
// meanwhile, and with what was typed. Answer it with status. ok is false when a page cannot say what went wrong; the caller
// then returns the error. rename is Wrong's.
func (k *Kit) Again(p *layout.Page, form url.Values, fault error, rename map[string]string) (status int, ok bool) {
	if e, status, refused := Refused(fault); refused {
		Warn(p, e)
		Keep(p, form)
		return status, true
	}
	if !k.Wrong(p, form, fault, rename) {
		return 0, false
	}
	_, status = httpx.Public(fault)
	return status, true
}

// Warn puts an error that is about no field on top of the page that is shown again.
func Warn(p *layout.Page, e *apperr.Error) {
	p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warning, Text: Words(*p, e)})
}
