package oncall

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the on-call list. All fields are required.
//
//	GET  /admin/on-call                      ?year=2026: the open cases, whether the reader is called, and a year in numbers
//	POST /admin/on-call/me                   on: yes or no
//	POST /admin/on-call/{case}/acknowledge
//	POST /admin/on-call/{case}/resolve       outcome
//
// Each POST is answered by 303 to the list, or by the list again with what was refused.
type Handler struct {
	Kit    *page.Kit
	Safety *safety.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/on-call", only(h.list))
	mux.HandleFunc("POST /admin/on-call/me", only(h.me))
	mux.HandleFunc("POST /admin/on-call/{case}/acknowledge", only(h.acknowledge))
	mux.HandleFunc("POST /admin/on-call/{case}/resolve", only(h.resolve))
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, CasesPage(v))
	return nil
}

func (h Handler) me(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	called := form.Get("on") == "yes"
	return h.answer(w, r, who, form, map[bool]string{true: "on_call", false: "off_call"}[called], h.Safety.SetOnCall(r.Context(), who, called))
}

func (h Handler) acknowledge(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	return h.answer(w, r, who, form, "case_taken", h.Safety.Acknowledge(r.Context(), who, idOf(r)))
}

func (h Handler) resolve(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	return h.answer(w, r, who, form, "case_resolved", h.Safety.Resolve(r.Context(), who, idOf(r), safety.Outcome(form.Get("outcome"))))
}

// idOf is the case of the path; what is no id is a case that does not exist.
func idOf(r *http.Request) uuid.UUID {
	id, err := uuid.Parse(r.PathValue("case"))
	if err != nil {
		return uuid.Nil
	}
	return id
}

// answer goes back to the list, or shows it with what was refused: somebody else may have been faster.
func (h Handler) answer(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, done string, fault error) error {
	if fault == nil {
		return h.Kit.Done(w, r, done, "/admin/on-call")
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "oncall"), map[string]string{"outcome": outcomeField(r.PathValue("case"))})
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, CasesPage(v))
	return nil
}

// yearOf is the year that is asked for; 0, the current one, for what is none.
func yearOf(r *http.Request) int {
	y, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || y < 1970 || y > 9999 {
		return 0
	}
	return y
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (View, error) {
	v := View{Page: h.Kit.Private(w, r)}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Operate, "on_call", v.Page.L.T("nav.on_call")
	var err error
	if v.Me, err = h.Safety.OnCall(r.Context(), who); err != nil {
		return v, err
	}
	v.Team = v.Me || h.Safety.TeamExists(r.Context())
	y, err := h.Safety.CountYear(r.Context(), who, yearOf(r))
	if err != nil {
		return v, err
	}
	v.Year = YearOf(v.Page.L, y)
	list, total, err := h.Safety.Cases(r.Context(), who, 1, shown)
	for _, c := range list {
		v.Items = append(v.Items, item(v.Page.L, v.Page.Now, c))
	}
	v.More = total - len(list)
	return v, err
}
