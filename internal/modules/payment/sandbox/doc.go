// Package sandbox is the built-in payment gateway: a stateful simulator with books of its own, for development, tests and
// demonstrations. It behaves as a company at the other end of a wire would: it commits before it answers, knows
// idempotency keys, lets authorisations end, charges fees, refunds late, is told of disputes, pays practitioners through
// banks that send money back, reports every movement, and tells of every change by a signed webhook, at least once and in
// no particular order. No money moves, and only the published test methods are accepted.
//
// Time is its own: a virtual clock runs ahead of the real one by what Advance added. What happens by itself is a row in
// sandbox_gateway.timer, done by Tick when the virtual clock has passed it.
//
// Faults is the bad wire: switches that lose requests and answers, wait, fail, and do to webhooks whatever may happen to them.
//
// Owns: schema sandbox_gateway. It never joins a transaction of ours. Package payment/simulator serves it over HTTP.
//
// Invariants: refunded + disputed <= captured <= amount (checks); every change of the balance is a movement written in the
// same transaction, so that the report sums to the balance; one key and one reference, one intent, payout, payee and kept
// method (unique); evidence is taken once.
package sandbox
