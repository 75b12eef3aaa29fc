// Package ical reads busy times from calendars that others publish and writes the invitations and feeds that they
// subscribe to (RFC 5545, RFC 5546).
//
// [ParseBusy] trusts nothing: a feed is bounded in bytes, events, recurrence work and answer, is always read for a
// window, and is refused as a whole, with the line, when a time in it cannot be understood. A caller then keeps its last
// good copy; a feed that fails must never look like a free calendar.
//
// Local times become instants as RFC 5545, section 3.3.5 says, by walking the zone's stretches: the first of a doubled
// time, the offset before the gap for a skipped one. Content lines are parsed by golang-ical. Recurrence rules are read
// by rrule-go and expanded here, because its iterator cannot be interrupted: a rule that never matches would hold a
// worker for seconds. The tests compare the two.
//
// Writing is done here as well: golang-ical escapes parameter values in a way that other programs show to people
// (O\'Brien).
//
// The binary must be able to load zones: import time/tzdata in main.
package ical
