package welcome

import (
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Step is one of the three steps.
type Step struct {
	Page      layout.Page
	Number    int
	Need      string // category that was chosen; "" when none was
	Skip      string // where the next step is, without answering this one
	Choices   []ui.Choice
	Languages []ui.Choice
	Zones     []ui.Choice
	Spoken    []string // languages that the results should speak
}

const steps = 3
