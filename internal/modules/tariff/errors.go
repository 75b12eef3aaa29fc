package tariff

import "klear/internal/platform/apperr"

// Errors of the rules.
var (
	ErrNoRule    = apperr.New(apperr.NotFound, "commission_rule_not_found", "There is no such rule.")
	ErrSameDay   = apperr.New(apperr.Conflict, "commission_rule_same_day", "A rule for the same begins on this day already. End it first, or choose another day.")
	ErrOverlap   = apperr.New(apperr.Conflict, "commission_promotion_overlap", "Another promotion for the same runs in these days. End it first, or choose other days.")
	ErrEnded     = apperr.New(apperr.Conflict, "commission_rule_ended", "This rule has ended already.")
	ErrPlanDay   = apperr.New(apperr.Conflict, "plan_same_day", "A change of plan is noted for this day already. Choose another day.")
	ErrNoTaxRule = apperr.New(apperr.NotFound, "tax_rule_not_found", "There is no such rule.")
	ErrTaxDay    = apperr.New(apperr.Conflict, "tax_rule_same_day", "A tax rule for the same begins on this day already. End it first, or choose another day.")
	ErrTaxEnded  = apperr.New(apperr.Conflict, "tax_rule_ended", "This rule has ended already.")
	ErrOff       = apperr.New(apperr.Unprocessable, "promotion_too_large", "A promotion leaves something to pay.")
	ErrTooLarge  = apperr.New(apperr.Unprocessable, "price_too_large", "The price is too large to be charged.")
)

// Constraints that are explained to callers.
const (
	constraintOneStart     = "commission_one_start"
	constraintOnePromotion = "commission_one_promotion"
	constraintPlanStart    = "enrolment_one_start"
	constraintTaxStart     = "tax_one_start"
	constraintPlanOf       = "enrolment_practitioner_id_fkey"
)
