package page

import (
	"time"

	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
)

// Instead is a time that is free in place of one that is gone.
type Instead struct {
	Start time.Time `json:"start"`
	Label string    `json:"label"` // in the reader's language and zone
}

// InsteadOf is how many are offered.
const InsteadOf = 3

// Alternatives adds to an error, as details, the times that are free instead: for forms that the outbox sends when their
// sender no longer looks at the page.
func Alternatives(err error, l *i18n.Localizer, zone *time.Location, starts []time.Time) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	list := make([]Instead, 0, len(starts))
	for _, t := range starts {
		list = append(list, Instead{t.UTC(), l.When(t, zone)})
	}
	return e.WithDetails(map[string]any{"alternatives": list})
}
