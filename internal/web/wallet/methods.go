package wallet

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const base = "/account/payment-methods"

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (Methods, error) {
	list, err := h.Payments.Methods(r.Context(), who)
	if err != nil {
		return Methods{}, err
	}
	way, err := h.Payments.WayToKeep(h.Brand().Currency)
	if err != nil && !errors.Is(err, payment.ErrCannotKeep) && !errors.Is(err, payment.ErrPrice) {
		return Methods{}, err
	}
	v := Methods{Page: h.Private(w, r), Gateway: way.Title, Hosted: way.Hosted, CardFirst: h.firstCard(), Full: len(list) >= payment.MaxMethods}
	v.Page.Section, v.Page.Title = "account", v.Page.L.T("wallet.title")
	for _, m := range list {
		v.Items = append(v.Items, Method{ID: m.ID.String(), Label: m.Label, Preferred: m.Preferred, Needed: m.Needed, Instead: others(list, m)})
	}
	return v, nil
}

// others are the methods that could take the place of one.
func others(list []payment.PersonMethod, m payment.PersonMethod) []ui.Choice {
	var out []ui.Choice
	for _, o := range list {
		if o.ID != m.ID && o.Gateway == m.Gateway {
			out = append(out, ui.Choice{Value: o.ID.String(), Label: o.Label})
		}
	}
	return out
}

func (h Handler) firstCard() string {
	if h.Sandbox {
		return sandbox.CardSucceeds
	}
	return ""
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, MethodsPage(v))
	}
	return err
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	fault := h.keep(r, who, form)
	if errors.Is(fault, payment.ErrActionRequired) {
		http.Redirect(w, r, page.ActionURL(fault, base), http.StatusSeeOther) // the gateway's own word
		return nil
	}
	if errors.Is(fault, payment.ErrUnknown) {
		return h.Done(w, r, "method_waiting", base)
	}
	if fault == nil {
		return h.Done(w, r, "method_kept", base)
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	page.Keep(&v.Page, form)
	e, status := httpx.Public(fault)
	switch {
	case errors.Is(fault, payment.ErrTestCardOnly), errors.Is(fault, payment.ErrMethod):
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "card", Code: "invalid", Message: e.Message}})
	case errors.Is(fault, payment.ErrDeclined):
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: v.Page.L.T("wallet.declined")})
	case errors.Is(fault, payment.ErrTooManyMethods), errors.Is(fault, payment.ErrCannotKeep), errors.Is(fault, identity.ErrUnverified):
		page.Warn(&v.Page, e)
	default:
		return fault
	}
	httpx.WritePage(w, r, status, MethodsPage(v))
	return nil
}

// keep asks the gateway. The form's own key names the method, so that a form that is sent twice keeps one.
func (h Handler) keep(r *http.Request, who identity.Principal, form url.Values) error {
	currency := h.Brand().Currency
	way, err := h.Payments.WayToKeep(currency)
	if err != nil {
		return err
	}
	m, err := page.MethodOf(form, way)
	if err != nil {
		return err
	}
	key, err := idem.New("method:"+who.PersonID.String(), form.Get("key"), m)
	if err != nil {
		return err
	}
	_, err = h.Payments.AddMethod(r.Context(), who, currency, m, func(id uuid.UUID) string { return h.BaseURL + base + "/" + id.String() + "/return" }, key)
	return err
}

// comeBack asks what the bank said.
func (h Handler) comeBack(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	switch err := h.Payments.FollowMethod(r.Context(), who, id); {
	case errors.Is(err, payment.ErrDeclined), errors.Is(err, payment.ErrClosed), errors.Is(err, payment.ErrActionRequired):
		h.Flash(w, ui.Warning, "method_declined")
	case errors.Is(err, payment.ErrUnknown):
		h.Flash(w, ui.Info, "method_waiting")
	case err != nil:
		return err
	default:
		h.Flash(w, ui.Success, "method_kept")
	}
	page.See(w, r, base)
	return nil
}

func idOf(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, payment.ErrNoMethod
	}
	return id, nil
}

func (h Handler) prefer(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := idOf(r)
	if err == nil {
		err = h.Payments.PreferMethod(r.Context(), who, id)
	}
	if err != nil {
		return err
	}
	return h.Done(w, r, "method_preferred", base)
}

func (h Handler) remove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r)
	if err != nil {
		return err
	}
	instead, _ := uuid.Parse(form.Get("instead")) // nothing that can be read is nothing
	fault := h.Payments.RemoveMethod(r.Context(), who, id, instead)
	switch {
	case fault == nil:
		return h.Done(w, r, "method_removed", base)
	case !errors.Is(fault, payment.ErrMethodNeeded) && !errors.Is(fault, payment.ErrNoInstead):
		return fault
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	e, status := httpx.Public(fault)
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, MethodsPage(v))
	return nil
}
