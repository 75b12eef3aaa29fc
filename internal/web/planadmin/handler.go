package planadmin

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the operators' plans. All fields are required.
//
//	GET  /admin/plans               all of them, and the form of a new one
//	POST /admin/plans               make one; 303 to it
//	GET  /admin/plans/{plan}        its words, its terms, and the form of further ones
//	POST /admin/plans/{plan}        change its words and rank, close or reopen it
//	POST /admin/plans/{plan}/terms  date further terms
//	GET  /admin/plan-charges           what was charged for plans
//	GET  /admin/plan-charges/{period}  amount, ends: what giving one back means
//	POST /admin/plan-charges/{period}/refund  give it back as shown; 303 to it; 422, 409 the page again
type Handler struct {
	Kit   *page.Kit
	Plans *subscription.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/plans", only(h.list))
	mux.HandleFunc("POST /admin/plans", only(h.add))
	mux.HandleFunc("GET /admin/plans/{plan}", only(h.edit))
	mux.HandleFunc("POST /admin/plans/{plan}", only(h.save))
	mux.HandleFunc("POST /admin/plans/{plan}/terms", only(h.addTerms))
	mux.HandleFunc("GET /admin/plan-charges", only(h.listCharges))
	mux.HandleFunc("GET /admin/plan-charges/{period}", only(h.showCharge))
	mux.HandleFunc("POST /admin/plan-charges/{period}/refund", only(h.refund))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, "plans", p.L.T("nav.plans")
	return p
}

func (h Handler) listView(w http.ResponseWriter, r *http.Request, who identity.Principal) (List, error) {
	v := List{Page: h.page(w, r), Values: url.Values{"rank": {"1"}}}
	all, err := h.Plans.AllPlans(r.Context(), who)
	for _, p := range all {
		v.Items = append(v.Items, h.item(p, v.Page.L.Lang()))
	}
	return v, err
}

func (h Handler) item(p subscription.Plan, lang string) Item {
	i := Item{ID: p.ID.String(), Family: string(p.Family), Code: p.Code, Name: subscription.In(p.Name, lang), Closed: p.Closed}
	if t, ok := p.At(h.Plans.Clock.Now()); ok {
		i.Prices = pricesOf(t)
	}
	return i
}

func pricesOf(t subscription.Terms) []Price {
	out := make([]Price, len(t.Prices))
	for i, p := range t.Prices {
		out[i] = Price{string(p.Cycle), p.Amount}
	}
	return out
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.listView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	}
	return err
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	p := wordsOf(form)
	p.Family, p.Code = subscription.Family(form.Get("family")), strings.TrimSpace(form.Get("code"))
	key, err := idem.New("add plan:"+who.PersonID.String(), form.Get("key"), p)
	if err != nil {
		return err
	}
	made, fault := h.Plans.SavePlan(idem.With(r.Context(), key), who, p)
	if fault == nil {
		return h.Kit.Done(w, r, "plan_saved", "/admin/plans/"+made.ID.String())
	}
	v, err := h.listView(w, r, who)
	if err != nil {
		return err
	}
	v.Values = form
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}

// wordsOf reads what both forms have.
func wordsOf(form url.Values) subscription.Plan {
	rank, _ := strconv.Atoi(strings.TrimSpace(form.Get("rank"))) // no number is no rank, which the service refuses
	p := subscription.Plan{Rank: rank, Name: map[string]string{}, Summary: map[string]string{}}
	for _, lang := range []string{"en", "hi"} {
		if w := strings.TrimSpace(form.Get("name_" + lang)); w != "" || lang == "en" {
			p.Name[lang] = w
		}
		if w := strings.TrimSpace(form.Get("summary_" + lang)); w != "" || lang == "en" {
			p.Summary[lang] = w
		}
	}
	return p
}

// planOf is the plan that the address names.
func (h Handler) planOf(r *http.Request, who identity.Principal) (subscription.Plan, error) {
	id, err := uuid.Parse(r.PathValue("plan"))
	if err != nil {
		return subscription.Plan{}, subscription.ErrNoPlan
	}
	all, err := h.Plans.AllPlans(r.Context(), who)
	for _, p := range all {
		if p.ID == id {
			return p, nil
		}
	}
	if err == nil {
		err = subscription.ErrNoPlan
	}
	return subscription.Plan{}, err
}

func (h Handler) editView(w http.ResponseWriter, r *http.Request, p subscription.Plan) Edit {
	v := Edit{Page: h.page(w, r), Item: Item{}, Action: "/admin/plans/" + p.ID.String(), Currency: h.Kit.Brand().Currency, Terms: url.Values{"trial_days": {"0"}}}
	v.Item = h.item(p, v.Page.L.Lang())
	v.Page.Title = v.Item.Name
	v.Values = url.Values{"rank": {strconv.Itoa(p.Rank)}, "version": {strconv.FormatInt(p.Version, 10)}, "name_en": {p.Name["en"]}, "name_hi": {p.Name["hi"]},
		"summary_en": {p.Summary["en"]}, "summary_hi": {p.Summary["hi"]}}
	if p.Closed {
		v.Values.Set("closed", "yes")
	}
	for _, k := range subscription.Keys(p.Family) {
		v.Grants = append(v.Grants, string(k))
	}
	now := h.Plans.Clock.Now()
	in, _ := p.At(now)
	for _, t := range p.Terms {
		v.History = append(v.History, Dated{From: t.From, TrialDays: t.TrialDays, Prices: pricesOf(t), Now: t.ID == in.ID, Coming: t.From.After(now)})
	}
	return v
}

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p, err := h.planOf(r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, EditPage(h.editView(w, r, p)))
	}
	return err
}

func (h Handler) save(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	was, err := h.planOf(r, who)
	if err != nil {
		return err
	}
	p := wordsOf(form)
	p.ID, p.Closed = was.ID, form.Get("closed") != ""
	if p.Version, err = page.SeenVersion(form.Get("version")); err != nil {
		return err
	}
	key, err := idem.New("save plan:"+who.PersonID.String(), form.Get("key"), p)
	if err != nil {
		return err
	}
	_, fault := h.Plans.SavePlan(idem.With(r.Context(), key), who, p)
	return h.finish(w, r, was, form, fault, func(v *Edit) { v.Values = form })
}

// finish leads on, or shows the page again with what was typed.
func (h Handler) finish(w http.ResponseWriter, r *http.Request, was subscription.Plan, form url.Values, fault error, keep func(*Edit)) error {
	if fault == nil {
		return h.Kit.Done(w, r, "plan_saved", "/admin/plans/"+was.ID.String())
	}
	v := h.editView(w, r, was)
	keep(&v)
	status, ok := h.Kit.Again(&v.Page, form, fault, map[string]string{"prices": "month"})
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, EditPage(v))
	return nil
}

func (h Handler) addTerms(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	was, err := h.planOf(r, who)
	if err != nil {
		return err
	}
	_, zone := h.Kit.Reader(r)
	t, fault := termsOf(form, was.Family, h.Kit.Brand().Currency, zone)
	if fault == nil {
		key, err := idem.New("add terms:"+who.PersonID.String(), form.Get("key"), []any{was.ID, t})
		if err != nil {
			return err
		}
		_, fault = h.Plans.AddTerms(idem.With(r.Context(), key), who, was.ID, t)
	}
	return h.finish(w, r, was, form, fault, func(v *Edit) { v.Terms = form })
}

// termsOf reads the form; what is no number or day is said beside its field. A day begins in the operator's zone; none is
// this moment.
func termsOf(form url.Values, f subscription.Family, currency string, zone *time.Location) (subscription.NewTerms, error) {
	var faults apperr.Validation
	t := subscription.NewTerms{Grants: subscription.Grants{}}
	var err error
	if day := strings.TrimSpace(form.Get("from")); day != "" {
		if t.From, err = time.ParseInLocation(time.DateOnly, day, zone); err != nil {
			faults.Add("from", "day", "Write the day as 2027-01-31.")
		}
	}
	if t.TrialDays, err = strconv.Atoi(strings.TrimSpace(form.Get("trial_days"))); err != nil {
		faults.Add("trial_days", "number", "Write a whole number.")
	}
	for _, c := range []subscription.Cycle{subscription.Monthly, subscription.Yearly} {
		typed := strings.TrimSpace(form.Get(string(c)))
		if typed == "" {
			continue
		}
		amount, err := money.Parse(typed, currency)
		if err != nil {
			faults.Add(string(c), "price_text", "Write the price as a number, like 9,000.")
			continue
		}
		t.Prices = append(t.Prices, subscription.Price{Cycle: c, Amount: amount})
	}
	for _, k := range subscription.Keys(f) {
		if typed := strings.TrimSpace(form.Get(string(k))); typed != "" {
			if t.Grants[k], err = strconv.ParseInt(typed, 10, 64); err != nil {
				faults.Add(string(k), "number", "Write a whole number.")
			}
		}
	}
	return t, faults.Err()
}
