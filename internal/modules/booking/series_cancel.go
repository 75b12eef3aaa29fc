package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// CancelLater ends a booking of a series and all later ones that still can be, each by its own terms: what goes back is the
// sum. A booking by itself is cancelled alone. Errors: those of Cancel, about the first of them.
func (s *Service) CancelLater(ctx context.Context, c Caller, id uuid.UUID, w Cancellation) (*Booking, money.Amount, error) {
	if err := w.check(); err != nil {
		return nil, money.Amount{}, err
	}
	var out struct {
		Booking *Booking
		Back    money.Amount
	}
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		now := s.Clock.Now()
		b, err := s.lockFor(ctx, tx, c, id, identity.Cancel)
		if err != nil {
			return err
		}
		if err := seen(b, w.Version); err != nil {
			return err
		}
		out.Booking = b
		if out.Back, err = s.cancelTx(ctx, tx, c, b, w.Reason, now); err != nil {
			return err
		}
		later, err := s.cancelAfterTx(ctx, tx, c, b, w.Reason, now)
		if err != nil {
			return err
		}
		out.Back.Minor += later
		return w.keeps(out.Back)
	})
	return out.Booking, out.Back, err
}

// cancelAfterTx ends the bookings of the series of b that end with it and sums up what goes back for them, in minor units.
func (s *Service) cancelAfterTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, reason string, now time.Time) (back int64, err error) {
	if b.SeriesID == uuid.Nil {
		return 0, nil
	}
	rows, err := bookingdb.New(tx).SeriesOf(ctx, bookingdb.SeriesOfParams{SeriesID: b.SeriesID, First: int16(b.SeriesNo + 1)})
	if err != nil {
		return 0, err
	}
	for i := range rows {
		later := fromRow(&rows[i])
		if !b.endsWith(later, c.side(later), now) {
			continue
		}
		one, err := s.cancelTx(ctx, tx, c, later, reason, now)
		if err != nil {
			return 0, err
		}
		back += one.Minor
	}
	return back, nil
}

// endsWith reports whether a later booking of the same series ends with b: it can still be cancelled, and is of the same
// client. Two guests may have paid for one series.
func (b *Booking) endsWith(later *Booking, side string, now time.Time) bool {
	return later.SeriesNo > b.SeriesNo && later.SeekerID == b.SeekerID && cancellable(later, side, now) == nil
}

// LaterPreview is what CancelLater would do.
type LaterPreview struct {
	Bookings []*Booking // that would end, in order; the asked one first
	Preview             // of all of them; Until is the first change of the sum
}

// CancelLaterPreview computes what cancelling a booking and all later ones of its series gives back at this moment: the sum
// that CancelLater then moves. Errors: those of CancelPreview, about the asked one.
func (s *Service) CancelLaterPreview(ctx context.Context, c Caller, id uuid.UUID) (LaterPreview, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return LaterPreview{}, err
	}
	now := s.Clock.Now()
	if err := cancellable(b, c.side(b), now); err != nil {
		return LaterPreview{}, err
	}
	out := LaterPreview{Bookings: []*Booking{b}, Preview: Preview{Refund: money.Amount{Currency: b.Price.Currency}, Fee: money.Amount{Currency: b.Price.Currency}}}
	if b.SeriesID != uuid.Nil {
		rows, err := bookingdb.New(s.DB).InSeries(ctx, b.SeriesID)
		if err != nil {
			return LaterPreview{}, err
		}
		for i := range rows {
			if later := fromRow(&rows[i]); b.endsWith(later, c.side(later), now) {
				out.Bookings = append(out.Bookings, later)
			}
		}
	}
	return out, s.sumPreviews(ctx, c, &out, now)
}

// sumPreviews adds up what each booking would give back, with one question about money for all.
func (s *Service) sumPreviews(ctx context.Context, c Caller, p *LaterPreview, now time.Time) error {
	ids := make([]uuid.UUID, len(p.Bookings))
	for i, b := range p.Bookings {
		ids[i] = b.ID
	}
	paid, err := s.Payments.LiveOf(ctx, s.DB, ids)
	if err != nil {
		return err
	}
	disputed, err := s.Payments.DisputedOf(ctx, s.DB, ids)
	if err != nil {
		return err
	}
	p.Due.Currency = p.Refund.Currency
	for _, b := range p.Bookings {
		live, ok := paid[b.ID]
		one := previewOf(b, c.side(b), live, ok, now).under(disputed[b.ID])
		p.Disputed, p.Due.Minor = p.Disputed || one.Disputed, p.Due.Minor+one.Due.Minor
		p.Refund.Minor, p.Fee.Minor = p.Refund.Minor+one.Refund.Minor, p.Fee.Minor+one.Fee.Minor
		if p.Until.IsZero() || !one.Until.IsZero() && one.Until.Before(p.Until) {
			p.Until = one.Until
		}
	}
	return nil
}
