package payout

import "klear/internal/platform/apperr"

// Errors of this module, beside those of catalog and identity.
var (
	ErrNotFound  = apperr.New(apperr.NotFound, "payout_not_found", "There is no such payout, or it is not yours.")
	ErrNoRun     = apperr.New(apperr.NotFound, "payout_run_not_found", "There is no such payout run.")
	ErrNoAccount = apperr.New(apperr.NotFound, "payout_account_not_found", "There is no account for payouts yet. Set one up first.")
	ErrNoGateway = apperr.New(apperr.Conflict, "payouts_not_offered", "The payment service of this site cannot send payouts.")
	ErrUnknown   = apperr.New(apperr.Unavailable, "payout_gateway_silent", "The payment service did not answer. Nothing was lost; try again in a few minutes.")
	// ErrDebtChanged: what was shown is not what is owed.
	ErrDebtChanged  = apperr.New(apperr.Conflict, "debt_changed", "What you owe changed meanwhile, and nothing was charged. Look at it again, then decide.")
	ErrDebtReturned = apperr.New(apperr.Conflict, "debt_payment_late", "The payment arrived after this attempt was over. It is on its way back to you.")
	ErrStale        = apperr.New(apperr.Conflict, "version_conflict", "This was changed in the meantime. Load it again and repeat your change.")
	// ErrNotNow: details.why is one of the outcomes of a decision.
	ErrNotNow = apperr.New(apperr.Conflict, "payout_not_possible", "Nothing can be paid out at the moment.")
	// ErrPrintPage is about the statement as a file.
	ErrPrintPage = apperr.New(apperr.Unprocessable, "statement_print_page", "This statement has letters that the file cannot show. Print its page instead.")
	// ErrMismatch: what the gateway says is not about the payout that we know; a person has to look.
	ErrMismatch = apperr.New(apperr.Internal, "payout_mismatch", "The payment service speaks of another amount than the books.")
)
