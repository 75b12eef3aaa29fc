// Package payment takes money for bookings, gives it back, and keeps the books.
//
// Owns: schema payment (attempts to pay, refunds, what gateways told us). The books are module ledger's: everything that
// moves money posts there; payment reads them for its movements and checks that they agree with its rows.
// Package payment/sandbox owns sandbox_gateway, which is another company's database as far as we are concerned; package
// payment/simulator puts a wire before it.
//
// Needs: ledger, tariff (what a quote is), identity (who may see which payment). It does not know bookings beyond their id: booking calls down, and
// learns of what happened behind its back from the events.
//
// Emits: payment.kept, .authorised, .captured, .declined, .requires_action, .unknown, .voided, .returned, .refunded,
// .refund_failed, .refund_set_off, .dispute_opened, .dispute_decided. All carry EventData: ids, codes and minor amounts.
//
// The shape of a command: first a call to the gateway outside any transaction (Authorise, CaptureAuthorised,
// VoidAuthorised, Reconcile), which gives an Outcome; then RecordTx, which writes the outcome and its postings in the
// caller's transaction, together with the booking's own change. A crash between the two leaves a payment that
// Reconcile completes from the gateway's books; the sweep does so every minute.
//
// A package of sessions is paid for like a booking; its money is a liability of its own (package_liability) until sessions
// are drawn from it (DrawTx), refunded (RefundTx) or lost at the end of its validity (BreakTx).
//
// A booking further off than an authorisation lives may be paid for later: a gateway keeps a method (method.sql), the payer
// agrees to be charged at a time (ChargeAt), and the payment is kept until then. The charge is the same payment's, under its
// key. No booking stands on a method that was removed (triggers), and nothing is charged before its time (checks).
//
// A booking with a price of zero has no payment: there is nothing to authorise, to post or to refund.
//
// Invariants, each held by a constraint or checked by VerifyBalanced:
//   - every ledger transaction is complete and sums to zero per currency (deferred trigger, KL002);
//   - ledger rows are never changed (grants, KL001) and old transactions take no further entries (keys);
//   - refunded <= captured <= amount, commission + tax + withheld <= amount, and none of them is reversed beyond itself (CHECK);
//   - at most one live attempt per booking (unique index payment_one_live);
//   - one business event, one posting (event_key); one gateway event, one effect (primary key of payment.webhook);
//   - the gateway's idempotency key derives from our row's id, so a repeated call is the same call;
//   - a practitioner's payable is never negative (practitioner_payable_not_negative, in ledger);
//   - a dispute is opened once (dispute_once) and decided once; while it is open no refund is sent;
//   - what a payer's bank took for good is not owed to them beside it: a lost dispute is set off against refunds that were not sent,
//     each unit of either once (refund_set_off, dispute_set_off);
//   - a step says what its payment or refund says (payment.steps_of, written by triggers; the application may not);
//   - an unknown answer is never treated as a refusal: it is read before it is retried.
//
// Rounding: commission and tax are what the quote says; refunds reverse each cumulatively, so that it comes out exact after any
// number of partial refunds (money.CumulativeReversal).
package payment
