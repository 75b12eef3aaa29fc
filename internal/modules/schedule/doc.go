// Package schedule is the truth about a practitioner's time.
//
// Owns: working hours (weekly windows, date overrides, time off), outside calendars that make busy, the account on a
// calendar server and what was written there, the secret feed, and occupancy: every stretch of time that is taken.
//
// Needs: nothing above it. Callers hand in an Offering (what is to be booked) in this package's own words.
//
// Emits: schedule.hours_changed, schedule.blocked, schedule.unblocked, schedule.busy_refreshed.
//
// Invariants, held by the database:
//   - Two blocking entries of one practitioner never overlap, buffers included (constraint no_overlap).
//   - Two blocking entries in one room never overlap either (constraint room_no_overlap); a room's entry is its
//     session's, and goes and changes with it.
//   - A collective session has the time of each of its practitioners, or of none.
//   - A group session never has more seats taken than its capacity (CHECK on occupancy).
//   - A hold always has an expiry; a hold past it is free in every listing, whether or not a sweeper ran.
//
// Listing and booking ask the same engine (package slots): what is offered is bookable, and nothing else is. Instants
// are mapped to wall clock, never the reverse, so no SQL here uses AT TIME ZONE.
package schedule
