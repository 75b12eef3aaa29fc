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

// refunds registers admin/plan-charges/*.
func (h plans) refunds(a huma.API) {
	const tag, one = "admin", "/admin/plan-charges/{period}"
	huma.Register(a, op(http.MethodGet, "/admin/plan-charges", "listPlanCharges", "What was charged for plans, the latest first (operators)", tag), h.charges)
	huma.Register(a, op(http.MethodGet, one+"/refund", "previewPlanRefund", "What giving a charge back would mean, exactly; holds for 15 minutes (operators)", tag), h.previewRefund)
	once(a, op(http.MethodPost, one+"/refund", "refundPlanCharge", "Give a charge for a plan back, in part or in full, exactly as previewed (operators)", tag), h.refund)
}

// PlanChargeView is a period of a plan that was charged.
type PlanChargeView struct {
	ID             uuid.UUID           `json:"id" doc:"of the period"`
	SubscriptionID uuid.UUID           `json:"subscriptionId"`
	PersonID       uuid.UUID           `json:"personId"`
	Family         subscription.Family `json:"family" enum:"seeker,practitioner"`
	Plan           string              `json:"plan" doc:"its English name"`
	Status         subscription.Status `json:"status" enum:"pending,trial,active,past_due,ended" doc:"of the subscription"`
	From           time.Time           `json:"from"`
	Until          time.Time           `json:"until"`
	Charged        money.Amount        `json:"charged"`
	Refunded       money.Amount        `json:"refunded"`
	PaymentID      uuid.UUID           `json:"paymentId"`
}

func viewPlanCharge(c subscription.Charge) PlanChargeView {
	return PlanChargeView{ID: c.ID, SubscriptionID: c.SubscriptionID, PersonID: c.PersonID, Family: c.Family, Plan: c.PlanName["en"], Status: c.Status,
		From: c.From, Until: c.Until, Charged: c.Charge(), Refunded: money.Amount{Minor: c.Refunded, Currency: c.Currency}, PaymentID: c.PaymentID}
}

type planChargesInput struct {
	Page int `query:"page" minimum:"1" maximum:"10000" default:"1"`
}

// PlanCharges is a page of 50.
type PlanCharges struct {
	Total int              `json:"total"`
	List  []PlanChargeView `json:"list"`
}

func (h plans) charges(ctx context.Context, in *planChargesInput) (*Out[PlanCharges], error) {
	list, total, err := h.service.Charges(ctx, identity.PrincipalFrom(ctx), in.Page)
	if err != nil {
		return nil, err
	}
	out := PlanCharges{Total: total, List: make([]PlanChargeView, len(list))}
	for i, c := range list {
		out.List[i] = viewPlanCharge(c)
	}
	return OK(ctx, out), nil
}

type planRefundInput struct {
	Period uuid.UUID `path:"period" format:"uuid"`
	Amount int64     `query:"amount" minimum:"0" doc:"minor units of the charge's currency; 0 or missing: all that is left"`
	Ends   bool      `query:"ends" doc:"the plan ends now; otherwise it goes on to where it was paid"`
}

// PlanRefundView is what a refund means, exactly.
type PlanRefundView struct {
	Amount money.Amount `json:"amount"`
	Tax    money.Amount `json:"tax" doc:"of the amount: no longer owed to the tax office"`
	Earned money.Amount `json:"earned" doc:"revenue that is taken back; less than nothing: what is kept is earned now, because the plan ends"`
	Left   money.Amount `json:"left" doc:"what is kept of the charge afterwards"`
	Ends   bool         `json:"ends"`
	Until  time.Time    `json:"until" doc:"when the period is over"`
	At     time.Time    `json:"at" doc:"send it back with refundPlanCharge, within 15 minutes"`
}

func (h plans) previewRefund(ctx context.Context, in *planRefundInput) (*Out[PlanRefundView], error) {
	q, err := h.service.PreviewRefund(ctx, identity.PrincipalFrom(ctx), subscription.GivingBack{PeriodID: in.Period, AmountMinor: in.Amount, Ends: in.Ends})
	if err != nil {
		return nil, err
	}
	return OK(ctx, PlanRefundView{q.Amount, q.Tax, q.Earned, q.Left, q.Ends, q.Until, q.At}), nil
}

type refundPlanInput struct {
	MoneyKeyHeader
	Period uuid.UUID `path:"period" format:"uuid"`
	Body   struct {
		Amount int64     `json:"amount" minimum:"1" doc:"like the next five, as previewed; minor units of the charge's currency"`
		Tax    int64     `json:"tax"`
		Earned int64     `json:"earned"`
		Left   int64     `json:"left"`
		Ends   bool      `json:"ends,omitempty"`
		At     time.Time `json:"at"`
		Reason string    `json:"reason" enum:"goodwill,mistake,not_as_promised,withdrawal"`
	}
}

func (h plans) refund(ctx context.Context, in *refundPlanInput) (*Out[PlanChargeView], error) {
	b := in.Body
	c, err := h.service.Refund(ctx, identity.PrincipalFrom(ctx), subscription.RefundAgreed{TaxMinor: b.Tax, EarnedMinor: b.Earned, LeftMinor: b.Left, At: b.At,
		GivingBack: subscription.GivingBack{PeriodID: in.Period, AmountMinor: b.Amount, Ends: b.Ends}}, b.Reason)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPlanCharge(c)), nil
}
