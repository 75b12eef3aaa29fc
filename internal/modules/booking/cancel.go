package booking

import (
	"context"
	"time"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Preview says what cancelling now would give back. Cancel gives back exactly this, if it happens before Until.
type Preview struct {
	Refund money.Amount
	Fee    money.Amount
	Until  time.Time // when the amount changes; zero when it will not
	// Disputed: the payer's bank disputes the payment, so that Refund and Fee are zero: nothing is promised. Due goes back if the bank
	// gives the money back, and nothing if it does not.
	Disputed bool
	Due      money.Amount
}

// CancelPreview computes the refund of a cancellation at this moment.
func (s *Service) CancelPreview(ctx context.Context, c Caller, id uuid.UUID) (Preview, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return Preview{}, err
	}
	side, now := c.side(b), s.Clock.Now()
	if err := cancellable(b, side, now); err != nil {
		return Preview{}, err
	}
	paid, ok, err := s.livePayment(ctx, s.DB, b.ID)
	if err != nil {
		return Preview{}, err
	}
	disputed, err := s.Payments.DisputedOf(ctx, s.DB, []uuid.UUID{b.ID})
	if err != nil {
		return Preview{}, err
	}
	return previewOf(b, side, paid, ok, now).under(disputed[b.ID]), nil
}

// under makes no promise about money that a bank has.
func (p Preview) under(dispute bool) Preview {
	p.Due = money.Amount{Currency: p.Refund.Currency}
	if dispute {
		p.Disputed, p.Due, p.Refund.Minor, p.Fee.Minor = true, p.Refund, 0, 0
	}
	return p
}

// previewOf is what refundTx would do with the live payment of b, if it has one.
func previewOf(b *Booking, side string, paid payment.Payment, live bool, now time.Time) Preview {
	back := RefundIf(b, side, now)
	p := Preview{Refund: back, Fee: money.Amount{Minor: b.Price.Minor - back.Minor, Currency: b.Price.Currency}}
	switch {
	case !live, paid.Status == payment.Later, b.AtVenue: // nothing is there to go back, or nothing that we have
		p.Refund.Minor, p.Fee.Minor = 0, 0
	case paid.Status == payment.Captured:
		p.Refund.Minor = min(back.Minor, paid.KeptMinor())
		p.Fee.Minor = paid.KeptMinor() - p.Refund.Minor
	}
	if t := TermsOf(b); side == bySeeker && !b.FreeCancel && b.Status == Confirmed && now.Before(t.FreeUntil) && t.Fee.Minor > 0 {
		p.Until = t.FreeUntil
	}
	return p
}

// Cancellation is what a caller says when cancelling.
type Cancellation struct {
	Version int64  // that they saw; 0 does not ask
	Reason  string // told to the other side; at most 1,000 characters, needed from an operator
	// Shown is what they were told goes back, in minor units; nil: they were told nothing. Less is never given back
	// without being shown first.
	Shown *int64
}

func (w Cancellation) check() error {
	if utf8.RuneCountInString(w.Reason) > maxReason {
		return apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "length", Message: "A reason has at most 1,000 characters."})
	}
	return nil
}

// keeps refuses to give back less than was shown.
func (w Cancellation) keeps(back money.Amount) error {
	if w.Shown == nil || back.Minor >= *w.Shown {
		return nil
	}
	return ErrRefundLess.WithDetails(map[string]money.Amount{"refund": back})
}

// Cancel ends a booking at the wish of either side and gives back what RefundIf says. The time is released last: after it is
// decided what goes back. While the payer's bank disputes the payment that cannot be known, and the practitioner's time is not
// kept until it is, for months: the refund that is due is written down as one that waits for the bank, the time is released, and
// what comes back here is without it (see WaitsFor). An operator has to give a reason.
// Errors: ErrNotFound, ErrState, ErrVersion, ErrRefundLess (details.refund; nothing is cancelled); validation.
func (s *Service) Cancel(ctx context.Context, c Caller, id uuid.UUID, w Cancellation) (*Booking, money.Amount, error) {
	if err := w.check(); err != nil {
		return nil, money.Amount{}, err
	}
	var out struct {
		Booking *Booking
		Back    money.Amount
	}
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		b, err := s.lockFor(ctx, tx, c, id, identity.Cancel)
		if err != nil {
			return err
		}
		if err := seen(b, w.Version); err != nil {
			return err
		}
		out.Booking = b
		if out.Back, err = s.cancelTx(ctx, tx, c, b, w.Reason, s.Clock.Now()); err != nil {
			return err
		}
		return w.keeps(out.Back)
	})
	return out.Booking, out.Back, err
}

// cancelTx ends one locked booking and says what goes back.
func (s *Service) cancelTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, reason string, now time.Time) (money.Amount, error) {
	side := c.side(b)
	if err := cancellable(b, side, now); err != nil {
		return money.Amount{}, err
	}
	if err := s.uncontestedTx(ctx, tx, b); err != nil {
		return money.Amount{}, err
	}
	if side == byAdmin && reason == "" {
		return money.Amount{}, apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "required", Message: "Give a reason: both sides read it."})
	}
	back, waits, err := s.refundTx(ctx, tx, c, b, RefundIf(b, side, now), now)
	if err != nil {
		return money.Amount{}, err
	}
	e := end{to: Cancelled, by: side, event: "booking.cancelled", caller: c, now: now, fact: func(f *Fact) { f.RefundMinor, f.WaitsMinor = back.Minor, waits }}
	if reason != "" && b.SeekerID != uuid.Nil {
		if e.reason, err = s.seal(ctx, tx, b.SeekerID, field(b.ID, "reason_sealed"), reason); err != nil {
			return money.Amount{}, err
		}
	}
	return back, s.endTx(ctx, tx, b, e)
}

// cancellable keeps a seeker from taking back a session that began: it may have been served, though nobody noted it yet.
func cancellable(b *Booking, side string, now time.Time) error {
	if err := check(b, Cancelled, side); err != nil {
		return err
	}
	if side == bySeeker && begun(b, now) {
		return ErrState.WithMessage("This session has begun. It can no longer be cancelled.").WithDetails(map[string]any{"status": b.Status, "wanted": Cancelled})
	}
	return nil
}

// begun reports that a booking's time has come. A hold is given up whenever it likes.
func begun(b *Booking, now time.Time) bool { return b.Status != Held && !now.Before(b.Start) }

// refundTx moves the money of a cancellation and says what goes back, and how much beside it waits for the payer's bank, in minor
// units. What is kept is split between practitioner and platform by the payment module. Nothing was taken yet: nothing is kept, the
// reservation is given up. No more goes back than an operator's refund has left.
func (s *Service) refundTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, back money.Amount, now time.Time) (goes money.Amount, waits int64, err error) {
	none := money.Amount{Currency: b.Price.Currency}
	if b.AtVenue {
		return none, 0, nil // what was paid there goes back there: see GiveBackAtVenue
	}
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	if err != nil || !paid {
		return none, 0, err
	}
	if p.Status == payment.Later {
		return none, 0, s.giveBackTx(ctx, tx, b, p, now, string(Cancelled))
	}
	if p.Status != payment.Captured {
		return b.Price, 0, s.giveBackTx(ctx, tx, b, p, now, string(Cancelled))
	}
	if b.PackID != uuid.Nil && back.Minor > 0 {
		return back, 0, s.returnTx(ctx, tx, b, c, now)
	}
	back.Minor = min(back.Minor, p.KeptMinor())
	if p.KeptMinor() == 0 {
		return back, 0, nil
	}
	if back.Minor == 0 {
		_, err = s.Payments.EarnTx(ctx, tx, now, p.ID) // the fee is everything, and belongs to its owners at once
		return back, 0, err
	}
	r, err := s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: p.ID, AmountMinor: back.Minor,
		EventKey: cancelKey(b.ID), Reason: "cancelled", KeepSplit: true, Waits: true})
	if r.Waits {
		back.Minor, waits = r.CreditMinor, r.AmountMinor
	}
	return back, waits, err
}

// WaitsFor is what of the refund of a booking that ended waits until the payer's bank has decided about its payment; zero: nothing.
func (s *Service) WaitsFor(ctx context.Context, b *Booking) (money.Amount, error) {
	out := money.Amount{Currency: b.Price.Currency}
	p, paid, err := s.livePayment(ctx, s.DB, b.ID)
	if err != nil || !paid {
		return out, err
	}
	list, err := s.Payments.Refunds(ctx, s.DB, p.ID)
	for _, r := range list {
		if r.Waits {
			out.Minor += r.AmountMinor
		}
	}
	return out, err
}

// cancelKey names the refund of a cancellation.
func cancelKey(booking uuid.UUID) string { return "ref:" + booking.String() + ":cancelled" }

// Release gives up a hold of the caller: nothing was paid. Errors: payment.ErrAlreadyLive when it is being paid, or was.
func (s *Service) Release(ctx context.Context, c Caller, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		kept, err := s.releaseOwnTx(ctx, tx, c, id)
		if err == nil && kept {
			err = payment.ErrAlreadyLive
		}
		return err
	})
}

// ByID reads a booking for its caller: one query. Errors: ErrNotFound, also for bookings of others.
func (s *Service) ByID(ctx context.Context, c Caller, id uuid.UUID) (*Booking, error) {
	row, err := bookingdb.New(s.DB).ByID(ctx, id)
	return readable(c, &row, err)
}

// ByCode reads a booking by its human code.
func (s *Service) ByCode(ctx context.Context, c Caller, code string) (*Booking, error) {
	row, err := bookingdb.New(s.DB).ByCode(ctx, code)
	return readable(c, &row, err)
}

func readable(c Caller, row *bookingdb.BookingBooking, err error) (*Booking, error) {
	if db.IsNoRows(err) {
		return nil, ErrNotFound
	} else if err != nil {
		return nil, err
	}
	b := fromRow(row)
	if err := c.authorize(b, identity.Read); err != nil {
		return nil, err
	}
	return b, nil
}
