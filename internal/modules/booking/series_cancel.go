package booking

import (
	"context"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// CancelLater ends a booking of a series and all later ones that still can be, each by its own terms: what goes back is the
// sum. A booking by itself is cancelled alone. Errors: those of Cancel, about the first of them.
func (s *Service) CancelLater(ctx context.Context, c Caller, id uuid.UUID, version int64, reason string) (*Booking, money.Amount, error) {
	if utf8.RuneCountInString(reason) > maxReason {
		return nil, money.Amount{}, apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "length", Message: "A reason has at most 1,000 characters."})
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
		if err := seen(b, version); err != nil {
			return err
		}
		out.Booking = b
		if out.Back, err = s.cancelTx(ctx, tx, c, b, reason, now); err != nil || b.SeriesID == uuid.Nil {
			return err
		}
		rows, err := bookingdb.New(tx).SeriesOf(ctx, bookingdb.SeriesOfParams{SeriesID: b.SeriesID, First: int16(b.SeriesNo + 1)})
		if err != nil {
			return err
		}
		for i := range rows {
			later := fromRow(&rows[i])
			if cancellable(later, c.side(later), now) != nil {
				continue // it ended before, or is over
			}
			back, err := s.cancelTx(ctx, tx, c, later, reason, now)
			if err != nil {
				return err
			}
			out.Back.Minor += back.Minor
		}
		return nil
	})
	return out.Booking, out.Back, err
}
