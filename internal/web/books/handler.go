package books

import (
	"encoding/hex"
	"errors"
	"net/http"

	"klear/internal/modules/books"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves operators. All fields are required.
type Handler struct {
	Kit   *page.Kit
	Books *books.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/ledger", only(h.overview))
	mux.HandleFunc("POST /admin/ledger/audit", only(h.audit))
	mux.HandleFunc("GET /admin/ledger/accounts/{currency}/{kind}", only(h.accounts))
	mux.HandleFunc("GET /admin/ledger/account/{account}", only(h.account))
	mux.HandleFunc("GET /admin/ledger/account/{account}/entries.csv", only(h.download))
	mux.HandleFunc("GET /admin/ledger/posting/{posting}", only(h.posting))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section = layout.Operate, "ledger"
	p.Title = p.L.T(key)
	return p
}

// overview is the trial balance, the seals and the last audit.
func (h Handler) overview(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	o, err := h.Books.Overview(r.Context(), who)
	if err != nil {
		return err
	}
	v := Overview{Page: h.page(w, r, "nav.ledger"), Sealed: int(o.State.Sealed), Waiting: o.State.Waiting, Last: short(o.State.Last)}
	for _, k := range o.Kinds {
		v.add(k)
	}
	for _, s := range o.State.Statements {
		v.Signed = append(v.Signed, Signed{Day: s.Day, Through: int(s.Through)})
	}
	a, err := h.Books.LatestAudit(r.Context(), who)
	switch {
	case err == nil:
		v.Audit = &Audit{State: string(a.State), Done: int(a.Done), Total: int(a.Total), Findings: a.Findings, At: a.AskedAt, Open: a.Open()}
	case !errors.Is(err, books.ErrNoAudit):
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, OverviewPage(v))
	return nil
}

// add puts a kind into the table of its currency; they come sorted by currency.
func (v *Overview) add(k ledger.KindBalance) {
	if n := len(v.Currencies); n == 0 || v.Currencies[n-1].Code != k.Currency {
		v.Currencies = append(v.Currencies, Currency{Code: k.Currency})
	}
	c := &v.Currencies[len(v.Currencies)-1]
	c.Kinds = append(c.Kinds, Kind{Kind: string(k.Kind), URL: "/admin/ledger/accounts/" + k.Currency + "/" + string(k.Kind), Accounts: k.Accounts, Amount: sided(k.Minor, k.Currency)})
	c.Debit.Currency, c.Credit.Currency = k.Currency, k.Currency
	if k.Minor > 0 {
		c.Debit.Minor += k.Minor
	} else {
		c.Credit.Minor -= k.Minor
	}
}

// sided is a balance as a bookkeeper writes it.
func sided(minor int64, currency string) Sided {
	if minor < 0 {
		return Sided{Amount: money.Amount{Minor: -minor, Currency: currency}}
	}
	return Sided{Debit: true, Amount: money.Amount{Minor: minor, Currency: currency}}
}

func (h Handler) audit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	if _, err := h.Books.AskAudit(r.Context(), who); err != nil && !errors.Is(err, books.ErrRunning) {
		return err
	}
	return h.Kit.Done(w, r, "audit_asked", "/admin/ledger")
}

// short is the beginning of a hash, enough to compare two by eye.
func short(h ledger.Hash) string { return hex.EncodeToString(h[:8]) }

func d(k string, v any) i18n.D { return i18n.D{k: v} }
