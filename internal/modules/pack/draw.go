package pack

import (
	"context"
	"time"

	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// returnedFor is how long a package holds at least when a session came back for a reason that is not its owner's.
const returnedFor = 30 * 24 * time.Hour

// Draw asks for a session of a package, for a booking.
type Draw struct {
	PackID         uuid.UUID
	OwnerID        uuid.UUID // who books
	PractitionerID uuid.UUID
	ServiceID      uuid.UUID
	BookingID      uuid.UUID
	Start          time.Time
}

// DrawTx spends a session and moves its part of the price to the booking's escrow. The Quote is what the booking costs.
// Errors: ErrNotFound, ErrEnded, ErrUnfit, ErrUsedUp, payment.ErrAlreadyLive.
func (s *Service) DrawTx(ctx context.Context, tx db.Tx, now time.Time, d Draw) (tariff.Quote, error) {
	p, err := found(packdb.New(tx).SharePack(ctx, d.PackID))
	switch {
	case err != nil:
		return tariff.Quote{}, err
	case p.OwnerID != d.OwnerID || !p.Bought():
		return tariff.Quote{}, ErrNotFound
	case !p.Holds(now):
		return tariff.Quote{}, ErrEnded
	case p.ServiceID != d.ServiceID || p.PractitionerID != d.PractitionerID || !d.Start.Before(p.ValidUntil):
		return tariff.Quote{}, ErrUnfit
	}
	use, err := s.spendTx(ctx, tx, p, d, now)
	if err != nil {
		return tariff.Quote{}, err
	}
	part := p.Parts()[use.SessionNo-1]
	_, err = s.Payments.DrawTx(ctx, tx, now, payment.Draw{ID: *use.PaymentID, PackID: p.ID, Method: "Package " + p.Code, BookingID: d.BookingID, PayerID: p.OwnerID,
		PractitionerID: p.PractitionerID, PractitionerPersonID: p.PractitionerPersonID,
		Amount: money.Amount{Minor: part.ListMinor, Currency: p.Price.Currency}, Quote: part})
	if err != nil {
		return tariff.Quote{}, err
	}
	if p, err = bumpTx(ctx, tx, p.ID, time.Time{}); err != nil {
		return tariff.Quote{}, err
	}
	return part, s.publishTx(ctx, tx, p, EventDrawn, events.Actor{Kind: "person", ID: p.OwnerID}, about(d.BookingID, part.ListMinor))
}

// spendTx takes the first free session. Of two that want the same one waits and takes the next, so it asks as often as
// there are sessions to lose. A booking that drew before (use_booking_once) gets none.
func (s *Service) spendTx(ctx context.Context, tx db.Tx, p Pack, d Draw, now time.Time) (packdb.PackUse, error) {
	amounts, commissions := columns(p.Parts())
	for range p.Sessions + 1 {
		use, err := packdb.New(tx).Draw(ctx, packdb.DrawParams{ID: s.IDs.ID(), PackID: p.ID, BookingID: d.BookingID, PaymentID: s.IDs.ID(),
			Amounts: amounts, Commissions: commissions, Now: now})
		if !db.IsNoRows(err) {
			return use, err
		}
	}
	return packdb.PackUse{}, ErrUsedUp
}

// Covers reports whether a session of the package may begin at start. Errors: ErrNotFound.
func (s *Service) Covers(ctx context.Context, q db.Querier, id uuid.UUID, start time.Time) (bool, error) {
	p, err := found(packdb.New(q).Pack(ctx, id))
	return start.Before(p.ValidUntil), err
}

// ReturnTx gives the session of a booking back to its package and reverses its postings. With prolong the reason is not
// its owner's, and the package holds for 30 more days at least. Again it changes nothing. Errors: ErrNotFound when the
// booking drew nothing; those of payment.RefundTx.
func (s *Service) ReturnTx(ctx context.Context, tx db.Tx, now time.Time, booking uuid.UUID, prolong bool) error {
	q := packdb.New(tx)
	use, err := q.UseOfBooking(ctx, booking)
	if db.IsNoRows(err) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	if n, err := q.ReturnUse(ctx, packdb.ReturnUseParams{ID: use.ID, Now: now}); err != nil || n == 0 {
		return err
	}
	_, err = s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: *use.PaymentID, AmountMinor: use.AmountMinor,
		EventKey: "ref:" + booking.String() + ":package", Reason: "package_session_returned"})
	if err != nil {
		return err
	}
	var least time.Time
	if prolong {
		least = now.Add(returnedFor)
	}
	p, err := bumpTx(ctx, tx, use.PackID, least)
	if err != nil {
		return err
	}
	return s.publishTx(ctx, tx, p, EventReturned, events.System, about(booking, use.AmountMinor))
}

// about is an event of one session.
func about(booking uuid.UUID, amount int64) func(f *Fact) {
	return func(f *Fact) { f.BookingID, f.Sessions, f.AmountMinor = booking, 1, amount }
}
