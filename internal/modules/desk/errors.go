package desk

import "klear/internal/platform/apperr"

// Errors of the desk.
var (
	ErrNoReport       = apperr.New(apperr.NotFound, "report_not_found", "There is no such report.")
	ErrDecided        = apperr.New(apperr.Conflict, "report_decided", "Another operator has decided about this report.")
	ErrReported       = apperr.New(apperr.Conflict, "report_open", "You have reported this page already. We look into it.")
	ErrTooManyReports = apperr.New(apperr.Conflict, "too_many_reports", "Many people have reported this page, and it is being looked into.")
	ErrNoJob          = apperr.New(apperr.NotFound, "job_not_found", "There is no such failed job. It may have succeeded meanwhile.")
	ErrJobRunning     = apperr.New(apperr.Conflict, "job_running", "This job is running at the moment. Look again in a minute.")
	ErrNoRefund       = apperr.New(apperr.NotFound, "refund_not_found", "There is no such failed refund.")
	ErrHandled        = apperr.New(apperr.Conflict, "refund_handled", "Somebody has taken care of this refund already.")
	ErrNoQueue        = apperr.New(apperr.NotFound, "queue_not_found", "There is no such queue.")
)
