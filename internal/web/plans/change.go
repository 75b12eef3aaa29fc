package plans

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/web/page"
)

// mine is the reader's subscription that is not over. Errors: subscription.ErrNotFound.
func (f family) mine(r *http.Request, who identity.Principal) (subscription.Detail, error) {
	list, err := f.Plans.Mine(r.Context(), who)
	if err != nil {
		return subscription.Detail{}, err
	}
	d, ok := f.current(list)
	if !ok {
		return d, subscription.ErrNotFound
	}
	return d, nil
}

// changeView reckons a change at this moment.
func (f family) changeView(w http.ResponseWriter, r *http.Request, who identity.Principal, terms, cycle string) (Change, subscription.Detail, error) {
	d, err := f.mine(r, who)
	if err != nil {
		return Change{}, d, err
	}
	id, err := uuid.Parse(terms)
	if err != nil {
		return Change{}, d, subscription.ErrNoPlan
	}
	q, err := f.Plans.Preview(r.Context(), who, d.ID, id, subscription.Cycle(cycle))
	if err != nil {
		return Change{}, d, err
	}
	plans, err := f.Plans.Offers(r.Context(), f.of)
	if err != nil {
		return Change{}, d, err
	}
	v := Change{Page: f.focus(w, r, "plans.change_title"), Base: f.base, Terms: terms, Cycle: cycle, At: q.At, DueNow: q.DueNow, Price: q.Price, Worth: q.Worth,
		Unused: q.Unused, From: q.From, Until: q.Until, Later: q.Later, Trial: d.Status == subscription.Trial, Method: d.Method, Instead: d.CancelAtEnd}
	v.Old = subscription.In(d.Plan.Name, v.Page.L.Lang())
	for _, p := range plans {
		if t, _ := p.At(q.At); t.ID == id {
			v.Name = subscription.In(p.Name, v.Page.L.Lang())
		}
	}
	return v, d, nil
}

func (f family) showChange(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, _, err := f.changeView(w, r, who, r.URL.Query().Get("terms"), r.URL.Query().Get("cycle"))
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, ChangePage(v))
	}
	return err
}

func (f family) change(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := f.Kit.Form(w, r)
	if err != nil {
		return err
	}
	d, err := f.mine(r, who)
	if err != nil {
		return err
	}
	terms, err := uuid.Parse(form.Get("terms"))
	if err != nil {
		return subscription.ErrNoPlan
	}
	at, _ := time.Parse(time.RFC3339, form.Get("at")) // no instant is none that was shown
	agreed := subscription.Agreed{TermsID: terms, Cycle: subscription.Cycle(form.Get("cycle")), At: at, DueNow: amountOf(form.Get("amount"), form.Get("currency")),
		ReturnURL: f.Kit.BaseURL + f.base + "/return"}
	key, err := idem.New("change plan:"+who.PersonID.String(), form.Get("key"), []any{d.ID, agreed})
	if err != nil {
		return err
	}
	_, fault := f.Plans.Change(r.Context(), who, d.ID, agreed, key)
	if fault == nil {
		return f.Kit.Done(w, r, "plan_changed", f.base)
	}
	v, _, err := f.changeView(w, r, who, form.Get("terms"), form.Get("cycle"))
	if err != nil {
		return fault
	}
	status, done, err := f.paid(w, r, &v.Page, fault, "plan_changed")
	if !done && err == nil {
		httpx.WritePage(w, r, status, ChangePage(v))
	}
	return err
}

func (f family) cardView(w http.ResponseWriter, r *http.Request, d subscription.Detail) Card {
	v := Card{Page: f.focus(w, r, "plans.card_title"), Base: f.base, Method: d.Method, CardFirst: f.testCard()}
	if d.Status == subscription.PastDue && len(d.Periods) > 0 {
		v.Due = d.Periods[0].Charge()
	}
	return v
}

func (f family) showMethod(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	d, err := f.mine(r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, CardPage(f.cardView(w, r, d)))
	}
	return err
}

func (f family) payWith(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := f.Kit.Form(w, r)
	if err != nil {
		return err
	}
	d, err := f.mine(r, who)
	if err != nil {
		return err
	}
	method, fault := cardOf(form.Get("card"))
	if fault == nil {
		key, err := idem.New("pay plan with:"+who.PersonID.String(), form.Get("key"), []any{d.ID})
		if err != nil {
			return err
		}
		_, fault = f.Plans.PayWith(r.Context(), who, d.ID, method, f.Kit.BaseURL+f.base+"/return", key)
	}
	v := f.cardView(w, r, d)
	status, done, err := f.paid(w, r, &v.Page, fault, "plan_card")
	if !done && err == nil {
		httpx.WritePage(w, r, status, CardPage(v))
	}
	return err
}

func (f family) cancel(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return f.command(w, r, who, "cancel plan", "plan_cancelled", func(r *http.Request, id uuid.UUID) error {
		_, err := f.Plans.Cancel(r.Context(), who, id)
		return err
	})
}

func (f family) resume(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return f.command(w, r, who, "resume plan", "plan_resumed", func(r *http.Request, id uuid.UUID) error {
		_, err := f.Plans.Resume(r.Context(), who, id)
		return err
	})
}

// command does one thing to what the reader has, once per form.
func (f family) command(w http.ResponseWriter, r *http.Request, who identity.Principal, scope, flash string, do func(*http.Request, uuid.UUID) error) error {
	form, err := f.Kit.Form(w, r)
	if err != nil {
		return err
	}
	d, err := f.mine(r, who)
	if err != nil {
		return err
	}
	key, err := idem.New(scope+":"+who.PersonID.String(), form.Get("key"), d.ID)
	if err != nil {
		return err
	}
	fault := do(r.WithContext(idem.With(r.Context(), key)), d.ID)
	if fault == nil {
		return f.Kit.Done(w, r, flash, f.base)
	}
	e, status, ok := page.Refused(fault)
	if !ok {
		return fault
	}
	v, err := f.view(w, r, who)
	if err != nil {
		return err
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, PlansPage(v))
	return nil
}
