package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// WholeSeries lists the bookings that were made together with b, in order, b among them; b alone when it is no series. For
// whoever may read b: a guest who came by the link of one date sees that date. One query.
func (s *Service) WholeSeries(ctx context.Context, c Caller, b *Booking) ([]*Booking, error) {
	if b.SeriesID == uuid.Nil {
		return []*Booking{b}, nil
	}
	rows, err := bookingdb.New(s.DB).InSeries(ctx, b.SeriesID)
	if err != nil {
		return nil, err
	}
	var out []*Booking
	for i := range rows {
		if it := fromRow(&rows[i]); c.authorize(it, identity.Read) == nil {
			out = append(out, it)
		}
	}
	return out, nil
}

// lockTogether locks a booking and, of a series, all the others: in the order of the series, which everybody keeps. The
// asked one comes first. Errors: ErrNotFound.
func (s *Service) lockTogether(ctx context.Context, tx db.Tx, id uuid.UUID) ([]*Booking, error) {
	q := bookingdb.New(tx)
	row, err := q.ByID(ctx, id)
	if db.IsNoRows(err) {
		return nil, ErrNotFound
	} else if err != nil {
		return nil, err
	}
	series := idOf(row.SeriesID) // a booking never changes its series
	if series == uuid.Nil {
		b, err := s.lock(ctx, q, id)
		return []*Booking{b}, err
	}
	rows, err := q.SeriesOf(ctx, bookingdb.SeriesOfParams{SeriesID: series, First: 1})
	if err != nil {
		return nil, err
	}
	out := make([]*Booking, 1, len(rows))
	for i := range rows {
		if b := fromRow(&rows[i]); b.ID == id {
			out[0] = b
		} else {
			out = append(out, b)
		}
	}
	return out, nil
}

// ReleaseTogether gives up what the caller still holds of a series, or a single hold: nothing was paid for it. What is
// booked stays. Errors: payment.ErrAlreadyLive when it is being paid, or was, or one of the dates is
// being paid; then all are kept.
func (s *Service) ReleaseTogether(ctx context.Context, c Caller, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		list, err := s.lockTogether(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, b := range list {
			if b.Status != Held && b.SeriesID != uuid.Nil {
				continue // a date that is booked stays
			}
			if kept, err := s.releaseOwnTx(ctx, tx, c, b.ID); err != nil {
				return err
			} else if kept {
				return payment.ErrAlreadyLive
			}
		}
		return nil
	})
}

// Extend keeps a hold for another Policy.HoldFor, once (WCAG 2.2.1). Of a series everything that is still held is kept,
// to one end. Errors: ErrNotFound, ErrHoldExpired, ErrExtended.
func (s *Service) Extend(ctx context.Context, c Caller, id uuid.UUID) (time.Time, error) {
	now := s.Clock.Now()
	until := now.Add(s.Policy.HoldFor)
	err := idem.InTx(ctx, s.DB, now, &until, func(tx db.Tx) error {
		list, err := s.lockTogether(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := extendable(c, list[0], now); err != nil {
			return err
		}
		for _, b := range list {
			if extendable(c, b, now) != nil {
				continue // paid already
			}
			if _, err := bookingdb.New(tx).Extend(ctx, bookingdb.ExtendParams{ID: b.ID, ExpiresAt: until}); err != nil {
				return err
			}
			if err := s.Schedule.ExtendTx(ctx, tx, b.place(), until); err != nil {
				return err
			}
		}
		return nil
	})
	return until, err
}

func extendable(c Caller, b *Booking, now time.Time) error {
	if err := c.authorize(b, updateAction); err != nil {
		return err
	}
	switch {
	case b.Status != Held || !b.ExpiresAt.After(now):
		return ErrHoldExpired
	case b.Extended:
		return ErrExtended
	}
	return nil
}
