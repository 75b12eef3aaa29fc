package booking

import (
	"context"
	"encoding/json"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/pack"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// drawTx pays for a hold with a session of its seeker's package, and makes it stand. From here on the booking costs what
// the session cost. Sessions of a team are not sold in packages.
func (s *Service) drawTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, from uuid.UUID, now time.Time) error {
	if !c.SignedIn() || c.PersonID != b.SeekerID {
		return pack.ErrNotFound
	}
	if b.TeamServiceID != uuid.Nil {
		return pack.ErrUnfit
	}
	part, err := s.Packs.DrawTx(ctx, tx, now, pack.Draw{PackID: from, OwnerID: b.SeekerID, PractitionerID: b.PractitionerID, ServiceID: b.ServiceID,
		BookingID: b.ID, Start: b.Start})
	if err != nil {
		return err
	}
	kept, err := json.Marshal(part)
	if err != nil {
		return err
	}
	if err := s.releaseCodeTx(ctx, tx, b, now); err != nil {
		return err
	}
	err = bookingdb.New(tx).SetDrawn(ctx, bookingdb.SetDrawnParams{ID: b.ID, PackID: from, PriceMinor: part.PayinMinor(), CommissionMinor: part.CommissionMinor(), Quote: kept})
	if err != nil {
		return err
	}
	b.PackID, b.Price.Minor, b.Quote = from, part.PayinMinor(), part
	return s.acceptTx(ctx, tx, b, c, now)
}

// returnTx gives a cancelled booking's session back. When its seeker had no part in it the package holds on for a while.
func (s *Service) returnTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) error {
	return s.Packs.ReturnTx(ctx, tx, now, b.ID, c.side(b) != bySeeker || b.FreeCancel)
}

// coveredTx keeps a seeker from moving a session beyond the end of the package that paid for it.
func (s *Service) coveredTx(ctx context.Context, tx db.Tx, b *Booking, start time.Time) error {
	if b.PackID == uuid.Nil {
		return nil
	}
	covers, err := s.Packs.Covers(ctx, tx, b.PackID, start)
	if err == nil && !covers {
		err = ErrPackageEnds
	}
	return err
}
