package dispute

import (
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
)

// Errors of this module, beside those of identity.
var (
	ErrNotFound = payment.ErrNoDispute // also for those of others
	ErrAnswered = apperr.New(apperr.Conflict, "dispute_answered", "This dispute was answered. Nothing can be added or sent any more.")
	ErrOver     = apperr.New(apperr.Conflict, "dispute_over", "The bank no longer takes an answer to this dispute.")
	ErrStale    = apperr.New(apperr.Conflict, "version_conflict", "This was changed in the meantime. Load it again and repeat your change.")
	ErrFileSize = apperr.New(apperr.TooLarge, "dispute_file_too_large", "A file may have up to 1 MB. Choose a smaller one.")
	ErrFileType = apperr.New(apperr.Unprocessable, "dispute_file_type", "Choose a PDF, a JPEG or a PNG.")
	ErrFiles    = apperr.New(apperr.Conflict, "dispute_files_full", "There are four files. Take one back before you add another.")
	ErrNoFile   = apperr.New(apperr.NotFound, "dispute_file_not_found", "There is no such file.")
)
