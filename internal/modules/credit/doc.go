// Package credit is what is owed to a client: money that a gateway would not send back, gifts that they redeemed, and what an
// operator gave them. It is spent on bookings, by payment.SpendTx and with a payment's own part of credit.
//
// Owns: schema credit (gift, goodwill, miss). What credit there is stands in the ledger (client_credit:<person>) and nowhere else.
//
// Needs: identity, ledger (the balance), payment (the money), booking (whose client goodwill is for), notify (mail).
//
// Emits: credit.gift_bought, credit.gift_redeemed, credit.gift_refunded, credit.granted. All carry Fact.
//
// A gift is a sum of money for whoever is told its code; it does not end. Its buyer may have it back for 14 days as long as
// nobody redeemed it. The code is sixteen characters of Crockford's alphabet, 80 bits: made from the master key and the gift's
// id, so that its buyer can look at it again while the table holds only a hash.
//
// Invariants:
//   - credit is never below zero, a person's and a gift's (client_credit_not_negative, in ledger; race test);
//   - a gift ends once: redeemed by one person, or refunded (trigger gift_moves, and the account of the gift; race test);
//   - what an operator gave is never changed (grants), and within the limit of the currency;
//   - who tries codes that are none is stopped after maxMisses an hour.
package credit
