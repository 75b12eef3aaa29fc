// Package pack sells several sessions at once and lets bookings use them.
//
// Owns: schema pack (packages that were bought, and what became of each of their sessions). What is offered is the
// catalog's; the money is the payment module's.
//
// Needs: identity, catalog (the offer), payment (the money), notify (mail). Booking draws sessions and returns them.
//
// Emits: pack.bought, pack.drawn, pack.returned, pack.refunded, pack.expired. All carry Fact.
//
// The rules, stated before buying and kept here:
//   - a session is drawn whole, and must begin before the package ends;
//   - a session that is cancelled in time comes back; cancelled late, or missed, it is spent if the service has a fee for
//     that, and comes back if it has none;
//   - cancelled by the practitioner it always comes back, and the package then holds for 30 more days at least;
//   - until the end, what is unused is refunded when the buyer asks; at the end it goes to the practitioner.
//
// Invariants, each held by a constraint:
//   - every session of a package is spent at most once (use_session_once), and there are as many as were bought
//     (use_within_bought);
//   - a booking uses one session of one package (use_booking_once);
//   - the parts of a package sum to what was paid, in price and commission, and can be sent back by its gateway: they are in steps
//     of the currency (tariff.Quote.Parts; a property test). Odd parts of before go back all the same (payment.Refund.OddAsCredit).
package pack
