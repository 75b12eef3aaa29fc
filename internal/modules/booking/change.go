package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/fault"

	"github.com/google/uuid"
)

const (
	cancelAction = identity.Cancel
	updateAction = identity.Update
)

// lock reads the booking for an update.
func (s *Service) lock(ctx context.Context, q *bookingdb.Queries, id uuid.UUID) (*Booking, error) {
	row, err := q.Lock(ctx, id)
	if db.IsNoRows(err) {
		return nil, ErrNotFound
	} else if err != nil {
		return nil, err
	}
	return fromRow(&row), nil
}

// Fact is the payload of every booking event: ids, codes, amounts and instants.
type Fact struct {
	BookingID      uuid.UUID `json:"booking_id"`
	SeekerID       uuid.UUID `json:"seeker_id"`
	PractitionerID uuid.UUID `json:"practitioner_id"`
	Status         Status    `json:"status"`
	Was            Status    `json:"was,omitempty"` // of an end: the status before
	Start          time.Time `json:"start"`
	PreviousStart  time.Time `json:"previous_start,omitzero"`
	By             string    `json:"by,omitempty"`
	Proposed       bool      `json:"proposed,omitempty"` // of a move: to a time that the practitioner proposed
	Offered        bool      `json:"offered,omitempty"`  // the practitioner booked for the seeker, at an address of their own list
	Sequence       int       `json:"sequence"`
	RefundMinor    int64     `json:"refund_minor,omitempty"`
	WaitsMinor     int64     `json:"waits_minor,omitempty"` // beside it, for the decision of the payer's bank
	Contested      bool      `json:"contested,omitempty"`   // of a cancellation: the session did not take place
}

// event states what just happened to b, at the version it has now.
func (s *Service) event(b *Booking, kind string, c Caller, now time.Time) events.Event {
	return events.Event{Type: kind, AggregateType: "booking", AggregateID: b.ID, Seq: b.Version, Actor: actorOf(c, b), At: now, RequestID: c.RequestID,
		Data: Fact{BookingID: b.ID, SeekerID: b.SeekerID, PractitionerID: b.PractitionerID, Status: b.Status, Start: b.Start, By: b.EndedBy, Offered: b.Offered, Sequence: b.InviteSequence}}
}

func actorOf(c Caller, b *Booking) events.Actor {
	switch {
	case c.SignedIn() && b.HeldBy(c.PersonID):
		return events.Actor{Kind: "practitioner", ID: c.PersonID}
	case c.SignedIn() && c.Role == identity.Admin:
		return events.Actor{Kind: "admin", ID: c.PersonID}
	case c.SignedIn():
		return events.Actor{Kind: "person", ID: c.PersonID}
	case c.Access != "" || c.Guest:
		return events.Actor{Kind: "guest", ID: b.SeekerID}
	}
	return events.System
}

// end is how a booking ends without having taken place.
type end struct {
	to     Status
	by     string
	event  string
	caller Caller
	now    time.Time
	reason []byte // sealed
	paid   bool   // money came, and went back
	fact   func(*Fact)
}

// endTx sets the final status and releases the time, last. Money is the caller's affair, in the same transaction.
func (s *Service) endTx(ctx context.Context, tx db.Tx, b *Booking, e end) error {
	set := bookingdb.SetStatusParams{ID: b.ID, Status: string(e.to), EndedBy: &e.by, ReasonSealed: e.reason, FinishedAt: &e.now, InviteStep: 1}
	if b.Status == Held && !e.paid {
		set.ExpiresAt = &b.ExpiresAt // see neverBooked
	}
	if b.Status != Held {
		if err := s.closeProposalTx(ctx, tx, b, withdrawn, e.now); err != nil {
			return err
		}
	}
	if err := s.dropCodeTx(ctx, tx, b, e); err != nil {
		return err
	}
	fault.Point("given_back")
	version, err := bookingdb.New(tx).SetStatus(ctx, set)
	if err != nil {
		return err
	}
	was := b.Status
	b.Status, b.Version, b.EndedBy, b.InviteSequence = e.to, version, e.by, b.InviteSequence+1
	ev := s.event(b, e.event, e.caller, e.now)
	f := ev.Data.(Fact)
	f.Was = was
	if e.fact != nil {
		e.fact(&f)
	}
	ev.Data = f
	if err := s.Events.PublishTx(ctx, tx, ev); err != nil {
		return err
	}
	fault.Point("ended")
	return s.Schedule.ReleaseTx(ctx, tx, b.place())
}
