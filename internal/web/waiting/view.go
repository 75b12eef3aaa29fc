package waiting

import (
	"time"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Join is GET /p/{slug}/waiting?service&mode; POST sends service, mode, first, last and part there.
type Join struct {
	Page     layout.Page
	Person   ui.Person
	Service  string // name of the chosen one
	Services []ui.Choice
	Modes    []ui.Choice // one: nothing to choose
	Parts    []ui.Choice
	First    string // 2006-01-02
	Last     string
}

// Line is GET /pro/waiting.
type Line struct {
	Page  layout.Page
	Items []Waiter
}

// Waiter is somebody who waits. Nothing but the name is told of them.
type Waiter struct {
	Name    string
	Service string
	Days    string
	Part    string // "Mornings"; "" for any
	Since   time.Time
	Offered bool
}
