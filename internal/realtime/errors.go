package realtime

import "klear/internal/platform/apperr"

var errBody = apperr.New(apperr.Invalid, "malformed_request", "The request could not be read.")
