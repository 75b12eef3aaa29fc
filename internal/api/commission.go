package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

type commission struct{ tariff *tariff.Service }

// Commission registers admin/commission: what the platform takes of a booking, by dated rules.
func Commission(a huma.API, t *tariff.Service) {
	h := commission{t}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/commission/rules", "listCommissionRules", "All rules of commission, those that begin last first (operators)", tag), h.list)
	once(a, op(http.MethodPost, "/admin/commission/rules", "addCommissionRule", "Put a rule in force from a day on; bookings made before keep their terms (operators)", tag), h.add)
	once(a, op(http.MethodPost, "/admin/commission/rules/{rule}/end", "endCommissionRule", "Take a rule back: what fits next applies (operators)", tag), h.end)
	huma.Register(a, op(http.MethodGet, "/admin/commission/preview", "previewCommission", "What a booking would be quoted on a day (operators)", tag), h.preview)
	huma.Register(a, op(http.MethodGet, "/admin/practitioners/{practitioner}/plans", "listCommissionPlans", "Which plan a practitioner is on from which day (operators)", tag), h.plans)
	once(a, op(http.MethodPost, "/admin/practitioners/{practitioner}/plans", "changeCommissionPlan", "Put a practitioner on a plan, or on none, from a day on (operators)", tag), h.enrol)
}

// SideBody is what one side of a booking pays of a price.
type SideBody struct {
	Bps        int64 `json:"bps" minimum:"0" maximum:"5000" doc:"basis points of the price: 1500 is 15 %"`
	FixedMinor int64 `json:"fixed,omitempty" minimum:"0" maximum:"1000000000" doc:"minor units on top of the percentage"`
	MinMinor   int64 `json:"minimum,omitempty" minimum:"0" maximum:"1000000000" doc:"at least this, minor units"`
}

// RuleBody is a rule of commission as it is said.
type RuleBody struct {
	Category     *uuid.UUID `json:"category,omitempty" format:"uuid" doc:"it and all below it; without it every category"`
	Plan         string     `json:"plan,omitempty" maxLength:"40" doc:"of the practitioner; without it every plan and none"`
	Currency     string     `json:"currency,omitempty" maxLength:"3" doc:"ISO 4217, of the amounts; needed with amounts only"`
	Practitioner SideBody   `json:"practitioner" doc:"taken of the price"`
	Client       SideBody   `json:"client" doc:"charged on top of the price"`
	From         string     `json:"from" format:"date" doc:"first day, in the brand's zone"`
	Until        string     `json:"until,omitempty" format:"date" doc:"last day of a promotion; without it the rule holds until the next one for the same"`
	Note         string     `json:"note,omitempty" maxLength:"200"`
}

// RuleView is a rule of commission.
type RuleView struct {
	ID uuid.UUID `json:"id" format:"uuid"`
	RuleBody
	State   tariff.State `json:"state" enum:"ahead,in_force,over"`
	Created TouchedView  `json:"created"`
	EndedOn string       `json:"endedOn,omitempty" format:"date" doc:"it was taken back: the first day without it"`
}

func (b RuleBody) rule() (tariff.Rule, error) {
	from, err := dayOf("from", b.From)
	if err != nil {
		return tariff.Rule{}, err
	}
	until, err := dayOf("until", b.Until)
	if err != nil {
		return tariff.Rule{}, err
	}
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	r := tariff.Rule{Plan: b.Plan, Currency: b.Currency, Practitioner: tariff.Side(b.Practitioner), Client: tariff.Side(b.Client), From: from, Until: until, Note: b.Note}
	if b.Category != nil {
		r.CategoryID = *b.Category
	}
	return r, nil
}

func viewRule(r tariff.Rule, today time.Time) RuleView {
	v := RuleView{ID: r.ID, State: r.StateOn(today), Created: TouchedView{r.CreatedBy, r.CreatedAt}, EndedOn: dayText(r.EndedOn),
		RuleBody: RuleBody{Plan: r.Plan, Currency: r.Currency, Practitioner: SideBody(r.Practitioner), Client: SideBody(r.Client), From: dayText(r.From), Note: r.Note}}
	if r.CategoryID != uuid.Nil {
		v.Category = &r.CategoryID
	}
	if r.Promotion() {
		v.Until = dayText(r.Until.AddDate(0, 0, -1))
	}
	return v
}

func (h commission) list(ctx context.Context, in *PageQuery) (*Out[[]RuleView], error) {
	rules, total, err := h.tariff.Rules(ctx, identity.PrincipalFrom(ctx), tariff.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out, today := make([]RuleView, len(rules)), h.tariff.Today()
	for i, r := range rules {
		out[i] = viewRule(r, today)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type addRuleInput struct {
	IdempotencyHeader
	Body RuleBody
}

func (h commission) add(ctx context.Context, in *addRuleInput) (*Out[RuleView], error) {
	r, err := in.Body.rule()
	if err != nil {
		return nil, err
	}
	r, err = h.tariff.AddRule(ctx, identity.PrincipalFrom(ctx), r)
	return h.answer(ctx, r, err)
}

func (h commission) answer(ctx context.Context, r tariff.Rule, err error) (*Out[RuleView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewRule(r, h.tariff.Today())), nil
}

type ruleInput struct {
	IdempotencyHeader
	Rule uuid.UUID `path:"rule" format:"uuid"`
}

func (h commission) end(ctx context.Context, in *ruleInput) (*Out[RuleView], error) {
	r, err := h.tariff.EndRule(ctx, identity.PrincipalFrom(ctx), in.Rule)
	return h.answer(ctx, r, err)
}

// CommissionQuoteView is a price taken apart, in minor units. payin = practitionerGets + commission + tax, exactly.
type CommissionQuoteView struct {
	Currency         string     `json:"currency"`
	Price            int64      `json:"price" doc:"as the practitioner set it"`
	ClientFee        int64      `json:"clientFee" doc:"what the client pays on top"`
	Payin            int64      `json:"payin" doc:"what the client pays"`
	Commission       int64      `json:"commission" doc:"the platform's part, from either side"`
	Tax              int64      `json:"tax" doc:"what the platform owes a tax office of this"`
	PractitionerGets int64      `json:"practitionerGets"`
	Withheld         int64      `json:"withheld" doc:"collected for a tax office out of practitionerGets"`
	Rule             *uuid.UUID `json:"rule,omitempty" format:"uuid" doc:"the rule that applies; without it the brand's own percentage"`
}

func viewCommissionQuote(q tariff.Quote, currency string) CommissionQuoteView {
	v := CommissionQuoteView{Currency: currency, Price: q.ListMinor, ClientFee: q.ClientMinor(), Payin: q.PayinMinor(), Commission: q.CommissionMinor(), Tax: q.TaxMinor(), PractitionerGets: q.ShareMinor(), Withheld: q.WithheldMinor}
	if q.RuleID != uuid.Nil {
		v.Rule = &q.RuleID
	}
	return v
}

type supposedInput struct {
	Price      int64  `query:"price" required:"true" minimum:"0" maximum:"1000000000000" doc:"minor units"`
	Currency   string `query:"currency" required:"true" minLength:"3" maxLength:"3"`
	Category   string `query:"category" format:"uuid"`
	Plan       string `query:"plan" maxLength:"40"`
	Country    string `query:"country" maxLength:"2" doc:"of the practice, for its taxes; without it none"`
	Registered bool   `query:"registered" doc:"the practitioner has a tax number there"`
	Day        string `query:"day" format:"date" doc:"in the brand's zone; without it today"`
}

func (h commission) preview(ctx context.Context, in *supposedInput) (*Out[CommissionQuoteView], error) {
	day, err := dayOf("day", in.Day)
	if err != nil {
		return nil, err
	}
	if day.IsZero() {
		day = h.tariff.Today()
	}
	category, _ := uuid.Parse(in.Category) // its form is checked; none is every category
	q, _, err := h.tariff.Preview(ctx, identity.PrincipalFrom(ctx), tariff.Supposed{CategoryID: category, Plan: in.Plan, Country: in.Country, Registered: in.Registered, Day: day, Price: money.Amount{Minor: in.Price, Currency: in.Currency}})
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewCommissionQuote(q, in.Currency)), nil
}

// CommissionPlanView is a practitioner's plan from a day on; "" is none.
type CommissionPlanView struct {
	Plan string `json:"plan" maxLength:"40"`
	From string `json:"from" format:"date" doc:"in the brand's zone"`
}

func (h commission) plans(ctx context.Context, in *struct {
	Practitioner uuid.UUID `path:"practitioner" format:"uuid"`
}) (*Out[[]CommissionPlanView], error) {
	list, err := h.tariff.Enrolments(ctx, identity.PrincipalFrom(ctx), in.Practitioner)
	if err != nil {
		return nil, err
	}
	out := make([]CommissionPlanView, len(list))
	for i, e := range list {
		out[i] = CommissionPlanView{e.Plan, dayText(e.From)}
	}
	return OK(ctx, out), nil
}

type enrolInput struct {
	MoneyKeyHeader
	Practitioner uuid.UUID `path:"practitioner" format:"uuid"`
	Body         CommissionPlanView
}

func (h commission) enrol(ctx context.Context, in *enrolInput) (*Out[CommissionPlanView], error) {
	from, err := dayOf("from", in.Body.From)
	if err != nil {
		return nil, err
	}
	e, err := h.tariff.Enrol(ctx, identity.PrincipalFrom(ctx), tariff.Enrolment{PractitionerID: in.Practitioner, Plan: in.Body.Plan, From: from})
	if err != nil {
		return nil, err
	}
	return OK(ctx, CommissionPlanView{e.Plan, dayText(e.From)}), nil
}
