package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// MaxBulk is how many bookings one run cancels at most.
const MaxBulk = 200

// BulkQuery is a practitioner, by the slug of their page, and a range of starts; To is exclusive.
type BulkQuery struct {
	Slug     string
	From, To time.Time
}

// Planned is a booking that a run would cancel, and what would go back.
type Planned struct {
	*Booking
	Back     money.Amount
	Disputed bool // the payer's bank has the money: what goes back is decided with the dispute
}

// PlanCancel lists what cancelling everything in a range would do, soonest first, at most MaxBulk, and whether there is
// more. Nothing is changed. Operators only. Errors: identity's.
func (s *Service) PlanCancel(ctx context.Context, by identity.Principal, q BulkQuery) (list []Planned, more bool, err error) {
	if err := identity.Authorize(by, identity.Cancel, identity.ResBooking, identity.Subject{}); err != nil {
		return nil, false, err
	}
	rows, err := bookingdb.New(s.DB).Cancellable(ctx, bookingdb.CancellableParams{Slug: q.Slug, Since: q.From, Until: q.To, MaxRows: MaxBulk + 1})
	if err != nil {
		return nil, false, err
	}
	more = len(rows) > MaxBulk
	rows = rows[:min(len(rows), MaxBulk)]
	ids := make([]uuid.UUID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	paid, err := s.Payments.LiveOf(ctx, s.DB, ids)
	if err != nil {
		return nil, false, err
	}
	disputed, err := s.Payments.DisputedOf(ctx, s.DB, ids)
	for i := range rows {
		b := fromRow(&rows[i])
		one := Planned{b, wouldGoBack(b, paid, s.Clock.Now()), disputed[b.ID]}
		if one.Disputed {
			one.Back.Minor = 0
		}
		list = append(list, one)
	}
	return list, more, err
}

// wouldGoBack is what refundTx would give back for an operator.
func wouldGoBack(b *Booking, paid map[uuid.UUID]payment.Payment, now time.Time) money.Amount {
	back := money.Amount{Currency: b.Price.Currency}
	if p, ok := paid[b.ID]; ok {
		back = RefundIf(b, byAdmin, now)
		if p.Status == payment.Captured {
			back.Minor = min(back.Minor, p.KeptMinor())
		}
	}
	return back
}

// Seen is a booking of a plan, at the version that was shown.
type Seen struct {
	ID      uuid.UUID `json:"id" format:"uuid"`
	Version int64     `json:"version" minimum:"1"`
}

// Outcome is what became of one of them. Err is nil when it is cancelled.
type Outcome struct {
	Code string // "" when it was not found
	ID   uuid.UUID
	Back money.Amount
	Err  error
}

// CancelMany cancels the bookings of a plan for both sides, each in a transaction of its own, so that one that changed
// meanwhile does not hold up the others. Repeating it changes nothing: what is cancelled already counts as done. Errors:
// identity's, apperr.ErrValidation.
func (s *Service) CancelMany(ctx context.Context, c Caller, list []Seen, reason string) ([]Outcome, error) {
	if err := identity.Authorize(c.Principal, identity.Cancel, identity.ResBooking, identity.Subject{}); err != nil {
		return nil, err
	}
	var v apperr.Validation
	v.Check(reason != "", "reason", "required", "Give a reason: both sides read it.")
	v.Check(len(list) > 0 && len(list) <= MaxBulk, "bookings", "length", "Cancel 1 to %d bookings at a time.", MaxBulk)
	if err := v.Err(); err != nil {
		return nil, err
	}
	out := make([]Outcome, len(list))
	for i, seen := range list {
		out[i] = s.cancelOne(ctx, c, seen, reason)
	}
	return out, nil
}

func (s *Service) cancelOne(ctx context.Context, c Caller, seen Seen, reason string) Outcome {
	o := Outcome{ID: seen.ID}
	b, back, err := s.Cancel(ctx, c, seen.ID, Cancellation{Version: seen.Version, Reason: reason})
	if err == nil {
		o.Code, o.Back = b.Code, back
		return o
	}
	o.Err = err
	if now, fault := s.ByID(ctx, c, seen.ID); fault == nil {
		o.Code = now.Code
		if errors.Is(err, ErrVersion) && now.Status == Cancelled && now.EndedBy == byAdmin && now.Version == seen.Version+1 {
			o.Back, o.Err = s.wentBack(ctx, now)
		}
	}
	return o
}

// wentBack is what an operator's cancellation of b gave back: the refund, or the whole price when nothing was taken yet.
func (s *Service) wentBack(ctx context.Context, b *Booking) (money.Amount, error) {
	back := money.Amount{Currency: b.Price.Currency}
	attempts, err := s.Payments.ByBooking(ctx, s.DB, b.ID)
	if err != nil {
		return back, err
	}
	for _, p := range attempts {
		if p.Status == payment.Voided {
			back = b.Price
		}
		refunds, err := s.Payments.Refunds(ctx, s.DB, p.ID)
		if err != nil {
			return back, err
		}
		for _, r := range refunds {
			if r.EventKey == cancelKey(b.ID) {
				back.Minor = r.TotalMinor()
				if r.Waits {
					back.Minor = r.CreditMinor
				}
				return back, nil
			}
		}
	}
	return back, nil
}
