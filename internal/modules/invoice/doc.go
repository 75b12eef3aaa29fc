// Package invoice writes the documents of money: invoices, receipts and credit notes.
//
// Owns: schema invoice (documents, and the numbers of each series).
//
// Needs: identity (who may read, the keys that names are sealed with), tariff (who is whom to the tax office, how a quote's
// taxes were reckoned). What was paid for and by whom it reads through the owners' views.
//
// Emits: nothing. Payment and subscription call it in the transaction that earns or takes the money.
//
// For a booking there are up to three documents: the service (from the practitioner to the client; from the platform where it
// counts as the supplier), what the client paid the platform on top, and the platform's commission (to the practitioner).
// SettleTx is told the sums as they are now and writes the difference to what was documented before: an invoice or, when
// money went back, a credit note. A seller without a tax number writes receipts.
//
// Invariants, each held by a constraint:
//   - the numbers of a series have no gap and no duplicate (document_follows, document_number): a number is taken under the
//     lock of its series and goes back with the transaction;
//   - a document is never changed or deleted (grants, KL001); only a guest's become those of their account. Who goes behind that
//     cannot make its seal (seal.go): klear ledger verify names the document, and the numbers that are gone;
//   - net + tax = total; credit notes name what they correct, and are less than nothing;
//   - for any time, the tax of the platform's documents is what the books owe for it (Taxes; a test recounts).
//
// Names and addresses are sealed with their person's key, numbers of tax offices are not: the register has to name them after
// an account was deleted, and nothing else of the person is left then.
package invoice
