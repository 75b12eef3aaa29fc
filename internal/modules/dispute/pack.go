package dispute

import (
	"context"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Pack is the evidence as data: what the platform knows of what was paid for, and what the practitioner adds.
type Pack struct {
	Case
	Paid    Paid
	Booking *Session // nil: a package or a plan was paid for
}

// Paid is the money: what was taken, and what went back.
type Paid struct {
	Amount  money.Amount
	Method  string // "Test card ending 4242"
	At      time.Time
	Refunds []payment.RefundRecord // oldest first
}

// Session is a booking without its words, nor what it was for.
type Session struct {
	Code         string
	Practitioner string
	MadeAt       time.Time
	Start, End   time.Time
	Zone         string // IANA, of the practitioner
	Mode         string
	Status       booking.Status
	EndedBy      string
	Terms        booking.Terms // as they stood before the payer paid
	Forms        []booking.FormRecord
	Started      time.Time // zero: the practitioner did not mark it
	Ended        time.Time
}

// Preview is the evidence as it would be sent now, or of an answered dispute what is known now. Operators only. Errors:
// identity's, ErrNotFound.
func (s *Service) Preview(ctx context.Context, who identity.Principal, id uuid.UUID) (Pack, error) {
	if err := may(who, identity.Read); err != nil {
		return Pack{}, err
	}
	d, err := s.find(ctx, s.DB, who, identity.Read, id)
	if err != nil {
		return Pack{}, err
	}
	return s.gather(ctx, s.DB, d)
}

func (s *Service) gather(ctx context.Context, q db.Querier, d Dispute) (Pack, error) {
	c, err := s.caseOf(ctx, q, d)
	if err != nil {
		return Pack{}, err
	}
	out := Pack{Case: c}
	if out.Paid, err = s.paid(ctx, q, d.PaymentID); err != nil {
		return out, err
	}
	if d.Purpose != payment.ForBooking {
		return out, nil
	}
	r, err := s.Bookings.RecordOf(ctx, q, d.BookingID)
	if err != nil {
		return out, err
	}
	out.Booking = &Session{Code: r.Code, Practitioner: r.PractitionerName, MadeAt: r.CreatedAt, Start: r.Start, End: r.End, Zone: r.PractitionerZone, Mode: r.Mode,
		Status: r.Status, EndedBy: r.EndedBy, Terms: booking.TermsOf(r.Booking), Forms: r.Forms, Started: r.Started, Ended: r.Ended}
	return out, nil
}

func (s *Service) paid(ctx context.Context, q db.Querier, id uuid.UUID) (Paid, error) {
	p, err := s.Payments.Get(ctx, q, id)
	if err != nil {
		return Paid{}, err
	}
	refunds, err := s.Payments.Refunds(ctx, q, id)
	return Paid{Amount: money.Amount{Minor: p.CapturedMinor, Currency: p.Currency}, Method: p.Method, At: p.CreatedAt, Refunds: refunds}, err
}
