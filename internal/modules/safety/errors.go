package safety

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNoCase          = apperr.New(apperr.NotFound, "case_not_found", "There is no such case.")
	ErrCaseTaken       = apperr.New(apperr.Conflict, "case_taken", "Somebody else looks after this case already.")
	ErrCaseOver        = apperr.New(apperr.Conflict, "case_over", "This case is resolved. A new message opens a new one.")
	ErrNotAcknowledged = apperr.New(apperr.Conflict, "case_not_acknowledged", "Acknowledge the case first, so that others know that you look after it.")
	ErrNoContact       = apperr.New(apperr.NotFound, "contact_not_found", "You have named nobody.")
	ErrContactNow      = apperr.New(apperr.Conflict, "contact_named_now", "Somebody was named at the same moment. Load the page again.")
	ErrContactTooOften = apperr.New(apperr.Conflict, "contact_too_often", "You have named somebody five times within 30 days. Wait before you name another.")
)
