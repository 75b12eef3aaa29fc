package search

import "klear/internal/platform/apperr"

// ErrNoPlace is returned for a place that is neither a city with practitioners nor in the gazetteer.
var ErrNoPlace = apperr.New(apperr.Unprocessable, "place_unknown", "This place is not known. Try the nearest larger town, or share your position.")
