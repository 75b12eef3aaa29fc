package report

import (
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Form is GET /p/{slug}/report; POST kind and words to the same address.
type Form struct {
	Page   layout.Page
	Person ui.Person
	Kinds  []ui.Choice
}
