package desk

import (
	"context"
	"net/http"
	"net/url"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// verbs are what can be done with a failed job.
var verbs = map[string]func(*desk.Service, context.Context, identity.Principal, int64, string) error{
	"retry": (*desk.Service).RetryJob, "discard": (*desk.Service).DiscardJob,
}

func (h Handler) showJob(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	row, _, err := h.jobOf(r, who)
	if err != nil {
		return err
	}
	if verbs[r.PathValue("verb")] == nil {
		return desk.ErrNoJob
	}
	httpx.WritePage(w, r, http.StatusOK, ActPage(h.jobForm(w, r, row)))
	return nil
}

func (h Handler) jobForm(w http.ResponseWriter, r *http.Request, row desk.Row) Act {
	verb := r.PathValue("verb")
	v := Act{Page: h.titled(w, r, "desk", "desk.do_"+verb), Key: verb, Action: "/admin/jobs/" + row.ID + "/" + verb, Danger: verb == "discard"}
	v.Back = ui.Link{URL: "/admin/queue/jobs", Label: v.Page.L.T("desk.q_jobs")}
	v.Facts = []Fact{{v.Page.L.T("desk.job"), row.Kind}, {v.Page.L.T("admin.why"), why(v.Page.L, "jobs", row.Why)}, {v.Page.L.T("desk.tries"), tries(v.Page, row)},
		{v.Page.L.T("admin.since"), v.Page.L.WhenYear(row.Since, v.Page.Zone)}}
	if !row.Until.IsZero() {
		v.Facts = append(v.Facts, Fact{v.Page.L.T("desk.next_try"), v.Page.L.WhenYear(row.Until, v.Page.Zone)})
	}
	return v
}

func (h Handler) job(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	row, id, err := h.jobOf(r, who)
	if err != nil {
		return err
	}
	do := verbs[r.PathValue("verb")]
	if do == nil {
		return desk.ErrNoJob
	}
	if fault := do(h.Desk, r.Context(), who, id, form.Get("reason")); fault != nil {
		return h.actAgain(w, r, h.jobForm(w, r, row), form, fault)
	}
	return h.Kit.Done(w, r, "job_"+r.PathValue("verb"), "/admin/queue/jobs")
}

func (h Handler) showRefund(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	row, _, err := h.refundOf(r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ActPage(h.refundForm(w, r, row)))
	return nil
}

func (h Handler) refundForm(w http.ResponseWriter, r *http.Request, row desk.Row) Act {
	v := Act{Page: h.titled(w, r, "desk", "desk.do_handled"), Key: "handled", Action: "/admin/refunds/" + row.ID}
	v.Back = ui.Link{URL: "/admin/queue/refunds", Label: v.Page.L.T("desk.q_refunds")}
	v.Facts = []Fact{paidForFact(v.Page, row), {v.Page.L.T("receipt.amount"), v.Page.L.MoneyExact(row.Amount)},
		{v.Page.L.T("admin.why"), why(v.Page.L, "refunds", row.Why)}, {v.Page.L.T("admin.since"), v.Page.L.WhenYear(row.Since, v.Page.Zone)}}
	return v
}

func (h Handler) refund(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	row, id, err := h.refundOf(r, who)
	if err != nil {
		return err
	}
	if fault := h.Desk.HandleRefund(r.Context(), who, id, form.Get("reason")); fault != nil {
		return h.actAgain(w, r, h.refundForm(w, r, row), form, fault)
	}
	return h.Kit.Done(w, r, "refund_handled", "/admin/queue/refunds")
}

// actAgain shows a form that failed, with what is wrong or what happened meanwhile.
func (h Handler) actAgain(w http.ResponseWriter, r *http.Request, v Act, form url.Values, fault error) error {
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "desk"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ActPage(v))
	return nil
}
