package schedule

import (
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
)

// Errors of this module.
var (
	// ErrTaken: somebody else has the time, or the session is full. Answer with fresh times.
	ErrTaken = apperr.New(apperr.Conflict, "slot_taken", "This time was just taken. Choose another.")
	// ErrNotOffered: the start is not in the list of offered times; the details name the rule.
	ErrNotOffered = apperr.New(apperr.Conflict, "slot_not_offered", "This time cannot be booked. Choose one of the times shown.")
	// ErrHoldGone: the hold ended and the time belongs to nobody or to somebody else.
	ErrHoldGone = apperr.New(apperr.Gone, "hold_expired", "Your hold on this time has ended. Hold it again if it is still free.")
	// ErrOverlap: a block by hand meets something that is already there.
	ErrOverlap = apperr.New(apperr.Conflict, "time_occupied", "This time is already taken. Move or cancel what is there first.")
	// ErrOutside: new hours would leave bookings outside that the practitioner has not said to keep; the details name them.
	ErrOutside = apperr.New(apperr.Conflict, "bookings_outside_hours", "Bookings would lie outside these hours. They stay booked: look at each, then confirm the change.")
	// ErrHoursChanged: the hours are not those that the change was made from.
	ErrHoursChanged = apperr.New(apperr.Conflict, "hours_changed", "Your hours were changed in the meantime. Load them again and repeat your change.")
	// ErrSource: a calendar could not be read.
	ErrSource = apperr.New(apperr.Unprocessable, "calendar_unreadable", "This calendar could not be read.")
	// ErrNotFound: no such thing, or not yours.
	ErrNotFound = apperr.New(apperr.NotFound, "not_found", "There is nothing here.")
)

// The exclusion constraints behind ErrTaken and ErrOverlap.
const (
	noOverlap     = "no_overlap"
	roomNoOverlap = "room_no_overlap"
)

// refusal explains why the engine refused a start: what another person did is ErrTaken, everything else ErrNotOffered.
func refusal(r slots.Rule) error {
	switch r {
	case slots.Conflict, slots.SessionFull:
		return ErrTaken
	default:
		return ErrNotOffered.WithDetails(map[string]string{"rule": r.String()})
	}
}
