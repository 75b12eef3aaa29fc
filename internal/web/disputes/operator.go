package disputes

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// states are the tabs; the first is the one without a choice.
var states = []dispute.State{dispute.Waiting, dispute.Answered, dispute.Closed}

func (h Handler) queue(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, state := List{Page: h.page(w, r, layout.Operate, "nav.disputes")}, stateOf(r)
	n := page.Number(r)
	var total int
	var err error
	if v.Items, total, err = h.Disputes.Queue(r.Context(), who, state, dispute.Page{Number: n, Limit: perPage}); err != nil {
		return err
	}
	v.tabs(state, total)
	v.Pages = page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func stateOf(r *http.Request) dispute.State {
	for _, s := range states {
		if string(s) == page.Query(r).Get("state") {
			return s
		}
	}
	return states[0]
}

func (v *List) tabs(state dispute.State, total int) {
	for _, s := range states {
		v.States = append(v.States, ui.Choice{Value: string(s), Label: v.Page.L.T("disp.tab_" + string(s)), Selected: s == state, Count: total, HasCount: s == state})
	}
}

func (h Handler) look(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	v, err := h.desk(w, r, who, id)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, DeskPage(v))
	}
	return err
}

func (h Handler) desk(w http.ResponseWriter, r *http.Request, who identity.Principal, id uuid.UUID) (Desk, error) {
	v := Desk{Page: h.page(w, r, layout.Operate, "disp.one")}
	var err error
	if v.Case, err = h.Disputes.Open(r.Context(), who, id); err != nil {
		return v, err
	}
	if v.Document, err = h.Disputes.Document(r.Context(), who, id); err != nil {
		return v, err
	}
	if v.Case.State() == dispute.Waiting {
		v.Choices = choices(v.Page)
	}
	return v, nil
}

func choices(p layout.Page) (out []ui.Choice) {
	for _, k := range []dispute.Kind{dispute.Evidence, dispute.Accepted} {
		out = append(out, ui.Choice{Value: string(k), Label: p.L.T("disp.do_" + string(k)), Hint: p.L.T("disp.do_hint_" + string(k))})
	}
	return out
}

func (h Handler) decide(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	kind := dispute.Kind(form.Get("decision"))
	if _, err = h.Disputes.Decide(r.Context(), who, id, dispute.Decision{Kind: kind, Reason: form.Get("reason"), Confirmed: form.Get("confirm") != ""}); err == nil {
		return h.Kit.Done(w, r, "dispute_"+string(kind), "/admin/disputes")
	}
	return h.decideAgain(w, r, who, id, form, err)
}

func (h Handler) decideAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, id uuid.UUID, form url.Values, fault error) error {
	v, err := h.desk(w, r, who, id)
	if err != nil {
		return err
	}
	v.Confirm = form.Get("confirm") != ""
	for i, c := range v.Choices {
		v.Choices[i].Selected = c.Value == form.Get("decision")
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "disputes"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, DeskPage(v))
	return nil
}

// evidence is the document alone, as a file.
func (h Handler) evidence(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	text, err := h.Disputes.Document(r.Context(), who, id)
	if err == nil {
		page.Attachment(w, "text/plain; charset=utf-8", "dispute-"+id.String()+".txt", []byte(text))
	}
	return err
}
