package saved

import "klear/internal/platform/apperr"

// Errors of this module; identity's and catalog.ErrNoPractitioner come through.
var (
	ErrTooMany  = apperr.New(apperr.Conflict, "too_many_saved", "You have saved 200 people. Remove one before you save another.")
	ErrNotSaved = apperr.New(apperr.NotFound, "not_saved", "This person is not on your list.")
)
