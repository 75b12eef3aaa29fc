package plans

import (
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
)

func (f family) page(w http.ResponseWriter, r *http.Request) layout.Page {
	p := f.Kit.Private(w, r)
	p.Section, p.Title = "account", p.L.T("plans.title")
	if f.of == subscription.ForPractitioners {
		p.Area, p.Section = layout.Work, "plan"
	}
	return p
}

// current is the reader's subscription that is not over; false without one.
func (f family) current(list []subscription.Detail) (subscription.Detail, bool) {
	for _, d := range list {
		if d.Family == f.of && d.Status != subscription.Ended {
			return d, true
		}
	}
	return subscription.Detail{}, false
}

func (f family) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (Plans, error) {
	v := Plans{Page: f.page(w, r), Base: f.base}
	list, err := f.Plans.Mine(r.Context(), who)
	if err != nil {
		return v, err
	}
	has, found := f.current(list)
	if found {
		v.Mine = mineOf(has, v.Page.L.Lang())
	}
	for _, d := range list {
		if d.Family == f.of {
			v.History = append(v.History, paidOf(d, v.Page.L.Lang())...)
		}
	}
	plans, err := f.Plans.Offers(r.Context(), f.of)
	if err != nil {
		return v, err
	}
	for _, p := range plans {
		o, err := f.offer(r, who, v.Page.L.Lang(), p, has, found)
		if err != nil {
			return v, err
		}
		if len(o.Prices) > 0 {
			v.Offers = append(v.Offers, o)
		}
	}
	return v, nil
}

// offer is a plan as the reader may choose it, in the brand's currency or that of what they have.
func (f family) offer(r *http.Request, who identity.Principal, lang string, p subscription.Plan, has subscription.Detail, found bool) (Offer, error) {
	t, _ := p.At(f.Plans.Clock.Now())
	o := Offer{Name: subscription.In(p.Name, lang), Summary: subscription.In(p.Summary, lang), Grants: grantsOf(f.of, t.Grants)}
	currency, step := f.Kit.Brand().Currency, "/choose"
	if found {
		currency, step = has.Currency, "/change"
	} else if t.TrialDays > 0 {
		var err error
		if o.TrialDays, err = f.Plans.TrialLeft(r.Context(), who, f.of, t); err != nil {
			return o, err
		}
	}
	for _, c := range []subscription.Cycle{subscription.Monthly, subscription.Yearly} {
		amount, ok := t.Price(c, currency)
		if !ok {
			continue
		}
		price := Price{URL: f.base + step + "?" + url.Values{"terms": {t.ID.String()}, "cycle": {string(c)}}.Encode(), Cycle: string(c), Amount: amount}
		if found && (has.TermsID == t.ID && has.Cycle == c || has.Status == subscription.Pending || has.Status == subscription.PastDue) {
			price.URL = ""
		}
		o.Prices = append(o.Prices, price)
	}
	return o, nil
}

func mineOf(d subscription.Detail, lang string) *Mine {
	m := &Mine{ID: d.ID.String(), Name: subscription.In(d.Plan.Name, lang), Status: string(d.Status), Price: d.Price.Amount, Cycle: string(d.Cycle),
		PaidUntil: d.PaidUntil, ChargeAt: d.ChargeAt, CancelAtEnd: d.CancelAtEnd, Method: d.Method, Grants: grantsOf(d.Family, d.Terms.Grants)}
	if d.Follows != nil {
		m.Next, m.NextPrice, m.NextCycle = subscription.In(d.Follows.Plan.Name, lang), d.Follows.Price.Amount, string(d.Follows.Price.Cycle)
	}
	return m
}

func grantsOf(f subscription.Family, g subscription.Grants) []Grant {
	var out []Grant
	for _, k := range subscription.Keys(f) {
		if n, ok := g.Limit(k); ok {
			out = append(out, Grant{string(k), n})
		}
	}
	return out
}

func paidOf(d subscription.Detail, lang string) []Paid {
	var out []Paid
	for _, p := range d.Periods {
		if p.Paid {
			out = append(out, Paid{Plan: subscription.In(d.Names[p.PlanID].Name, lang), From: p.From, Until: p.Until, Amount: p.Charge(), Trial: p.Charge().Minor == 0})
		}
	}
	return out
}

func (f family) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := f.view(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, PlansPage(v))
	}
	return err
}
