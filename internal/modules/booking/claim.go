package booking

import (
	"context"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ErrUpcoming keeps an account that others count on.
var ErrUpcoming = apperr.New(apperr.Conflict, "upcoming_bookings", "There are bookings ahead. Cancel them or let them pass first; then the account can be deleted.")

// ClaimTx gives an account the bookings that its owner made as a guest.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, personID uuid.UUID, guests []uuid.UUID) error {
	return bookingdb.New(tx).Claim(ctx, bookingdb.ClaimParams{PersonID: &personID, Guests: guests})
}

// GuardErasureTx refuses to erase somebody with bookings ahead, on either side, and otherwise forgets their words. The
// bookings stay, pseudonymous, because the ledger and the other side need them. Errors: ErrUpcoming.
func (s *Service) GuardErasureTx(ctx context.Context, tx db.Tx, personID uuid.UUID) error {
	q := bookingdb.New(tx)
	n, err := q.UpcomingOf(ctx, bookingdb.UpcomingOfParams{PersonID: personID, Now: s.Clock.Now()})
	if err != nil {
		return err
	}
	if n > 0 {
		return ErrUpcoming.WithDetails(map[string]int64{"bookings": n})
	}
	return q.ForgetPerson(ctx, &personID)
}
