package slots

import "time"

// Interval is a half-open range of instants. An empty one (End not after Start) meets nothing.
type Interval struct{ Start, End time.Time }

// Status is the state of a booking, as far as the practitioner's time is concerned.
type Status string

// The statuses that block, or may. Any other (cancelled, declined, expired, rescheduled …) leaves the time free.
const (
	Hold      Status = "hold"      // blocks while ExpiresAt > now, unless it is the viewer's own
	Pending   Status = "pending"   // blocks unless the policy says otherwise
	Confirmed Status = "confirmed" // blocks
	Completed Status = "completed" // blocks: the time was used
	NoShow    Status = "no_show"   // blocks: the time was kept
)

// Booking is one entry of a practitioner's own book.
type Booking struct {
	Start, End time.Time
	// Blocked is the stored range that the booking takes, buffers inside. Its zero value means [Start, End).
	Blocked Interval
	Status  Status
	// SameService marks bookings of the queried service: they count for limits and may be sessions to join.
	SameService bool
	// Seats taken in a group session.
	Seats int
	// HoldID and ExpiresAt are read for holds only. A hold without an expiry does not expire.
	HoldID    string
	ExpiresAt time.Time
}

// Service is what is to be booked. Duration must be positive.
type Service struct {
	Duration time.Duration
	// Interval between candidate starts; 0 means Duration.
	Interval                  time.Duration
	BufferBefore, BufferAfter time.Duration
	// MinNotice is elapsed time between now and the start.
	MinNotice time.Duration
	// Capacity is the number of seats; above 1 the service is a group service. 0 means 1.
	Capacity int
}

// WindowKind names a way to say how far ahead one can book.
type WindowKind uint8

// The kinds of booking window.
const (
	Unlimited           WindowKind = iota
	RollingDays                    // today .. today+Days
	RollingBusinessDays            // today .. the Days-th Monday-to-Friday date after today
	AvailableDays                  // the first Days dates, from now on, that have a slot
	FixedRange                     // From .. To
)

// BookingWindow bounds the local date of a start, in the zone of the first practitioner. Dates are inclusive.
type BookingWindow struct {
	Kind     WindowKind
	Days     int
	From, To Date
}

// Cap is an optional upper bound; the zero value is none.
type Cap struct {
	n   int
	set bool
}

// AtMost returns the bound n. AtMost(0) allows nothing.
func AtMost(n int) Cap { return Cap{n, true} }

// Limits cap the bookings of one service per practitioner, by the local date of their start.
type Limits struct {
	PerDay, PerWeek, PerMonth Cap
	// MinutesPerDay caps the booked minutes of a date, the new booking included.
	MinutesPerDay Cap
	// WeekStartsSunday moves the start of the week from Monday.
	WeekStartsSunday bool
}

// Strictest is the limits that keep within both.
func Strictest(a, b Limits) Limits {
	least := func(a, b Cap) Cap {
		if a.set && b.set {
			return AtMost(min(a.n, b.n))
		}
		return Cap{a.n + b.n, a.set || b.set} // the unset one is zero
	}
	return Limits{PerDay: least(a.PerDay, b.PerDay), PerWeek: least(a.PerWeek, b.PerWeek), PerMonth: least(a.PerMonth, b.PerMonth),
		MinutesPerDay: least(a.MinutesPerDay, b.MinutesPerDay), WeekStartsSunday: a.WeekStartsSunday}
}

func (l Limits) any() bool {
	return l.PerDay.set || l.PerWeek.set || l.PerMonth.set || l.MinutesPerDay.set
}

// TeamMode says who of the members must be there.
type TeamMode uint8

// The team modes.
const (
	One TeamMode = iota // the first member, alone
	Any                 // one of the pool (the members that are not required) and every required member
	All                 // everybody
)

// Series asks for the same wall time again every Interval weeks, Count times in all. A Count below 2 is no series.
type Series struct{ Interval, Count int }

// Policy holds the switches of a service.
type Policy struct {
	// PendingFree lets pending requests not block.
	PendingFree bool
}

// Member is one practitioner of a query with everything that takes their time.
type Member struct {
	Calendar *Calendar
	Bookings []Booking
	// Busy is time taken by outside calendars; it has no buffers.
	Busy []Interval
	// BusyDates are whole dates taken by outside calendars, read in the practitioner's zone; both ends are included.
	BusyDates []DateRange
	// Rooms is the time taken in each room that the session could use: one of them must be free for the whole of it,
	// buffers included. Nil: no room is needed; empty: one is needed and there is none.
	Rooms [][]Interval
	// Required members must fit in every slot of an Any team. When all members are required, Any means All.
	Required bool
}

// Query is one question. The engine does not change it.
type Query struct {
	Now time.Time
	// From and To bound the start of a slot, half-open.
	From, To time.Time
	Service  Service
	Window   BookingWindow
	Limits   Limits
	Mode     TeamMode
	Series   Series
	Policy   Policy
	// ViewerHold is the id of the viewer's own hold, which does not block the viewer.
	ViewerHold string
	// Members: no members, no slots.
	Members []Member
}

// Slot is a start that can be booked.
type Slot struct {
	Start time.Time // UTC
	// SeatsLeft is 1 for a service that is not for groups. In a team it is what the booking would find: the least over
	// everybody needed, the most over the pool.
	SeatsLeft int
}

// Rule names why a candidate is refused. The zero value means offered.
type Rule uint8

// The rules, in the order in which they refuse.
const (
	Offered      Rule = iota
	NotOnGrid         // not a candidate: outside every declared window or between two grid points (Check only)
	TimeOff           // the local date is time off
	OutsideHours      // does not fit into the open hours
	Conflict          // meets a booking or a busy time, buffers included
	SessionFull       // the running session has no seat left
	ShortNotice       // in the past, or too soon
	OutOfWindow       // outside the booking window
	LimitReached      // a limit per day, week or month is reached
	SeriesBroken      // a later week does not exist or does not fit
)

var ruleNames = [...]string{
	Offered: "", NotOnGrid: "grid", TimeOff: "time_off", OutsideHours: "hours", Conflict: "conflict",
	SessionFull: "full", ShortNotice: "notice", OutOfWindow: "window", LimitReached: "limit", SeriesBroken: "series",
}

// String returns the rule's stable name, as used by the case format; "" for Offered.
func (r Rule) String() string { return ruleNames[r] }

// Refusal is a candidate that is not offered.
type Refusal struct {
	Start time.Time // UTC
	Rule  Rule
	// Member is the index of the member whom the rule concerns; 0 for the rules that concern nobody in particular.
	Member int
}

// Blocks reports whether the booking takes the practitioner's time at now. Expiry is read here, so a stale hold is free
// whether or not anything has swept it.
func (b *Booking) Blocks(now time.Time, p Policy, viewerHold string) bool {
	switch b.Status {
	case Confirmed, Completed, NoShow:
		return true
	case Pending:
		return !p.PendingFree
	case Hold:
		own := viewerHold != "" && b.HoldID == viewerHold
		return !own && (b.ExpiresAt.IsZero() || b.ExpiresAt.After(now))
	}
	return false
}
