package insight

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "insight_not_found", "There is no such insight of yours.")
	ErrVerdict  = apperr.New(apperr.Unprocessable, "insight_verdict", "Say open, acknowledged or wrong.")
)
