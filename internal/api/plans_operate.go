package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// operate registers admin/plans/*.
func (h plans) operate(a huma.API) {
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/plans", "listAllPlans", "Every plan with all its terms, closed ones too (operators)", tag), h.all)
	once(a, op(http.MethodPost, "/admin/plans", "addPlan", "Make a plan; it is sold once it has terms (operators)", tag), h.add)
	once(a, op(http.MethodPut, "/admin/plans/{plan}", "savePlan", "Change a plan's words and rank, close or reopen it (operators)", tag), h.save)
	once(a, op(http.MethodPost, "/admin/plans/{plan}/terms", "addPlanTerms", "What the plan costs and grants from an instant on, for who chooses it from then on (operators)", tag), h.addTerms)
}

func (h plans) all(ctx context.Context, _ *struct{}) (*Out[[]PlanView], error) {
	list, err := h.service.AllPlans(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]PlanView, len(list))
	for i, p := range list {
		out[i] = viewPlan(p)
	}
	return OK(ctx, out), nil
}

// PlanBody is what operators write about a plan.
type PlanBody struct {
	Rank    int               `json:"rank" minimum:"1" maximum:"100"`
	Name    map[string]string `json:"name" doc:"by language, English at least"`
	Summary map[string]string `json:"summary" doc:"by language, English at least"`
}

type addPlanInput struct {
	MoneyKeyHeader
	Body struct {
		Family subscription.Family `json:"family" enum:"seeker,practitioner"`
		Code   string              `json:"code" pattern:"^[a-z][a-z0-9_]{1,39}$"`
		PlanBody
	}
}

func (h plans) add(ctx context.Context, in *addPlanInput) (*Out[PlanView], error) {
	b := in.Body
	return h.saved(ctx, subscription.Plan{Family: b.Family, Code: b.Code, Rank: b.Rank, Name: b.Name, Summary: b.Summary})
}

type savePlanInput struct {
	MoneyKeyHeader
	Plan uuid.UUID `path:"plan" format:"uuid"`
	Body struct {
		PlanBody
		Closed  bool  `json:"closed,omitempty"`
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h plans) save(ctx context.Context, in *savePlanInput) (*Out[PlanView], error) {
	b := in.Body
	return h.saved(ctx, subscription.Plan{ID: in.Plan, Rank: b.Rank, Name: b.Name, Summary: b.Summary, Closed: b.Closed, Version: b.Version})
}

func (h plans) saved(ctx context.Context, p subscription.Plan) (*Out[PlanView], error) {
	out, err := h.service.SavePlan(ctx, identity.PrincipalFrom(ctx), p)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPlan(out)), nil
}

type addPlanTermsInput struct {
	MoneyKeyHeader
	Plan uuid.UUID `path:"plan" format:"uuid"`
	Body struct {
		From      time.Time                  `json:"from,omitempty" doc:"not in the past; missing: now"`
		TrialDays int                        `json:"trialDays,omitempty" minimum:"0" maximum:"90"`
		Grants    map[subscription.Key]int64 `json:"grants,omitempty"`
		Prices    []PlanPriceView            `json:"prices" minItems:"1" maxItems:"20"`
	}
}

func (h plans) addTerms(ctx context.Context, in *addPlanTermsInput) (*Out[PlanTermsView], error) {
	t := subscription.NewTerms{From: in.Body.From, TrialDays: in.Body.TrialDays, Grants: in.Body.Grants}
	for _, p := range in.Body.Prices {
		t.Prices = append(t.Prices, subscription.Price(p))
	}
	out, err := h.service.AddTerms(ctx, identity.PrincipalFrom(ctx), in.Plan, t)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPlanTerms(out)), nil
}
