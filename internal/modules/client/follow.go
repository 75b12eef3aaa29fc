package client

import (
	"context"

	"klear/internal/modules/booking"
	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// BookingEvents are the events that make somebody a client: a booking that stands. A request does not.
var BookingEvents = []string{"booking.confirmed"}

// OnBooking adds who was booked to the practitioner's list, or links them with the only row that was entered with their
// address. Any number of deliveries make one row. Subscribe it to BookingEvents.
func (s *Service) OnBooking(ctx context.Context, d events.Delivery) error {
	fact, err := events.Decode[booking.Fact](d)
	if err != nil || fact.SeekerID == uuid.Nil {
		return err
	}
	owner, err := s.Owner(ctx, fact.PractitionerID)
	if err != nil {
		return err
	}
	person, err := s.People.PersonByID(ctx, s.DB, fact.SeekerID)
	if err != nil || person.Status == identity.Deleted {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := clientdb.New(tx)
		if err := q.LockOwner(ctx, owner.String()); err != nil {
			return err
		}
		linked, err := q.Link(ctx, clientdb.LinkParams{PersonID: person.ID, OwnerID: owner, Email: person.Email})
		if err != nil || linked > 0 {
			return err
		}
		_, err = q.Insert(ctx, clientdb.InsertParams{ID: s.IDs.ID(), OwnerID: owner, PersonID: &person.ID, CreatedAt: s.Clock.Now()})
		return err
	})
}

// ClaimTx follows bookings that a guest made to the account that is theirs, in every list. Where the list knows both, one
// row stays, with the notes of both.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, account uuid.UUID, guests []uuid.UUID) error {
	if len(guests) == 0 {
		return nil
	}
	q := clientdb.New(tx)
	rows, err := q.RowsOf(ctx, append([]uuid.UUID{account}, guests...))
	if err != nil {
		return err
	}
	kept := map[uuid.UUID]uuid.UUID{} // by owner
	for _, r := range rows {
		if *r.PersonID == account {
			kept[r.OwnerID] = r.ID
		}
	}
	for _, r := range rows {
		if *r.PersonID == account {
			continue
		}
		stays, twice := kept[r.OwnerID]
		if !twice {
			kept[r.OwnerID] = r.ID
			err = q.Repoint(ctx, clientdb.RepointParams{ID: r.ID, PersonID: account})
		} else if err = q.MoveNotes(ctx, clientdb.MoveNotesParams{FromID: r.ID, ToID: stays}); err == nil {
			err = q.Drop(ctx, r.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// OnErased empties the lists of who erased their account, and their name in the lists of others. Subscribe it to
// identity.EventAccountDeleted.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	gone, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	all := append([]uuid.UUID{gone.PersonID}, gone.GuestIDs...)
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := clientdb.New(tx)
		if err := q.DropUpload(ctx, all); err != nil {
			return err
		}
		if err := q.ForgetOwner(ctx, all); err != nil {
			return err
		}
		return q.ForgetPerson(ctx, all)
	})
}
