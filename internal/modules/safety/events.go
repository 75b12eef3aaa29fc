package safety

import (
	"klear/internal/modules/safety/assess"

	"github.com/google/uuid"
)

// The events of a case.
const (
	EventFlagged      = "safety.flagged"      // an urgent message, the first or a further one
	EventAcknowledged = "safety.acknowledged" // somebody of the team looks after it
	EventResolved     = "safety.resolved"
)

// CaseEvent is the payload of all of them.
type CaseEvent struct {
	CaseID  uuid.UUID    `json:"case_id"`
	Level   assess.Level `json:"level"`
	Outcome Outcome      `json:"outcome,omitempty"`
}
