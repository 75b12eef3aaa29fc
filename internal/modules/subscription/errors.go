package subscription

import "klear/internal/platform/apperr"

// Errors of this module, beside those of payment.
var (
	ErrNotFound     = apperr.New(apperr.NotFound, "subscription_not_found", "There is no such subscription, or it is not yours.")
	ErrNoPlan       = apperr.New(apperr.NotFound, "plan_not_found", "There is no such plan.")
	ErrTermsChanged = apperr.New(apperr.Conflict, "plan_terms_changed", "This plan changed meanwhile, or is no longer sold. Nothing was charged. Look at the plans again, then decide.")
	ErrNoPrice      = apperr.New(apperr.Unprocessable, "plan_no_price", "This plan is not sold in that currency and rhythm.")
	ErrNotForYou    = apperr.New(apperr.Forbidden, "plan_not_for_you", "This plan is for practitioners.")
	ErrAlready      = apperr.New(apperr.Conflict, "already_subscribed", "You have a plan already. Change it instead.")
	ErrPending      = apperr.New(apperr.Conflict, "subscription_pending", "Your bank has not answered yet about a plan that you chose. Wait for it, or give that up first.")
	ErrQuote        = apperr.New(apperr.Conflict, "subscription_quote_changed", "The amount changed meanwhile, and nothing was charged. Look at it again, then decide.")
	ErrSame         = apperr.New(apperr.Conflict, "subscription_same", "That is the plan you have.")
	ErrPastDue      = apperr.New(apperr.Conflict, "subscription_past_due", "The last payment of your plan is open. Pay it first, then change the plan.")
	ErrBusy         = apperr.New(apperr.Conflict, "subscription_charge_open", "A payment for this plan is under way. Try again when your bank has answered.")
	ErrState        = apperr.New(apperr.Conflict, "subscription_state", "The plan is not in a state that allows this.")
	ErrTooMany      = apperr.New(apperr.RateLimited, "too_many_subscription_attempts", "Payment failed too often. Nothing was charged. Try again in an hour.")
	ErrReturned     = apperr.New(apperr.Conflict, "subscription_payment_late", "The payment arrived after this attempt was over. It is on its way back, and nothing was bought.")
	ErrNoCharge     = apperr.New(apperr.NotFound, "plan_charge_not_found", "There is no such charge for a plan.")
	ErrRefundQuote  = apperr.New(apperr.Conflict, "plan_refund_changed", "What this refund means changed meanwhile, and nothing was given back. Look at it again, then decide.")
	ErrCarried      = apperr.New(apperr.Conflict, "plan_refund_carried", "That is more than this charge still holds: the rest went on into a larger plan, or was given back already.")
	ErrNotCurrent   = apperr.New(apperr.Conflict, "plan_refund_not_current", "The plan ends only with a refund of the charge that it runs on.")
	ErrPlanCode     = apperr.New(apperr.Conflict, "plan_code_taken", "There is a plan with this code already.")
	ErrPlanStale    = apperr.New(apperr.Conflict, "plan_changed", "Somebody else changed this plan meanwhile. Look at it again, then decide.")
	ErrTermsStart   = apperr.New(apperr.Conflict, "plan_terms_start_taken", "The plan has terms from this moment already.")
)

// Constraints that are explained to callers.
const (
	constraintPlanCode   = "plan_code"
	constraintTermsStart = "terms_one_start"
)
