package slotcase

import "time"

// The bounds of a case: generous for any real calendar, small enough that no case can exhaust a machine.
const (
	maxInput         = 64 << 20 // bytes
	maxCases         = 10_000
	maxPractitioners = 100
	maxTaken         = 10_000 // bookings and busy times of one practitioner, each
	maxRules         = 4_000  // weekly rules, overrides, times off of one practitioner, each
	maxWindows       = 100    // in one override
	maxRange         = 400 * 24 * time.Hour
	maxLookback      = 800 * 24 * time.Hour // from now to the end of the range, for a window of available days
	maxMinutes       = 7 * 24 * 60          // duration, interval, buffers
	maxNotice        = 2 * 366 * 24 * 60    // minutes
	maxCapacity      = 100_000
	maxDays          = 3_660 // of a booking window
	maxLimit         = 1_000_000
	maxSeriesWeeks   = 520
	firstYear        = 1800
	lastYear         = 2500
)
