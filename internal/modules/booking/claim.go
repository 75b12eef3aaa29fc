package booking

import (
	"context"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// ErrUpcoming keeps an account that others count on.
var ErrUpcoming = apperr.New(apperr.Conflict, "upcoming_bookings", "There are bookings ahead. Cancel them or let them pass first; then the account can be deleted.")

// ErrBusinessAhead keeps the account of an owner whose business others count on.
var ErrBusinessAhead = apperr.New(apperr.Conflict, "business_bookings_ahead", "Your business has sessions ahead, or somebody is paying for one. Hand it over to a member, or wait until they have passed; then the account can be deleted.")

// ClaimTx gives an account the bookings that its owner made as a guest. What they wrote is sealed anew with the
// account's key: it is read, and with the account forgotten, under that one.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, personID uuid.UUID, guests []uuid.UUID) error {
	q := bookingdb.New(tx)
	rows, err := q.SealedOf(ctx, guests)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := s.resealTx(ctx, tx, q, fromRow(&rows[i]), personID); err != nil {
			return err
		}
	}
	if err := s.claimAnswersTx(ctx, tx, guests, personID); err != nil {
		return err
	}
	if err := s.claimContestsTx(ctx, tx, guests, personID); err != nil {
		return err
	}
	return q.Claim(ctx, bookingdb.ClaimParams{PersonID: &personID, Guests: guests})
}

func (s *Service) resealTx(ctx context.Context, tx db.Tx, q *bookingdb.Queries, b *Booking, to uuid.UUID) error {
	words, err := s.wordsTx(ctx, tx, b)
	if err != nil {
		return err
	}
	set := bookingdb.ResealParams{ID: b.ID}
	if set.AddressSealed, err = s.seal(ctx, tx, to, field(b.ID, "address_sealed"), words.Address); err != nil {
		return err
	}
	if set.NoteSealed, err = s.seal(ctx, tx, to, field(b.ID, "note_sealed"), words.Note); err != nil {
		return err
	}
	if set.ReasonSealed, err = s.seal(ctx, tx, to, field(b.ID, "reason_sealed"), words.Reason); err != nil {
		return err
	}
	return q.Reseal(ctx, set)
}

// GuardErasureTx refuses to erase somebody with bookings ahead, on either side or in a business that they own, and otherwise
// forgets their words. The bookings stay, pseudonymous, because the ledger and the other side need them. Errors:
// ErrUpcoming, ErrBusinessAhead.
func (s *Service) GuardErasureTx(ctx context.Context, tx db.Tx, personID uuid.UUID) error {
	// Guests of the same address are erased with the account: their bookings count, and their words go, like its own.
	guests, err := s.People.GuestIDsTx(ctx, tx, personID)
	if err != nil {
		return err
	}
	if err := s.ClaimTx(ctx, tx, personID, guests); err != nil {
		return err
	}
	q := bookingdb.New(tx)
	n, err := q.UpcomingOf(ctx, bookingdb.UpcomingOfParams{PersonID: personID, Now: s.Clock.Now()})
	if err != nil {
		return err
	}
	if n > 0 {
		return ErrUpcoming.WithDetails(map[string]int64{"bookings": n})
	}
	if err := s.guardBusinessesTx(ctx, tx, personID); err != nil {
		return err
	}
	if err := q.ForgetWaiting(ctx, personID); err != nil {
		return err
	}
	if err := q.ForgetPerson(ctx, &personID); err != nil {
		return err
	}
	if err := q.ForgetContests(ctx, personID); err != nil {
		return err
	}
	if err := q.ForgetAnswers(ctx, &personID); err != nil {
		return err
	}
	return q.ForgetNotes(ctx, personID)
}

// guardBusinessesTx refuses while anybody's session is ahead in a business of the owner: it closes with the account, and its
// address and rooms with it.
func (s *Service) guardBusinessesTx(ctx context.Context, tx db.Tx, owner uuid.UUID) error {
	owned, err := s.Businesses.LockOwnedTx(ctx, tx, owner)
	if err != nil || len(owned) == 0 {
		return err
	}
	n, err := bookingdb.New(tx).AheadInBusinesses(ctx, bookingdb.AheadInBusinessesParams{Businesses: owned, Now: s.Clock.Now()})
	if err == nil && n > 0 {
		err = ErrBusinessAhead.WithDetails(map[string]int64{"bookings": n})
	}
	return err
}

// OnErased takes the name of an erased practitioner, and what they called the service, out of their bookings. Subscribe
// it to catalog.EventErased.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	if err := bookingdb.New(s.DB).RenameCompanion(ctx, bookingdb.RenameCompanionParams{PractitionerID: d.AggregateID, Name: identity.DeletedName}); err != nil {
		return err
	}
	if err := bookingdb.New(s.DB).EndLine(ctx, d.AggregateID); err != nil {
		return err
	}
	return bookingdb.New(s.DB).ForgetPractitioner(ctx, bookingdb.ForgetPractitionerParams{PractitionerID: d.AggregateID,
		Name: identity.DeletedName, Slug: catalog.ErasedSlug(d.AggregateID), Service: catalog.ErasedService})
}
