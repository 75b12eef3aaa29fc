// Package stripe takes and pays out money with Stripe: separate charges and transfers of Stripe Connect.
//
// Card data never reaches us. A payer who is here is sent to Stripe's hosted Checkout page; a payer who is away is charged
// with a method that they saved there. No script of Stripe's runs on our pages.
//
// What is sent to Stripe: amounts, currencies, our random ids and the brand's name. Neither names nor addresses of people,
// nor what a booking is about; what a payer types on Stripe's page is between them and Stripe.
//
// What is strongly consistent there, and what is not: reading an object by its id, and the lists filtered by payment
// intent or transfer group, are; the search API lags by a minute and more, and does not exist in every country. So
// nothing is searched for. Money moves in two steps: an inert object is made (a Checkout Session whose address nobody
// knows yet, an unconfirmed payment intent), its id is remembered (payment.Memory), and only then can it take money. A
// reference that is not remembered took nothing, and whatever is remembered is read by its id.
//
// Version 1 of the API stores the answer to an idempotency key, a failure of Stripe's own included, and repeats it for a
// day. A repeated 500 is known by its header; every call is preceded by a read, so that after such an answer the call is
// made under a further key (see keyed).
//
// Tests: mock_test.go checks every request against Stripe's own description of the API (stripe-mock, which keeps no
// state); fake_test.go runs the contract of all gateways on package stripetest, a stateful Stripe written by its
// documentation.
package stripe
