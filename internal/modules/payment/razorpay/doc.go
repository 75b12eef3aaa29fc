// Package razorpay takes rupees with Razorpay: orders, which the payer pays by card, UPI, netbanking or wallet on Razorpay's
// own page, captures, refunds, disputes and the settlement report. It speaks the REST API with net/http.
//
// Card data never reaches us, and no script of Razorpay's runs here: a form of ours leads to Razorpay's hosted checkout
// (Handover). What is sent: amounts, our random ids and the brand's name.
//
// Razorpay knows few idempotency keys. The guarantee is kept by reading first: orders by their receipt, refunds by the
// notes of the payment's list; and by letting one attempt to create something run at a time, in whichever process (once).
//
// Where Razorpay differs from the interface:
//   - An order cannot be cancelled and a reservation not released: what is voided is remembered here and never captured.
//     Razorpay gives the payer their money back when the reservation ends (reserveFor). Money that comes all the same is
//     reported, and goes back by a refund.
//   - A reservation is captured whole. The part that is not wanted goes back at once, by a refund that counts as part of
//     the capture.
//   - Messages carry no signed time, so an old one cannot be told from a late one. It is a hint to read, and is kept once.
//   - Payouts (Route) and evidence in disputes are not built: Route's linked accounts want papers that we do not have, and
//     evidence wants files. Both are done on Razorpay's dashboard.
package razorpay
