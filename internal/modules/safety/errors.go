package safety

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNoCase          = apperr.New(apperr.NotFound, "case_not_found", "There is no such case.")
	ErrCaseTaken       = apperr.New(apperr.Conflict, "case_taken", "Somebody else looks after this case already.")
	ErrCaseOver        = apperr.New(apperr.Conflict, "case_over", "This case is resolved. A new message opens a new one.")
	ErrNotAcknowledged = apperr.New(apperr.Conflict, "case_not_acknowledged", "Acknowledge the case first, so that others know that you look after it.")
)
