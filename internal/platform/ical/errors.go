package ical

import (
	"fmt"

	"klear/internal/platform/apperr"
)

// The ways in which a calendar is refused.
var (
	ErrNotCalendar = apperr.New(apperr.Unprocessable, "ical_not_a_calendar", "This is not a calendar. Paste the address of an iCalendar (.ics) feed.")
	ErrSyntax      = apperr.New(apperr.Unprocessable, "ical_syntax", "The calendar is damaged or was cut off. Try again, or export it anew.")
	ErrZone        = apperr.New(apperr.Unprocessable, "ical_unknown_zone", "The calendar uses a time zone that nobody has defined.")
	ErrRecurrence  = apperr.New(apperr.Unprocessable, "ical_recurrence", "The calendar has a repeating event that cannot be understood.")
	ErrTooLarge    = apperr.New(apperr.TooLarge, "ical_too_large", "The calendar is too large. Publish a shorter period.")
	ErrTooComplex  = apperr.New(apperr.Unprocessable, "ical_too_complex", "The calendar repeats too often. Publish a shorter period or fewer repeating events.")
	ErrEvent       = apperr.New(apperr.Invalid, "ical_invalid_event", "The event cannot be written as a calendar entry.")
)

// ParseError says where a calendar is wrong. It wraps one of the errors above.
type ParseError struct {
	// Line is the first physical line of the property, from 1.
	Line     int
	Property string
	Reason   string // for logs; holds nothing of the calendar but zone names and rule parts
	kind     *apperr.Error
}

// Error gives line, property and reason.
func (e *ParseError) Error() string {
	return fmt.Sprintf("%s: line %d: %s: %s", e.kind.Code, e.Line, e.Property, e.Reason)
}

// Unwrap returns the declared error.
func (e *ParseError) Unwrap() error { return e.kind }

func fail(kind *apperr.Error, line int, property, format string, args ...any) *ParseError {
	return &ParseError{Line: line, Property: property, Reason: fmt.Sprintf(format, args...), kind: kind}
}
