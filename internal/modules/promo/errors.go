package promo

import "klear/internal/platform/apperr"

// Errors of codes.
var (
	ErrNotFound  = apperr.New(apperr.NotFound, "promotion_not_found", "There is no such promotion.")
	ErrCodeTaken = apperr.New(apperr.Conflict, "promotion_code_taken", "There is a promotion with this code already. Choose another code.")
	ErrEnded     = apperr.New(apperr.Conflict, "promotion_ended", "This promotion has ended already.")
	ErrNoCode    = apperr.New(apperr.Unprocessable, "code_unknown", "This code is not valid. Look at how it is written.")
	ErrUnfit     = apperr.New(apperr.Unprocessable, "code_unfit", "This code is not for this service.")
	ErrMinimum   = apperr.New(apperr.Unprocessable, "code_minimum", "The price is too low for this code.")
	ErrFirstOnly = apperr.New(apperr.Unprocessable, "code_first_only", "This code is for a first booking.")
	ErrUsed      = apperr.New(apperr.Conflict, "code_used", "You have used this code already.")
	ErrUsedUp    = apperr.New(apperr.Conflict, "code_used_up", "This code has been used up.")
	ErrSignIn    = apperr.New(apperr.Unauthenticated, "code_sign_in", "Sign in to use a code.")
	ErrTooMany   = apperr.New(apperr.RateLimited, "code_too_many", "Too many codes that are not valid. Try again in an hour.")
)

// Constraints that are explained to callers.
const (
	constraintCode    = "promotion_code"
	constraintUsed    = "promotion_used"
	constraintNth     = "redemption_nth"
	constraintFirst   = "redemption_first"
	constraintService = "promotion_service_id_fkey"
	// tooOften is what the trigger of redemptions raises.
	tooOften = "KL403"
)
