package pack

import "klear/internal/platform/apperr"

// Errors of this module, beside those of payment.
var (
	ErrNotFound     = apperr.New(apperr.NotFound, "package_not_found", "There is no such package, or it is not yours.")
	ErrClosed       = apperr.New(apperr.Conflict, "package_not_on_sale", "This package cannot be bought at the moment. Nothing was charged.")
	ErrOfferChanged = apperr.New(apperr.Conflict, "package_offer_changed", "This package changed meanwhile, and nothing was charged. Look at it again, then decide.")
	ErrOwn          = apperr.New(apperr.Unprocessable, "own_package", "You cannot buy your own package.")
	ErrTooMany      = apperr.New(apperr.RateLimited, "too_many_package_attempts", "Payment failed too often. Nothing was charged. Try again in an hour.")
	ErrUnfit        = apperr.New(apperr.Conflict, "package_unfit", "This package is not for this booking: it is of another service, or the session begins after its end.")
	ErrUsedUp       = apperr.New(apperr.Conflict, "package_used_up", "No session of this package is left. Choose another way to pay.")
	ErrEnded        = apperr.New(apperr.Conflict, "package_ended", "This package has ended, and its sessions with it.")
	ErrNothingLeft  = apperr.New(apperr.Conflict, "package_nothing_left", "No session of this package is left to refund.")
	ErrChanged      = apperr.New(apperr.Conflict, "package_changed", "A session was booked or came back meanwhile. Look at the amount again, then decide.")
	ErrReturned     = apperr.New(apperr.Conflict, "package_payment_late", "The payment arrived after this attempt was over. It is on its way back, and nothing was bought.")
)
