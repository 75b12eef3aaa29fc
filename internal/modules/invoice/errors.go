package invoice

import "klear/internal/platform/apperr"

// Errors of the documents.
var (
	ErrNotFound  = apperr.New(apperr.NotFound, "invoice_not_found", "There is no such document.")
	ErrPrintPage = apperr.New(apperr.Unprocessable, "invoice_print_page", "This document has letters that the file cannot show. Print its page instead.")
	ErrTooMany   = apperr.New(apperr.Unprocessable, "invoice_report_large", "There are too many documents in this time. Ask for a shorter one.")
)
