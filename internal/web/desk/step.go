package desk

import (
	"context"
	"net/http"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// stepVerbs are what can be done with a stuck step of a payment.
var stepVerbs = map[string]func(*desk.Service, context.Context, identity.Principal, string, string) error{
	"again": (*desk.Service).TryStep, "give_up": (*desk.Service).GiveUpStep,
}

// stepVerbsOf are those of one step: a refund and a payout are owed, and cannot be given up.
func stepVerbsOf(row desk.Row) []string {
	if row.Why == string(payment.StepRefund) || row.Why == desk.StepPayout {
		return []string{"again"}
	}
	return []string{"again", "give_up"}
}

func stepURL(row desk.Row, verb string) string { return "/admin/payments/" + row.ID + "/" + verb }

// stepTries is what was tried: how often the gateway was asked, and what the last call came to.
func stepTries(p layout.Page, row desk.Row) string {
	if row.Fault == "" {
		return p.L.N("desk.asked", row.Tries)
	}
	return p.L.List(p.L.N("desk.asked", row.Tries), fault(p, row.Fault))
}

// fault is the code of a call in words; one without words of its own shows itself.
func fault(p layout.Page, code string) string {
	if key := "desk.call_" + code; p.L.Has(key) {
		return p.L.T(key)
	}
	return code
}

func (h Handler) showStep(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	row, err := h.Desk.Step(r.Context(), who, r.PathValue("step"))
	if err != nil {
		return err
	}
	if stepVerbs[r.PathValue("verb")] == nil {
		return payment.ErrNoStep
	}
	httpx.WritePage(w, r, http.StatusOK, ActPage(h.stepForm(w, r, row)))
	return nil
}

func (h Handler) stepForm(w http.ResponseWriter, r *http.Request, row desk.Row) Act {
	verb := r.PathValue("verb")
	v := Act{Page: h.titled(w, r, "desk", "desk.do_"+verb), Key: verb, Action: stepURL(row, verb), Danger: verb == "give_up"}
	l := v.Page.L
	v.Back = ui.Link{URL: "/admin/queue/payments", Label: l.T("desk.q_payments")}
	v.Facts = []Fact{paidForFact(v.Page, row), {l.T("receipt.amount"), l.MoneyExact(row.Amount)}, {l.T("admin.why"), why(l, "payments", row.Why)},
		{l.T("desk.tries"), stepTries(v.Page, row)}, {l.T("admin.since"), l.WhenYear(row.Since, v.Page.Zone)}}
	return v
}

func (h Handler) step(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	row, err := h.Desk.Step(r.Context(), who, r.PathValue("step"))
	if err != nil {
		return err
	}
	do := stepVerbs[r.PathValue("verb")]
	if do == nil {
		return payment.ErrNoStep
	}
	if fault := do(h.Desk, r.Context(), who, row.ID, form.Get("reason")); fault != nil {
		return h.actAgain(w, r, h.stepForm(w, r, row), form, fault)
	}
	return h.Kit.Done(w, r, "payment_"+r.PathValue("verb"), "/admin/queue/payments")
}
