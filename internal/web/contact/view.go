package contact

import (
	"time"

	"klear/internal/web/layout"
)

// View is GET /account/contact.
type View struct {
	Page        layout.Page
	Named       bool
	Name, Email string
	AgreedAt    time.Time
	ToldAt      time.Time // zero: they were never written to about danger
}

// RefuseView is what a contact sees who follows the link of their letter.
type RefuseView struct {
	Page   layout.Page
	Done   bool
	Action string
}
