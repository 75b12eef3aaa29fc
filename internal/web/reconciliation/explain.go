package reconciliation

import (
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showExplain(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.explainView(w, r, who, page.Query(r))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ExplainPage(v))
	return nil
}

func (h Handler) explainView(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values) (Explain, error) {
	v := Explain{Page: h.page(w, r, "rec.explain"), Side: form.Get("side"), Gateway: form.Get("gateway"), Subject: form.Get("subject")}
	amount, err := h.Reconcile.Difference(r.Context(), who, reconcile.Side(v.Side), v.Gateway, v.Subject)
	if err != nil {
		return v, err
	}
	v.Amount = amount
	v.Choices = []ui.Choice{{Label: v.Page.L.T("rec.choose")}}
	for _, a := range reconcile.Againsts {
		v.Choices = append(v.Choices, ui.Choice{Value: string(a), Label: v.Page.L.T("rec.to_" + string(a)), Selected: form.Get("against") == string(a)})
	}
	return v, nil
}

// explain shows the posting first; only the form of that second look makes it.
func (h Handler) explain(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	e := reconcile.Explain{Side: reconcile.Side(form.Get("side")), Gateway: form.Get("gateway"), Subject: form.Get("subject"),
		Against: reconcile.Against(form.Get("against")), Words: form.Get("words")}
	if form.Get("confirm") == "yes" {
		if _, err := h.Reconcile.Explain(r.Context(), who, e); err != nil {
			return h.explainAgain(w, r, who, form, err)
		}
		return h.Kit.Done(w, r, "difference_explained", "/admin/reconciliation")
	}
	p, err := h.Reconcile.Preview(r.Context(), who, e)
	if err != nil {
		return h.explainAgain(w, r, who, form, err)
	}
	v, err := h.explainView(w, r, who, form)
	if err != nil {
		return err
	}
	page.Keep(&v.Page, form)
	v.Against, v.Words = string(e.Against), e.Words
	for _, l := range p.Lines {
		v.Lines = append(v.Lines, posted(l))
	}
	httpx.WritePage(w, r, http.StatusOK, ExplainPage(v))
	return nil
}

func posted(l ledger.Line) Posted {
	out := Posted{Kind: string(l.Account.Kind), Owner: l.Account.Owner, Debit: l.Minor > 0, Amount: money.Amount{Minor: l.Minor, Currency: l.Account.Currency}}
	if l.Minor < 0 {
		out.Amount.Minor = -l.Minor
	}
	return out
}

func (h Handler) explainAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, fault error) error {
	v, err := h.explainView(w, r, who, form)
	if err != nil {
		return err // it is explained meanwhile, or never was there
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "rec"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ExplainPage(v))
	return nil
}
