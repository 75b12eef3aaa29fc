package reconcile

import "klear/internal/platform/apperr"

// What an operator can be told.
var (
	ErrNoDay     = apperr.New(apperr.NotFound, "reconcile_day_not_found", "This day was not reconciled for this gateway.")
	ErrNoItem    = apperr.New(apperr.NotFound, "reconcile_item_not_found", "There is no such open difference. It may have been explained meanwhile.")
	ErrExplained = apperr.New(apperr.Conflict, "reconcile_explained", "Somebody has explained this difference already.")
	ErrCurrency  = apperr.New(apperr.Conflict, "reconcile_currency", "The gateway names another currency than before. Ask its support which one holds.")
)
