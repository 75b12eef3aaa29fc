package today

import (
	"time"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// View is GET /today.
type View struct {
	Page  layout.Page
	Next  *Next // nil: nothing is booked
	Week  []ui.BloomDay
	Goals []ui.GoalProps // that are worked on
}

// Next points at what is booked next.
type Next struct {
	URL    string
	Person ui.Person
	Start  time.Time
}
