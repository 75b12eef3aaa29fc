package earnings

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// filters are the statuses that the history can be narrowed to.
var filters = []payout.Status{"", payout.Moving, payout.Paid, payout.Returned}

func (h Handler) history(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.payoutsView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, PayoutsPage(v))
	}
	return err
}

func (h Handler) payoutsView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Payouts, error) {
	v := Payouts{Page: h.page(w, r, "payouts", "nav.payouts")}
	var err error
	if v.Account, err = h.Payouts.Account(r.Context(), who); err != nil {
		return v, err
	}
	status, n := payout.Status(page.Query(r).Get("status")), page.Number(r)
	if !slices.Contains(filters, status) {
		status = ""
	}
	items, total, err := h.Payouts.History(r.Context(), who, status, payout.Page{Number: n, Limit: perPage})
	if err != nil {
		return v, err
	}
	v.Items, v.Status, v.Pages = items, string(status), page.Pages(r, n, total, perPage)
	for _, f := range filters {
		v.Filters = append(v.Filters, ui.Choice{Value: string(f), Label: v.Page.L.T("payouts.filter_" + string(f)), Selected: f == status})
	}
	sums, err := h.Payouts.Earnings(r.Context(), who)
	if err != nil {
		return v, err
	}
	v.Currency = v.Page.Brand.Currency
	for _, s := range sums {
		v.Currency = s.Currency
		if s.Next.Why == payout.Sent && !v.CanAsk {
			v.CanAsk, v.Ask = true, money.Amount{Minor: s.Next.Amount, Currency: s.Currency}
		}
	}
	v.NextOn = v.Page.L.DateLong(v.Account.NextOn, time.UTC)
	v.schedule(url.Values{"cadence": {string(v.Account.Cadence)}, "minimum": {minimumText(v.Account, v.Currency)}})
	return v, nil
}

func minimumText(a payout.Account, currency string) string {
	if a.MinimumMinor == 0 {
		return ""
	}
	return money.Amount{Minor: a.MinimumMinor, Currency: currency}.Decimal()
}

// schedule shows the form as it was typed, or as it is.
func (v *Payouts) schedule(form url.Values) {
	v.Minimum, v.Cadences = form.Get("minimum"), nil
	for _, c := range payout.Cadences {
		v.Cadences = append(v.Cadences, ui.Choice{Value: string(c), Label: v.Page.L.T("payouts.every_" + string(c)), Selected: string(c) == form.Get("cadence")})
	}
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("payout"))
	if err != nil {
		return payout.ErrNotFound
	}
	v, n := Detail{Page: h.page(w, r, "payouts", "payouts.one")}, page.Number(r)
	var total int
	if v.Payout, v.Lines, total, err = h.Payouts.Payout(r.Context(), who, id, payout.Page{Number: n, Limit: perPage}); err != nil {
		return err
	}
	v.Pages = page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, DetailPage(v))
	return nil
}

// ask pays out what is available at once.
func (h Handler) ask(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	if _, err = h.Payouts.Ask(r.Context(), who, form.Get("currency")); err == nil {
		return h.Kit.Done(w, r, "payout_asked", "/pro/payouts")
	}
	return h.again(w, r, who, form, err)
}

// openAccount goes on with the registration; the way to the payment service is then on the page.
func (h Handler) openAccount(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	a, err := h.Payouts.OpenAccount(r.Context(), who, "/pro/payouts")
	switch {
	case err != nil:
		return h.again(w, r, who, form, err)
	case a.Ready:
		return h.Kit.Done(w, r, "payout_account_ready", "/pro/payouts")
	}
	return h.Kit.Done(w, r, "payout_account_opened", "/pro/payouts#account")
}

func (h Handler) removeAccount(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	if _, err = h.Payouts.RemoveAccount(r.Context(), who); err == nil {
		return h.Kit.Done(w, r, "payout_account_removed", "/pro/payouts")
	}
	return h.again(w, r, who, form, err)
}

func (h Handler) saveSchedule(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := h.payoutsView(w, r, who)
	if err != nil {
		return err
	}
	want, err := scheduleOf(form, v.Currency)
	if err == nil {
		_, err = h.Payouts.SetSchedule(r.Context(), who, want)
	}
	if err == nil {
		return h.Kit.Done(w, r, "payout_schedule_saved", "/pro/payouts")
	}
	return h.again(w, r, who, form, err)
}

// scheduleOf reads the form; an amount that is none is said beside its field.
func scheduleOf(form url.Values, currency string) (payout.Schedule, error) {
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return payout.Schedule{}, err
	}
	s := payout.Schedule{Cadence: payout.Cadence(form.Get("cadence")), Version: version}
	if text := form.Get("minimum"); text != "" {
		a, err := money.Parse(text, currency)
		if err != nil {
			var v apperr.Validation
			v.Check(false, "minimum", "price_text", "Give an amount, like 1000.")
			return s, v.Err()
		}
		s.MinimumMinor = a.Minor
	}
	return s, nil
}

// again shows the page with what happened, or what is wrong where.
func (h Handler) again(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, fault error) error {
	v, err := h.payoutsView(w, r, who)
	if err != nil {
		return err
	}
	if form.Has("cadence") {
		v.schedule(form)
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "payouts"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, PayoutsPage(v))
	return nil
}
