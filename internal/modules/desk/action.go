package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Types of the module's events. The aggregate of reported is the report, of acted the action.
const (
	EventReported = "desk.reported"
	EventActed    = "desk.acted"
)

// Acted is the payload of EventActed. The reason is in desk.action under ActionID: events keep no words.
type Acted struct {
	ActionID uuid.UUID `json:"action_id"`
	Verb     string    `json:"verb"`
	Subject  string    `json:"subject"`
}

// MaxReason is the longest reason, in characters.
const MaxReason = 500

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	var v apperr.Validation
	v.Check(reason != "", "reason", "required", "Give a reason: it is written to the record.")
	v.Check(utf8.RuneCountInString(reason) <= MaxReason, "reason", "too_long", "Give the reason in at most %d characters.", MaxReason)
	return reason, v.Err()
}

// actTx records who did what and why.
func (s *Service) actTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, verb, subject, reason string) (uuid.UUID, error) {
	id := s.IDs.ID()
	err := on(tx).InsertAction(ctx, deskdb.InsertActionParams{ID: id, PersonID: by.PersonID, Verb: verb, Subject: subject, Reason: reason, At: now})
	if err != nil {
		return id, err
	}
	return id, s.Events.PublishTx(ctx, tx, events.Event{Type: EventActed, AggregateType: "desk_action", AggregateID: id, Seq: 1, Actor: by.Actor(), At: now,
		Data: Acted{ActionID: id, Verb: verb, Subject: subject}})
}
