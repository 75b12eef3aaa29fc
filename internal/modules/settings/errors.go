package settings

import "klear/internal/platform/apperr"

// Errors of settings.
var (
	ErrNoFlag   = apperr.New(apperr.NotFound, "flag_not_found", "There is no such flag.")
	ErrNoLetter = apperr.New(apperr.NotFound, "letter_not_found", "There is no such letter in this language.")
	ErrChanged  = apperr.New(apperr.Conflict, "settings_changed", "Somebody else changed this meanwhile. Load it again.")
)
