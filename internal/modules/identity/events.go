package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
)

// Event types. The aggregate is the person, except where noted.
const (
	EventRegistered             = "identity.registered"
	EventRegistrationRepeated   = "identity.registration_repeated"
	EventEmailVerified          = "identity.email_verified"
	EventGuestClaimed           = "identity.guest_claimed"
	EventGuestProved            = "identity.guest_proved" // a guest followed a link that was mailed to them
	EventPasswordChanged        = "identity.password_changed"
	EventProfileChanged         = "identity.profile_changed"
	EventRoleChanged            = "identity.role_changed"
	EventSuspended              = "identity.suspended"
	EventDeactivated            = "identity.deactivated"
	EventReactivated            = "identity.reactivated"
	EventAccountDeleted         = "identity.account_deleted"
	EventLogin                  = "identity.login"                    // aggregate: the session
	EventLogout                 = "identity.logout"                   // aggregate: the session
	EventSessionEnded           = "identity.session_ended"            // aggregate: the session; ended from another one
	EventSessionReused          = "identity.session_reused"           // aggregate: the session
	EventLoginFailed            = "identity.login_failed"             // aggregate: the attempts on one address
	EventPasswordResetRequested = "identity.password_reset_requested" // aggregate: the attempts on one address
)

// PersonEvent is the payload of events about one person.
type PersonEvent struct {
	PersonID uuid.UUID `json:"person_id"`
}

// ClaimEvent is the payload of EventEmailVerified and EventGuestClaimed: the guests that are now this account's. Their
// bookings are the account's from here on.
type ClaimEvent struct {
	PersonID uuid.UUID   `json:"person_id"`
	GuestIDs []uuid.UUID `json:"guest_ids"`
}

// RoleEvent is the payload of EventRoleChanged.
type RoleEvent struct {
	PersonID uuid.UUID `json:"person_id"`
	From     Role      `json:"from"`
	To       Role      `json:"to"`
}

// DeletedEvent is the payload of EventAccountDeleted: the person and the guests that were theirs, all emptied.
type DeletedEvent struct {
	PersonID uuid.UUID   `json:"person_id"`
	GuestIDs []uuid.UUID `json:"guest_ids"`
}

// SessionEvent is the payload of events about one session.
type SessionEvent struct {
	PersonID  uuid.UUID `json:"person_id"`
	SessionID uuid.UUID `json:"session_id"`
	Kind      string    `json:"kind,omitempty"`
}

// AttemptEvent is the payload of events about an address that may have no account; PersonID is then absent.
type AttemptEvent struct {
	PersonID *uuid.UUID `json:"person_id,omitempty"`
}

// Aggregate types.
const (
	aggregatePerson  = "person"
	aggregateSession = "session"
	aggregateAttempt = "sign_in_attempts"
)

// Places of a session's events: it begins once and ends once.
const (
	seqSessionBegin = 1
	seqSessionEnd   = 2
)

// fact is an event before it has an actor and a time.
type fact struct {
	typ       string
	aggregate string
	id        uuid.UUID
	seq       int64
	data      any
}

func personFact(typ string, id uuid.UUID, version int64, data any) fact {
	if data == nil {
		data = PersonEvent{PersonID: id}
	}
	return fact{typ: typ, aggregate: aggregatePerson, id: id, seq: version, data: data}
}

// publishTx appends facts and enqueues work, both in one statement for the queue.
func (s *Service) publishTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, requestID string, facts []fact, work ...jobs.Job) error {
	list := make([]events.Event, len(facts))
	for i, f := range facts {
		list[i] = events.Event{Type: f.typ, AggregateType: f.aggregate, AggregateID: f.id, Seq: f.seq, Actor: by, At: now, RequestID: requestID, Data: f.data}
	}
	deliveries, err := s.bus.AppendTx(ctx, tx, list...)
	if err != nil {
		return err
	}
	return s.jobs.AddTx(ctx, tx, append(deliveries, work...)...)
}
