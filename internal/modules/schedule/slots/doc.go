// Package slots is the slot engine: given what a practitioner declares (opening hours, overrides, time off), what is
// already taken (bookings, outside calendars) and what is asked for (service, booking window, limits, team, series), it
// says which starts can be booked. It is pure: no database, no clock, no I/O, and safe for concurrent use.
//
//	cal, err := slots.Compile(hours)          // once per practitioner, cacheable
//	offered := slots.Compute(&q, buf[:0])     // a listing
//	slot, rule := slots.Check(&q, start)      // the same rules at booking time, for one start
//	refused := slots.Refused(&q, nil)         // why the others are not there
//
// Listing and booking share one decision, so that what is offered is what can be booked: Check is Compute over the one
// second that begins at start. Load the bookings and busy times that meet [Query.BusyRange], by their stored blocked
// range, and leave out the booking that is being moved: the old range does not block its own move.
//
// The rules, in the order in which they refuse:
//
//  1. Open: the practitioner's wall clock reads inside a declared window, on a date that is not time off.
//  2. Fit: every second of [start, start+duration) is open. Touching windows are continuous, at midnight too.
//  3. Grid: wall minutes since the opening of the declared window are divisible by the interval. Bookings, notice and
//     the queried range never move it.
//  4. Conflict: [start-before, start+duration+after) meets no blocked range. Everything is half-open.
//  5. Notice: start > now and start >= now + notice, in elapsed time.
//  6. Window: the local date lies in the booking window of the (first) practitioner.
//  7. Limits: bookings per local day, week and month, and minutes per day, of the same service.
//  8. Group: a running session is joinable while seats are left.
//  9. Team and series: everybody needed fits; so does every later week at the same wall time.
//
// Clock changes need no rule of their own. The engine walks the stretches of constant offset of a zone and, within
// each, maps instants to wall clock by one addition; the reverse (a local time to an instant) is never asked of a
// library, because libraries disagree about it. A window inside a skipped hour is therefore empty, one that spans a
// doubled hour is an hour longer, and a doubled wall time yields both of its instants.
//
// Instants are held to the second: a busy time that ends within a second takes the whole second. The caller's binary
// must be able to load zones: import time/tzdata in main.
package slots
