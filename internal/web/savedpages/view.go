package savedpages

import (
	"time"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /saved.
type List struct {
	Page  layout.Page
	Items []Item
	Pages ui.Pagination
}

// Item is one saved practitioner.
type Item struct {
	ID      string     // of the practitioner
	Person  *ui.Person // nil: not shown at present
	Where   string
	Alert   bool      // letters about freed times
	Next    time.Time // zero: nothing free in the coming weeks
	BookURL string
}

// StopView is GET and POST /saved/stop.
type StopView struct {
	Page   layout.Page
	Name   string // of the practitioner; "" when they are not shown any more
	Action string // the signed address
	Done   bool
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }
