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
//   - A payout is a direct transfer of Route, from our balance to a linked account, which Razorpay settles to the bank. It hangs
//     on no payment: Razorpay allows no transfer of a payment that is being refunded. A linked account wants papers that only
//     Razorpay's dashboard takes: operators open it there and name it with Link. A transfer that the bank did not take is
//     reversed when it is read.
//   - A dispute is heard of by its message and then read. Its money is taken when it is lost. Evidence goes as a summary and a
//     letter (PDF), since a document is asked for.
//   - A reservation that ends by itself is a payment that was refunded and never captured.
package razorpay
