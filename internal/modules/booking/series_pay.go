package booking

import (
	"context"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// PaySeries pays for every date of a series that is still held, each with a payment of its own, and stops at the first that
// does not go through: the ones before it are booked, the others are held until their hold ends. dates is how many the
// caller was told the price of; when it is another number by now nothing is charged. Safe to repeat. Errors: those of
// Pay, about the first date that could not be paid; ErrVersion (the number of dates); ErrHoldExpired and ErrOverlap before
// anything is charged.
func (s *Service) PaySeries(ctx context.Context, c Caller, r PayRequest, dates int) error {
	b, err := s.ByID(ctx, c, r.BookingID)
	if err != nil {
		return err
	}
	list, err := s.WholeSeries(ctx, c, b)
	if err != nil {
		return err
	}
	open := Unpaid(list)
	switch {
	case len(open) == 0 && b.Status.stands():
		return nil // paid before
	case len(open) == 0:
		return ErrHoldExpired
	case len(open) != dates:
		return ErrVersion
	}
	if err := s.payable(ctx, c, open, r.AllowOverlap || r.For != uuid.Nil); err != nil {
		return err
	}
	for _, it := range open {
		r.BookingID = it.ID
		if _, err := s.Pay(ctx, c, r); err != nil {
			return err
		}
	}
	return nil
}

// Unpaid are those of list that are still only held.
func Unpaid(list []*Booking) []*Booking {
	var out []*Booking
	for _, b := range list {
		if b.Status == Held {
			out = append(out, b)
		}
	}
	return out
}

// payable refuses before the first charge what would stop a series half-way for no reason of the bank's.
func (s *Service) payable(ctx context.Context, c Caller, open []*Booking, allow bool) error {
	now := s.Clock.Now()
	ids := make([]uuid.UUID, len(open))
	for i, b := range open {
		ids[i] = b.ID
		if !b.ExpiresAt.After(now) {
			return ErrHoldExpired
		}
	}
	if !c.SignedIn() || allow {
		return nil
	}
	code, err := bookingdb.New(s.DB).OwnOverlaps(ctx, bookingdb.OwnOverlapsParams{SeekerID: &c.PersonID, Ids: ids})
	if db.IsNoRows(err) {
		return nil
	} else if err != nil {
		return err
	}
	return ErrOverlap.WithDetails(map[string]string{"code": code})
}
