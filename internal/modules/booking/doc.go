// Package booking is the life of a booking, from a hold to its end.
//
// Owns: bookings, their one state machine (table booking.transition), series, proposed times, the lines of who waits, the notes of
// sessions, the answers to practitioners' forms.
//
// Needs: catalog (what is booked), schedule (the time), payment (the money), pack (sessions
// that were bought before), identity (the people), notify (mail).
//
// Emits: booking.held, booking.offered, booking.requested, booking.confirmed, booking.declined, booking.moved, booking.cancelled,
// booking.expired, booking.started, booking.completed, booking.no_show, booking.proposed,
// booking.paid_at_venue, booking.given_back_at_venue,
// booking.contested, booking.contest_answered, booking.contest_withdrawn, booking.contest_stands,
// booking.proposal_declined, booking.proposal_withdrawn, booking.unpaid, booking.paid, booking.freed (a hold made for who waits: instead of booking.held).
//
// Invariants:
//   - A status changes only along a row of booking.transition; a trigger refuses everything else.
//   - Time, money and booking change in one transaction. A gateway is asked outside of it; what it answered is then
//     recorded together with its consequence (settle.go).
//   - A booking does not end before it is decided what becomes of its money (trigger booking_money_first); which state of a
//     booking goes with which state of its money is a table (legal.go) that the audit compares all of them with.
//   - What costs something is confirmed with money, or with a kept method and its payer's consent (trigger booking_has_money);
//     one whose later charge was refused stands until its pay_by, and is not begun or moved meanwhile (later.go).
//   - A client says of a session once per reason, and one at a time, that it did not take place (contest_once_per_reason,
//     contest_open). While that is open the booking's status does not change and nothing of it is earned (triggers
//     booking_contested, payment_contested); what was decided stays so (contest_ends).
//   - A booking that is confirmed holds its time; a hold whose time was lost gives the money back.
//   - A series is held whole or not at all (constraint trigger series_whole); a client is asked about other times once at a
//     time (index proposal_open).
//   - Who waits is offered one time at once, and a time is offered to one person at once (indexes waiting_offer_entry,
//     waiting_offer_time); an offer lives exactly as long as its hold (trigger waiting_offer_ends).
//   - A hold of a service with forms becomes a request or a booking only with an answer to the versions that were current
//     when it was held; a trigger keeps it. Answers are read by the two sides of the booking alone.
//   - Every change raises the version, and an update names the version it saw.
package booking
