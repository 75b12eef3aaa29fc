package desk

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// reportStates are the tabs; the first is the one without a choice.
var reportStates = []desk.ReportStatus{desk.Open, desk.Dismissed, desk.Hidden, desk.Suspended}

func (h Handler) showReports(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	state, number := desk.Open, page.Number(r)
	for _, s := range reportStates {
		if string(s) == page.Query(r).Get("state") {
			state = s
		}
	}
	list, total, err := h.Desk.ReportQueue(r.Context(), who, state, number, perPage)
	if err != nil {
		return err
	}
	v := Reports{Page: h.titled(w, r, "reports", "nav.reports"), Pages: page.Pages(r, number, total, perPage)}
	for _, s := range reportStates {
		v.States = append(v.States, ui.Choice{Value: string(s), Label: v.Page.L.T("desk.report_" + string(s)), Selected: s == state, Count: total, HasCount: s == state})
	}
	for _, x := range list {
		it := ReportItem{URL: "/admin/reports/" + x.ID.String(), Name: x.Name, Kind: v.Page.L.T("report.kind_" + x.Kind), Others: x.OtherOpen, Since: x.Since}
		if it.Name == "" {
			it.Name = v.Page.L.T("desk.erased")
		}
		v.Items = append(v.Items, it)
	}
	httpx.WritePage(w, r, http.StatusOK, ReportsPage(v))
	return nil
}

// reportOf is the report of the path.
func (h Handler) reportOf(r *http.Request, who identity.Principal) (desk.Report, error) {
	id, err := uuid.Parse(r.PathValue("report"))
	if err != nil {
		return desk.Report{}, desk.ErrNoReport
	}
	return h.Desk.Report(r.Context(), who, id)
}

func (h Handler) showReport(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	x, err := h.reportOf(r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ReportPage(h.reportView(w, r, x)))
	return nil
}

func (h Handler) reportView(w http.ResponseWriter, r *http.Request, x desk.Report) Report {
	v := Report{Page: h.titled(w, r, "reports", "desk.report"), URL: "/admin/reports/" + x.ID.String(), Name: x.Name, Words: x.Words, Open: x.Status == desk.Open}
	l := v.Page.L
	by := "visitor"
	if x.ByAccount {
		by = "account"
	}
	v.Facts = []Fact{{l.T("desk.about"), l.T("report.kind_" + x.Kind)}, {l.T("admin.since"), l.List(l.WhenYear(x.Since, v.Page.Zone), age(v.Page, x.Since))},
		{l.T("desk.reporter"), l.T("desk.reporter_" + by)}, {l.T("desk.page_state"), l.T("desk.page_" + x.PageState)},
		{l.T("desk.others"), l.Number(x.OtherOpen)}, {l.T("desk.upheld"), l.Number(x.Upheld)}}
	if !v.Open {
		v.Facts = append(v.Facts, Fact{l.T("admin.decision"), l.List(l.T("desk.report_"+string(x.Status)), l.WhenYear(x.DecidedAt, v.Page.Zone))}, Fact{l.T("admin.reason"), x.Reason})
	}
	if x.Name == "" {
		v.Name = l.T("desk.erased")
		return v
	}
	v.Links = []ui.Link{{URL: "/p/" + x.Slug, Label: l.T("desk.see_page")}, {URL: "/admin/verification/" + x.PractitionerID.String(), Label: l.T("desk.see_papers")},
		{URL: "/admin/people/" + x.PersonID.String(), Label: l.T("desk.see_account")}}
	for _, s := range reportStates[1:] {
		v.Choices = append(v.Choices, ui.Choice{Value: string(s), Label: l.T("desk.decide_" + string(s)), Hint: l.T("desk.effect_" + string(s))})
	}
	return v
}

// decide may be pressed twice: the same decision of the same operator stands.
func (h Handler) decide(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	x, err := h.reportOf(r, who)
	if err != nil {
		return err
	}
	to := desk.ReportStatus(form.Get("decision"))
	fault := h.Desk.DecideReport(r.Context(), who, x.ID, to, form.Get("reason"))
	if fault != nil && !(errors.Is(fault, desk.ErrDecided) && x.DecidedBy == who.PersonID && x.Status == to) {
		return h.decideAgain(w, r, h.reportView(w, r, x), form, fault)
	}
	return h.Kit.Done(w, r, "decision_saved", "/admin/reports")
}

func (h Handler) decideAgain(w http.ResponseWriter, r *http.Request, v Report, form url.Values, fault error) error {
	for i, c := range v.Choices {
		v.Choices[i].Selected = c.Value == form.Get("decision")
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "desk"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ReportPage(v))
	return nil
}
