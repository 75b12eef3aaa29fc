package flagpages

import (
	"time"

	"klear/internal/web/layout"
)

// List is GET /admin/flags.
type List struct {
	Page  layout.Page
	Items []Item
}

// Item is one switch. Name is its name in the catalogue too: "flags.<name>" and "flags.about_<name>".
type Item struct {
	Name    string
	On      bool
	Owner   string // the module that asks
	Version int64
	Who     string    // who decided last, "" when their account is gone
	At      time.Time // zero while nobody decided
}
