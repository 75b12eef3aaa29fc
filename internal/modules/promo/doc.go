// Package promo is codes that take something off the price of a booking: who may use them, how often, and who bears it.
//
// Owns: schema promo (promotion, redemption, miss).
//
// Needs: identity for who may, catalog for what a code is for, tariff for how a quote carries it.
//
// Emits: nothing. Booking uses a code while a hold is paid for, and gives it back when nothing came of the hold.
//
// A code is used by somebody who is signed in: uses are counted per person. What it takes off is a part of the practitioner's
// price or an amount, and never more than nine tenths of it: whoever works is paid by somebody. Borne by the platform, the
// practitioner is paid as if there were no code; borne by the practitioner, it is for one service of theirs, to which they
// agreed. Refunds divide both by tariff's and payment's cumulative rule.
//
// Invariants:
//   - no code is used more often than its limit, in all and by one person (the counter of promotion_used is moved by a trigger
//     under the row's lock; race test);
//   - a booking uses one code at most, and a person one code for a first booking ever (unique indexes);
//   - terms are never changed, only ended, once (grants): a redemption can always be explained;
//   - who tries codes that are none is stopped after maxMisses an hour.
package promo
