package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// plans serves what renews by itself: what is sold, and what somebody has.
type plans struct{ service *subscription.Service }

// Plans registers plans, subscriptions/* and admin/plans/*.
func Plans(a huma.API, s *subscription.Service) {
	h := plans{s}
	const tag = "plans"
	huma.Register(a, op(http.MethodGet, "/plans", "listPlans", "The plans that can be chosen now, from the smallest to the largest", tag), h.list)
	huma.Register(a, op(http.MethodGet, "/subscriptions", "listSubscriptions", "What you have and had, the latest first, with every period that was paid", tag), h.mine)
	huma.Register(a, op(http.MethodPost, "/subscriptions", "createSubscription", "Choose a plan: keeps the method, and takes the first payment or begins the trial; with the same key it goes on with the same purchase", tag), h.create)
	const one = "/subscriptions/{id}"
	huma.Register(a, op(http.MethodGet, one, "getSubscription", "One of yours", tag), h.get)
	huma.Register(a, op(http.MethodGet, one+"/preview", "previewSubscription", "What a change of plan would cost, exactly; holds for 15 minutes", tag), h.preview)
	huma.Register(a, op(http.MethodPut, one, "updateSubscription", "Change the plan exactly as previewed: at once when it costs more, else when the paid period is over", tag), h.update)
	huma.Register(a, op(http.MethodPut, one+"/method", "paySubscriptionWith", "Pay with another method from now on; an open payment is tried with it at once", tag), h.payWith)
	once(a, op(http.MethodPost, one+"/cancel", "cancelSubscription", "End it when the paid period is over; one that the bank has not answered about is given up", tag), h.cancel)
	once(a, op(http.MethodPost, one+"/resume", "resumeSubscription", "Take a cancellation, or a change that was to come, back", tag), h.resume)
	h.operate(a)
	h.refunds(a)
}

type listPlansInput struct {
	Family subscription.Family `query:"family" enum:"seeker,practitioner" default:"seeker" doc:"whom they are for"`
}

func (h plans) list(ctx context.Context, in *listPlansInput) (*Out[[]PlanView], error) {
	list, err := h.service.Offers(ctx, in.Family)
	if err != nil {
		return nil, err
	}
	now, out := h.service.Clock.Now(), make([]PlanView, len(list))
	for i, p := range list {
		p.Terms = current(p, now)
		out[i] = viewPlan(p)
	}
	return OK(ctx, out), nil
}

// current leaves the terms in force.
func current(p subscription.Plan, now time.Time) []subscription.Terms {
	t, ok := p.At(now)
	if !ok {
		return nil
	}
	return []subscription.Terms{t}
}

func (h plans) mine(ctx context.Context, _ *struct{}) (*Out[[]SubscriptionView], error) {
	list, err := h.service.Mine(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]SubscriptionView, len(list))
	for i, d := range list {
		out[i] = viewSubscription(d)
	}
	return OK(ctx, out), nil
}

type createSubscriptionInput struct {
	MoneyKeyHeader
	Body struct {
		TermsID   uuid.UUID          `json:"termsId" format:"uuid" doc:"of the plan, as you saw them: others are refused"`
		Cycle     subscription.Cycle `json:"cycle" enum:"month,year"`
		DueNow    money.Amount       `json:"dueNow" doc:"what you were told is charged now: nothing when it begins with a trial"`
		Method    MethodBody         `json:"method"`
		ReturnURL string             `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site, where the payer comes back to after their bank asked something"`
	}
}

func (h plans) create(ctx context.Context, in *createSubscriptionInput) (*Out[SubscriptionView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	method, err := in.Body.Method.method()
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	// Method marshals without its secret: no hash of a card number is kept.
	key, err := idemScoped("subscribe:"+who.PersonID.String(), in.IdempotencyKey, []any{in.Body.TermsID, in.Body.Cycle, in.Body.DueNow, method, in.Body.ReturnURL})
	if err != nil {
		return nil, err
	}
	sub, err := h.service.Subscribe(ctx, who, subscription.Choice{TermsID: in.Body.TermsID, Cycle: in.Body.Cycle, DueNow: in.Body.DueNow, Method: method,
		ReturnURL: in.Body.ReturnURL}, key)
	return h.answer(ctx, sub, err)
}

// answer reads a subscription as it stands after a command.
func (h plans) answer(ctx context.Context, sub subscription.Subscription, err error) (*Out[SubscriptionView], error) {
	if err != nil {
		return nil, err
	}
	return h.read(ctx, sub.ID)
}

func (h plans) read(ctx context.Context, id uuid.UUID) (*Out[SubscriptionView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	d, err := h.service.ByID(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewSubscription(d)), nil
}

// SubscriptionPath names a subscription.
type SubscriptionPath struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h plans) get(ctx context.Context, in *SubscriptionPath) (*Out[SubscriptionView], error) {
	return h.read(ctx, in.ID)
}

type previewSubscriptionInput struct {
	SubscriptionPath
	TermsID string             `query:"termsId" format:"uuid" required:"true"`
	Cycle   subscription.Cycle `query:"cycle" enum:"month,year" default:"month"`
}

func (h plans) preview(ctx context.Context, in *previewSubscriptionInput) (*Out[QuoteView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	terms, err := uuid.Parse(in.TermsID)
	if err != nil {
		return nil, subscription.ErrTermsChanged
	}
	q, err := h.service.Preview(ctx, who, in.ID, terms, in.Cycle)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewQuote(q)), nil
}

type updateSubscriptionInput struct {
	SubscriptionPath
	MoneyKeyHeader
	Body struct {
		TermsID   uuid.UUID          `json:"termsId" format:"uuid"`
		Cycle     subscription.Cycle `json:"cycle" enum:"month,year"`
		At        time.Time          `json:"at" doc:"of the preview"`
		DueNow    money.Amount       `json:"dueNow" doc:"of the preview: exactly that is charged, or nothing"`
		ReturnURL string             `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site"`
	}
}

func (h plans) update(ctx context.Context, in *updateSubscriptionInput) (*Out[SubscriptionView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	key, err := idemScoped("change plan:"+who.PersonID.String(), in.IdempotencyKey, []any{in.ID, in.Body})
	if err != nil {
		return nil, err
	}
	sub, err := h.service.Change(ctx, who, in.ID, subscription.Agreed{TermsID: in.Body.TermsID, Cycle: in.Body.Cycle, At: in.Body.At, DueNow: in.Body.DueNow,
		ReturnURL: in.Body.ReturnURL}, key)
	return h.answer(ctx, sub, err)
}

type payWithInput struct {
	SubscriptionPath
	MoneyKeyHeader
	Body struct {
		Method    MethodBody `json:"method"`
		ReturnURL string     `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site"`
	}
}

func (h plans) payWith(ctx context.Context, in *payWithInput) (*Out[SubscriptionView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	method, err := in.Body.Method.method()
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	key, err := idemScoped("pay plan with:"+who.PersonID.String(), in.IdempotencyKey, []any{in.ID, method, in.Body.ReturnURL})
	if err != nil {
		return nil, err
	}
	sub, err := h.service.PayWith(ctx, who, in.ID, method, in.Body.ReturnURL, key)
	return h.answer(ctx, sub, err)
}

type subscriptionCommand struct {
	SubscriptionPath
	MoneyKeyHeader
}

func (h plans) cancel(ctx context.Context, in *subscriptionCommand) (*Out[SubscriptionView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	sub, err := h.service.Cancel(ctx, who, in.ID)
	return h.answer(ctx, sub, err)
}

func (h plans) resume(ctx context.Context, in *subscriptionCommand) (*Out[SubscriptionView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	sub, err := h.service.Resume(ctx, who, in.ID)
	return h.answer(ctx, sub, err)
}
