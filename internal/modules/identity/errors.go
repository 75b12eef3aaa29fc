package identity

import "klear/internal/platform/apperr"

// Errors of this module; ErrUnauthenticated and ErrForbidden stand beside Authorize.
var (
	ErrBadCredentials    = apperr.New(apperr.Unauthenticated, "bad_credentials", "This e-mail address and password do not belong together. Check both, or reset your password.")
	ErrTooManyAttempts   = apperr.New(apperr.RateLimited, "too_many_attempts", "Too many attempts. Wait a few minutes, or reset your password.")
	ErrNotActive         = apperr.New(apperr.Forbidden, "account_not_active", "This account is not active. Write to us to have it looked at.")
	ErrLink              = apperr.New(apperr.Gone, "link_used_or_expired", "This link was used already or is too old. Ask for a new one.")
	ErrRefresh           = apperr.New(apperr.Unauthenticated, "refresh_refused", "Your session is over. Sign in again.")
	ErrUnverified        = apperr.New(apperr.Forbidden, "email_unverified", "Confirm your e-mail address first: open the link that we sent you.")
	ErrEmailTaken        = apperr.New(apperr.Conflict, "email_taken", "An account has this address already.") // operators' imports only
	ErrPersonNotFound    = apperr.New(apperr.NotFound, "person_not_found", "There is no such person.")
	ErrSessionNotFound   = apperr.New(apperr.NotFound, "session_not_found", "There is no such session.")
	ErrDependantNotFound = apperr.New(apperr.NotFound, "dependant_not_found", "There is no such person among those you book for.")
	ErrFamilyFull        = apperr.New(apperr.Conflict, "family_full", "You can book for twelve people. Remove somebody first.")
	ErrOwnAccount        = apperr.New(apperr.Conflict, "own_account", "Nobody may change their own role or status.")
)

// Codes of wrong fields.
const (
	codeRequired = "required"
	codeInvalid  = "invalid"
	codeTooLong  = "too_long"
	codeWrong    = "wrong"
)
