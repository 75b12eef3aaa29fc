// Package reconcile holds what the gateways report beside what the books say went through them.
//
// Owns: schema reconcile (gateways and what they say of their reports, days that were read, rows of the gateways, lines of ours,
// operators' notes).
//
// Needs (deps.go): ledger to post what only the gateway can tell (its fees, what it sent to the bank) and to correct;
// payment's Reporter, one per gateway; identity for operators; notify for the letter that alarms them.
//
// A day of a gateway is one job (day.go): its report is fetched outside any transaction; then rows and lines are stored,
// fees and settlements posted, and pairs found (match.go), in one transaction under a lock per gateway. A row and a line
// are the same movement when they speak of the same payment or payout and of the same amount.
//
// What one side has once each way and the other not at all (a refund that was refused, a payout that bounced on its way) is
// netted (net.go): not before one of the two would be an alarm, because until then the other side may tell of them.
//
// What finds no counterpart within the time that takes is an alarm: a number in the metrics, a queue on the operators'
// desk (reconcile.v_open), one letter a day. How long a gateway may take is its adapter's word (payment.Lag). An operator
// explains it with a posting of their choice (explain.go), which is shown before it is made. Nothing is mended by itself;
// only an explanation that the gateway disproves, because it reports the movement after all, is taken back (take_back.go).
//
// A day that was not read in time (unread.go) is a finding, too: nobody knows what is open on it.
//
// Invariants, each held by a constraint:
//   - a movement of a gateway is kept once, as it was first told (primary key of reconcile.row; no right to change it);
//     another word about it later is kept beside it and is an alarm;
//   - a row and a line are a pair at most once each, and only with equal gateway, currency and amount (row_line_once, row_line);
//   - two that are netted, and a line and its correction, are on one side, name each other and sum to zero (line_offset, row_offset
//     and their …_both), and neither has another pair (row_once, row_line by line.free, line_offset_done);
//   - an explained line is taken back at most once (key of reconcile.reported);
//   - every explanation is a posting (key of reconcile.note).
package reconcile
