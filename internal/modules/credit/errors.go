package credit

import "klear/internal/platform/apperr"

// Errors of gifts and credit.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "gift_not_found", "There is no such gift.")
	ErrNoCode   = apperr.New(apperr.Unprocessable, "gift_code_unknown", "There is no gift with this code. Look at how it is written.")
	ErrSpent    = apperr.New(apperr.Conflict, "gift_spent", "This gift was redeemed or given back already.")
	// ErrHeld: the buyer's bank has asked for the money back.
	ErrHeld     = apperr.New(apperr.Conflict, "gift_held", "This gift cannot be redeemed at the moment. Ask whoever gave it to you.")
	ErrTooLate  = apperr.New(apperr.Conflict, "gift_refund_over", "A gift can be given back for 14 days after it was bought.")
	ErrTooMany  = apperr.New(apperr.RateLimited, "gift_code_too_many", "Too many codes that are not valid. Try again in an hour.")
	ErrTried    = apperr.New(apperr.RateLimited, "gift_too_many", "Too many payments that did not go through. Try again in an hour.")
	ErrReturned = apperr.New(apperr.Conflict, "gift_payment_returned", "Your payment came after the purchase was given up. It is on its way back to you.")
	ErrNoClient = apperr.New(apperr.Conflict, "goodwill_no_client", "This booking has no client with an account: there is nobody to give credit to.")
)

// ended is what the trigger of gifts raises.
const ended = "KL440"
