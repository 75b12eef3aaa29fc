package share

import "klear/internal/platform/apperr"

// Errors of this module; identity's come through.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "share_not_found", "There is nothing shared here.")
	ErrStranger = apperr.New(apperr.NotFound, "share_stranger", "You can share with practitioners whom you have or had a session with.")
	ErrEnded    = apperr.New(apperr.Forbidden, "share_ended", "This is no longer shared with you.")
)
