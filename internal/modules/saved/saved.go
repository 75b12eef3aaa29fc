package saved

import (
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
)

// Entry is one practitioner on somebody's list.
type Entry struct {
	PractitionerID uuid.UUID
	// Practitioner is the public profile; nil while it is not shown to anybody.
	Practitioner *catalog.Practitioner
	Alert        bool // letters about freed times
	SavedAt      time.Time
	Next         time.Time // first free start; zero: none in the coming weeks
}

// Stop names letters that can be ended: of one reader about one practitioner.
type Stop struct{ PersonID, PractitionerID uuid.UUID }

// quietUntil is when a letter that is ready at now may go out on the reader's clock: now, or the end of the night.
func quietUntil(now time.Time, zone *time.Location) time.Time {
	w := now.In(zone)
	switch {
	case w.Hour() >= QuietFrom:
		return time.Date(w.Year(), w.Month(), w.Day()+1, QuietTo, 0, 0, 0, zone)
	case w.Hour() < QuietTo:
		return time.Date(w.Year(), w.Month(), w.Day(), QuietTo, 0, 0, 0, zone)
	}
	return now
}

// freed lists the starts of now that were not there before, within what was looked at then. Both lists ascend.
func freed(before, now []time.Time, until time.Time) []time.Time {
	known := make(map[int64]bool, len(before))
	for _, t := range before {
		known[t.Unix()] = true
	}
	var out []time.Time
	for _, t := range now {
		if t.Before(until) && !known[t.Unix()] {
			out = append(out, t)
		}
	}
	return out
}
