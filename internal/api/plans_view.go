package api

import (
	"time"

	"klear/internal/modules/subscription"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// PlanView is a plan with its terms, the latest first; who chooses sees those in force, operators all.
type PlanView struct {
	ID      uuid.UUID           `json:"id"`
	Family  subscription.Family `json:"family" enum:"seeker,practitioner"`
	Code    string              `json:"code"`
	Rank    int                 `json:"rank" doc:"from the smallest plan to the largest"`
	Name    map[string]string   `json:"name" doc:"by language; English is always there"`
	Summary map[string]string   `json:"summary" doc:"by language"`
	Closed  bool                `json:"closed" doc:"no longer sold"`
	Version int64               `json:"version" doc:"savePlan wants to see it"`
	Terms   []PlanTermsView     `json:"terms"`
}

// PlanTermsView is what a plan costs and grants from an instant on.
type PlanTermsView struct {
	ID        uuid.UUID                  `json:"id"`
	From      time.Time                  `json:"from"`
	TrialDays int                        `json:"trialDays" doc:"once per person"`
	Grants    map[subscription.Key]int64 `json:"grants"`
	Prices    []PlanPriceView            `json:"prices"`
}

// PlanPriceView is what one cycle costs.
type PlanPriceView struct {
	Cycle  subscription.Cycle `json:"cycle" enum:"month,year"`
	Amount money.Amount       `json:"amount"`
}

func viewPlan(p subscription.Plan) PlanView {
	v := PlanView{ID: p.ID, Family: p.Family, Code: p.Code, Rank: p.Rank, Name: p.Name, Summary: p.Summary, Closed: p.Closed, Version: p.Version,
		Terms: make([]PlanTermsView, len(p.Terms))}
	for i, t := range p.Terms {
		v.Terms[i] = viewPlanTerms(t)
	}
	return v
}

func viewPlanTerms(t subscription.Terms) PlanTermsView {
	v := PlanTermsView{ID: t.ID, From: t.From, TrialDays: t.TrialDays, Grants: t.Grants, Prices: make([]PlanPriceView, len(t.Prices))}
	for i, p := range t.Prices {
		v.Prices[i] = PlanPriceView(p)
	}
	return v
}

// SubscriptionView is what somebody has of a family of plans.
type SubscriptionView struct {
	ID          uuid.UUID           `json:"id"`
	Family      subscription.Family `json:"family" enum:"seeker,practitioner"`
	PlanID      uuid.UUID           `json:"planId"`
	Plan        string              `json:"plan" doc:"its code"`
	TermsID     uuid.UUID           `json:"termsId" doc:"as agreed: later ones of the plan do not reach back"`
	Cycle       subscription.Cycle  `json:"cycle" enum:"month,year"`
	Price       money.Amount        `json:"price" doc:"of a cycle"`
	Status      subscription.Status `json:"status" enum:"pending,trial,active,past_due,ended" doc:"past_due: a renewal was declined and is tried again"`
	PaidUntil   *time.Time          `json:"paidUntil,omitempty" doc:"the end of what was paid, or of the trial"`
	ChargeAt    *time.Time          `json:"chargeAt,omitempty" doc:"when the method is charged next"`
	CancelAtEnd bool                `json:"cancelAtEnd"`
	Next        *NextPlanView       `json:"next,omitempty" doc:"another plan from paidUntil on"`
	Method      string              `json:"method,omitempty"`
	ActionURL   string              `json:"actionUrl,omitempty" doc:"where the bank asks something"`
	EndedAt     *time.Time          `json:"endedAt,omitempty"`
	EndReason   string              `json:"endReason,omitempty" enum:"cancelled,unpaid,erased,refunded,disputed"`
	Periods     []PlanPeriodView    `json:"periods" doc:"the latest first"`
}

// NextPlanView is what follows the paid period.
type NextPlanView struct {
	Plan  string             `json:"plan" doc:"its code"`
	Cycle subscription.Cycle `json:"cycle" enum:"month,year"`
	Price money.Amount       `json:"price"`
}

// PlanPeriodView is a stretch of time that is paid at once.
type PlanPeriodView struct {
	Plan      string       `json:"plan" doc:"its code"`
	From      time.Time    `json:"from"`
	Until     time.Time    `json:"until"`
	Charged   money.Amount `json:"charged" doc:"nothing for a trial"`
	Carried   money.Amount `json:"carried" doc:"what was left of the period before, and taken off the price"`
	Paid      bool         `json:"paid" doc:"false: the bank has not answered, or declined and is asked again"`
	PaymentID *uuid.UUID   `json:"paymentId,omitempty"`
}

func viewSubscription(d subscription.Detail) SubscriptionView {
	v := SubscriptionView{ID: d.ID, Family: d.Family, PlanID: d.PlanID, Plan: d.Plan.Code, TermsID: d.TermsID, Cycle: d.Cycle, Price: d.Price.Amount,
		Status: d.Status, PaidUntil: given(d.PaidUntil), ChargeAt: given(d.ChargeAt), CancelAtEnd: d.CancelAtEnd, Method: d.Method, ActionURL: d.ActionURL,
		EndedAt: given(d.EndedAt), EndReason: d.EndReason, Periods: make([]PlanPeriodView, len(d.Periods))}
	if d.Follows != nil {
		v.Next = &NextPlanView{d.Follows.Plan.Code, d.Follows.Price.Cycle, d.Follows.Price.Amount}
	}
	if d.CancelAtEnd {
		v.ChargeAt = nil
	}
	for i, p := range d.Periods {
		v.Periods[i] = PlanPeriodView{Plan: d.Names[p.PlanID].Code, From: p.From, Until: p.Until, Charged: p.Charge(),
			Carried: money.Amount{Minor: p.CarriedMinor, Currency: p.Currency}, Paid: p.Paid}
		if p.PaymentID != uuid.Nil {
			v.Periods[i].PaymentID = &p.PaymentID
		}
	}
	return v
}

// given is nil for no time.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// QuoteView is what a change of plan means, exactly.
type QuoteView struct {
	TermsID uuid.UUID          `json:"termsId"`
	Cycle   subscription.Cycle `json:"cycle" enum:"month,year"`
	At      time.Time          `json:"at" doc:"send it back with updateSubscription, within 15 minutes"`
	DueNow  money.Amount       `json:"dueNow" doc:"worth less unused; nothing when it begins later"`
	Price   money.Amount       `json:"price" doc:"of the new plan, a cycle"`
	Worth   money.Amount       `json:"worth" doc:"of the new plan until it is charged next"`
	Unused  money.Amount       `json:"unused" doc:"what is left of the present period"`
	From    time.Time          `json:"from" doc:"when the new plan begins"`
	Until   *time.Time         `json:"until,omitempty" doc:"when it is charged next"`
	Later   bool               `json:"later" doc:"it begins when the paid period is over"`
}

func viewQuote(q subscription.Quote) QuoteView {
	return QuoteView{q.TermsID, q.Cycle, q.At, q.DueNow, q.Price, q.Worth, q.Unused, q.From, given(q.Until), q.Later}
}
