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

// ProofEvents are the events after which an address is known to be its person's.
var ProofEvents = []string{identity.EventEmailVerified, identity.EventGuestProved}

// OnBooking adds who was booked to the practitioner's list. Whoever proved their address, or was booked for by the
// practitioner themselves, is linked with the only row that was entered with it. What anybody may type into a form links
// nothing: until it is proved, its row stands by itself (see Perhaps). Any number of deliveries make one row. Subscribe it
// to BookingEvents.
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
		if person.Verified || fact.Offered {
			linked, err := q.Link(ctx, clientdb.LinkParams{PersonID: person.ID, OwnerID: owner, Email: person.Email})
			if err != nil || linked > 0 {
				return err
			}
		}
		_, err := q.Insert(ctx, clientdb.InsertParams{ID: s.IDs.ID(), OwnerID: owner, PersonID: &person.ID, CreatedAt: s.Clock.Now()})
		return err
	})
}

// OnProved joins the rows of who has proved their address with those that were entered with it. Subscribe it to
// ProofEvents.
func (s *Service) OnProved(ctx context.Context, d events.Delivery) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := clientdb.New(tx)
		if err := lockOwnersOf(ctx, q, d.AggregateID); err != nil {
			return err
		}
		return s.joinProvedTx(ctx, tx, d.AggregateID)
	})
}

// ClaimTx follows bookings that a guest made to the account that is theirs, in every list. Where the list knows both, one
// row stays, with the notes of both.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, account uuid.UUID, guests []uuid.UUID) error {
	if len(guests) == 0 {
		return nil
	}
	q := clientdb.New(tx)
	all := append([]uuid.UUID{account}, guests...)
	if err := lockOwnersOf(ctx, q, all...); err != nil {
		return err
	}
	rows, err := q.RowsOf(ctx, all)
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
	return s.joinProvedTx(ctx, tx, account)
}

// lockOwnersOf lets nobody else write the lists that speak of these people.
func lockOwnersOf(ctx context.Context, q *clientdb.Queries, people ...uuid.UUID) error {
	owners, err := q.OwnersOf(ctx, people)
	for _, o := range owners {
		if err := q.LockOwner(ctx, o.String()); err != nil {
			return err
		}
	}
	return err
}

// joinProvedTx joins, in each locked list, the row of a person with the only one that was entered with their proved address.
// A row that the practitioner wrote into is left for them to join.
func (s *Service) joinProvedTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	person, err := s.People.PersonByID(ctx, tx, id)
	if err != nil || !person.Verified || person.Status == identity.Deleted {
		return err
	}
	q := clientdb.New(tx)
	rows, err := q.RowsOf(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	for _, r := range rows {
		entered, err := q.Entered(ctx, clientdb.EnteredParams{OwnerID: r.OwnerID, Email: person.Email, MaxRows: 2})
		if err != nil {
			return err
		}
		if r.Name != "" || len(entered) != 1 {
			continue
		}
		if _, err := becomeTx(ctx, q, entered[0].ID, r); err != nil {
			return err
		}
	}
	return nil
}

// becomeTx makes an entered row that of who booked: the other row's notes and bookings are its own from here on. It returns
// the row's version.
func becomeTx(ctx context.Context, q *clientdb.Queries, entered uuid.UUID, booked clientdb.ClientClient) (int64, error) {
	if err := q.MoveNotes(ctx, clientdb.MoveNotesParams{FromID: booked.ID, ToID: entered}); err != nil {
		return 0, err
	}
	if err := q.Drop(ctx, booked.ID); err != nil {
		return 0, err
	}
	return q.Become(ctx, clientdb.BecomeParams{ID: entered, PersonID: *booked.PersonID})
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
