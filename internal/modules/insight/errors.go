package insight

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "insight_not_found", "There is no such insight of yours.")
	ErrBarred   = apperr.New(apperr.Forbidden, "insights_barred", "Where you are the law bars software from reading feelings, so nothing is looked for. Your entries stay, and are yours.")
	ErrVerdict  = apperr.New(apperr.Unprocessable, "insight_verdict", "Say open, acknowledged or wrong.")
)
