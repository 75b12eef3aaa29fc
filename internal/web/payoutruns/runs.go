package payoutruns

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
)

func (h Handler) runs(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, n := Runs{Page: h.page(w, r, "nav.payout_runs")}, page.Number(r)
	items, total, err := h.Payouts.Runs(r.Context(), who, payout.Page{Number: n, Limit: perPage})
	if err != nil {
		return err
	}
	v.Items, v.Pages = items, page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, RunsPage(v))
	return nil
}

func (h Handler) preview(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := Preview{Page: h.page(w, r, "payruns.preview")}
	var err error
	if v.Items, v.Without, err = h.Payouts.DryRun(r.Context(), who); err != nil {
		return err
	}
	v.Sums = sums(v.Items)
	httpx.WritePage(w, r, http.StatusOK, PreviewPage(v))
	return nil
}

// sums add up what would be sent.
func sums(list []payout.Verdict) (out []money.Amount) {
	for _, x := range list {
		if x.Outcome != payout.Sent {
			continue
		}
		i := slices.IndexFunc(out, func(a money.Amount) bool { return a.Currency == x.Amount.Currency })
		if i < 0 {
			out = append(out, x.Amount)
			continue
		}
		out[i].Minor += x.Amount.Minor
	}
	return out
}

func (h Handler) start(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	run, err := h.Payouts.StartRun(r.Context(), who)
	if err != nil {
		return err
	}
	return h.Kit.Done(w, r, "payout_run_started", "/admin/payouts/runs/"+run.ID.String())
}

func (h Handler) run(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("run"))
	if err != nil {
		return payout.ErrNoRun
	}
	v, n := Run{Page: h.page(w, r, "payruns.run")}, page.Number(r)
	if v.Run, v.Items, err = h.Payouts.Run(r.Context(), who, id, payout.Page{Number: n, Limit: perPage}); err != nil {
		return err
	}
	v.Pages = page.Pages(r, n, v.Run.Items, perPage)
	httpx.WritePage(w, r, http.StatusOK, RunPage(v))
	return nil
}

func (h Handler) returned(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, n := Returned{Page: h.page(w, r, "payruns.returned")}, page.Number(r)
	items, total, err := h.Payouts.ByStatus(r.Context(), who, payout.Returned, payout.Page{Number: n, Limit: perPage})
	if err != nil {
		return err
	}
	v.Items, v.Pages = items, page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, ReturnedPage(v))
	return nil
}
