package booking

import (
	"context"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// AcceptTogether confirms a request and all others of its series that still wait: all, or none when the time of one is
// gone. A request by itself is accepted alone. Errors: those of Accept, about any of them.
func (s *Service) AcceptTogether(ctx context.Context, c Caller, id uuid.UUID) ([]*Booking, error) {
	var out []*Booking
	var captures []Capture
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		captures = nil
		list, err := s.decided(ctx, tx, c, id, Confirmed)
		out = list
		for _, b := range list {
			if err != nil || b.Status == Confirmed {
				break // pressed twice
			}
			var pay uuid.UUID
			if pay, err = s.acceptRequestTx(ctx, tx, b, c, s.Clock.Now()); pay != uuid.Nil {
				captures = append(captures, Capture{BookingID: b.ID, PaymentID: pay})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, j := range captures {
		_ = s.CapturePayment(context.WithoutCancel(ctx), j) // a failure here is the job's to repeat: the answer stands
	}
	return out, nil
}

// DeclineTogether refuses a request and all others of its series that still wait; nothing is charged for any. The reason, if
// any, is told to the seeker. Errors: those of Decline.
func (s *Service) DeclineTogether(ctx context.Context, c Caller, id uuid.UUID, reason string) ([]*Booking, error) {
	if utf8.RuneCountInString(reason) > maxReason {
		return nil, apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "length", Message: "A reason has at most 1,000 characters."})
	}
	var out []*Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) (err error) {
		if out, err = s.decided(ctx, tx, c, id, Declined); err != nil {
			return err
		}
		for _, b := range out {
			if b.Status == Declined {
				break // pressed twice
			}
			e := end{to: Declined, by: c.side(b), event: "booking.declined", caller: c, now: s.Clock.Now()}
			if err := s.endPaidTx(ctx, tx, b, e, reason); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// decided locks what one answer is about: the asked request and those of its series that wait like it. One that was given
// this answer before stands alone: it says so again.
func (s *Service) decided(ctx context.Context, tx db.Tx, c Caller, id uuid.UUID, to Status) ([]*Booking, error) {
	list, err := s.lockTogether(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := c.authorize(list[0], identity.Decide); err != nil {
		return nil, err
	}
	if list[0].Status == to {
		return list[:1], nil
	}
	if err := check(list[0], to, c.side(list[0])); err != nil {
		return nil, err
	}
	out := list[:1]
	for _, b := range list[1:] {
		if b.Status == Pending && c.authorize(b, identity.Decide) == nil {
			out = append(out, b)
		}
	}
	return out, nil
}
