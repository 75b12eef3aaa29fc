package catalog

import "klear/internal/platform/apperr"

// Errors of the catalog.
var (
	ErrNoPractitioner = apperr.New(apperr.NotFound, "practitioner_not_found", "This profile does not exist, or is not shown at present.")
	ErrNoService      = apperr.New(apperr.NotFound, "service_not_found", "This service does not exist, or is no longer offered.")
	ErrNoCategory     = apperr.New(apperr.NotFound, "category_not_found", "There is no such category.")
)
