// Package desk is what the operators see and do in one place: the queues of what waits for them, reports of practitioners'
// pages, and the record of who did what and why.
//
// Owns: schema desk (action, refund_handled, report).
//
// Needs (deps.go): identity to suspend an account and to seal words, catalog to take a page out of sight, the job queue,
// payment to try or give up what is stuck at a gateway, booking to decide whether a contested session took place, credit to give.
// It reads what waits elsewhere through the owners' views: catalog.v_verification_waiting, catalog.v_page,
// booking.v_unanswered, booking.v_contested, booking.v_code, pack.v_code, payment.v_open_step, payment.v_refund_failed, reconcile.v_open,
// schedule.v_failing_calendar.
//
// Emits: desk.reported, desk.acted.
//
// Invariants:
//   - A number and the rows behind it are the same query, so a count can always be opened.
//   - Every act of an operator leaves a row in desk.action, with the reason, and an event that points to it, in the
//     transaction of the act. Such rows never change.
//   - A report is decided once; an account has at most one open report about a page.
//   - The words of a report are sealed with the key of the person they are about.
package desk
