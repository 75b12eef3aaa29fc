package credit

import (
	"context"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Reason is why an operator gave credit: a code, not a person's words.
type Reason string

// The reasons.
const (
	PractitionerAbsent Reason = "practitioner_absent"
	PractitionerLate   Reason = "practitioner_late"
	SessionCut         Reason = "session_cut"
	SiteFault          Reason = "site_fault"
	OtherReason        Reason = "other"
)

// Reasons are all of them, in the order in which they are offered.
var Reasons = []Reason{PractitionerAbsent, PractitionerLate, SessionCut, SiteFault, OtherReason}

func (r Reason) known() bool {
	for _, x := range Reasons {
		if x == r {
			return true
		}
	}
	return false
}

// Grant is credit that an operator gave, with their name.
type Grant struct {
	ID        uuid.UUID
	BookingID uuid.UUID
	PersonID  uuid.UUID
	Amount    money.Amount
	Reason    Reason
	By        uuid.UUID
	At        time.Time
}

// GrantGoodwill gives the client of a booking credit in its currency, at the platform's cost (payments.md number 16); the client is
// written to. Operators only, each under their own name and within GoodwillLimits. Errors: identity's, booking.ErrNotFound,
// ErrNoClient, validation.
func (s *Service) GrantGoodwill(ctx context.Context, by identity.Principal, bookingID uuid.UUID, minor int64, why Reason) (Grant, error) {
	if err := identity.Authorize(by, identity.Refund, identity.ResPayment, identity.Subject{}); err != nil {
		return Grant{}, err
	}
	b, err := s.Bookings.ByID(ctx, booking.Caller{Principal: by}, bookingID)
	if err != nil {
		return Grant{}, err
	}
	now := s.Clock.Now()
	var out Grant
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) (err error) {
		out, err = s.GoodwillTx(ctx, tx, by, now, b, minor, why)
		return err
	})
	return out, err
}

// GoodwillTx is GrantGoodwill in the caller's transaction, who asked who may. Errors: ErrNoClient, validation.
func (s *Service) GoodwillTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, b *booking.Booking, minor int64, why Reason) (Grant, error) {
	if err := s.hasClient(ctx, tx, b); err != nil {
		return Grant{}, err
	}
	l := GoodwillLimits(b.Price.Currency)
	var v apperr.Validation
	v.Check(why.known(), "reason", "goodwill_reason", "Choose a reason.")
	v.Check(l.Holds(minor), "amount", "goodwill_amount", "Credit of %s to %s %s can be given at once.", money.Amount{Minor: l.Least, Currency: b.Price.Currency}.Decimal(),
		money.Amount{Minor: l.Most, Currency: b.Price.Currency}.Decimal(), b.Price.Currency)
	if err := v.Err(); err != nil {
		return Grant{}, err
	}
	out := Grant{ID: s.IDs.ID(), BookingID: b.ID, PersonID: b.SeekerID, Amount: money.Amount{Minor: minor, Currency: b.Price.Currency}, Reason: why, By: by.PersonID, At: now}
	return out, s.grantTx(ctx, tx, by, out)
}

// hasClient refuses a booking of nobody, or of a visitor: credit is an account's.
func (s *Service) hasClient(ctx context.Context, q db.Querier, b *booking.Booking) error {
	if b.SeekerID == uuid.Nil {
		return ErrNoClient
	}
	p, err := s.People.PersonByID(ctx, q, b.SeekerID)
	if err == nil && (p.Kind == identity.Guest || p.Status != identity.Active) {
		err = ErrNoClient
	}
	return err
}

func (s *Service) grantTx(ctx context.Context, tx db.Tx, by identity.Principal, g Grant) error {
	err := on(tx).InsertGoodwill(ctx, creditdb.InsertGoodwillParams{ID: g.ID, BookingID: g.BookingID, PersonID: g.PersonID, AmountMinor: g.Amount.Minor,
		Currency: g.Amount.Currency, Reason: string(g.Reason), GrantedBy: g.By, GrantedAt: g.At})
	if err != nil {
		return err
	}
	p := ledger.GoodwillGranted(ledger.Heading{ID: s.IDs.ID(), Key: "goodwill:" + g.ID.String(), BookingID: g.BookingID, At: g.At}, g.PersonID, g.Amount)
	if _, err := ledger.PostTx(ctx, tx, p); err != nil {
		return err
	}
	return s.publishTx(ctx, tx, EventGranted, g.ID, 1, by.Actor(), Fact{BookingID: g.BookingID, PersonID: g.PersonID, Reason: string(g.Reason), AmountMinor: g.Amount.Minor, Currency: g.Amount.Currency}, g.At)
}

// GrantsOf lists what was given for a booking, oldest first. Operators only. Errors: identity's.
func (s *Service) GrantsOf(ctx context.Context, by identity.Principal, bookingID uuid.UUID) ([]Grant, error) {
	if err := identity.Authorize(by, identity.Refund, identity.ResPayment, identity.Subject{}); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).GoodwillOf(ctx, bookingID)
	out := make([]Grant, len(rows))
	for i, r := range rows {
		out[i] = Grant{ID: r.ID, BookingID: r.BookingID, PersonID: r.PersonID, Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, Reason: Reason(r.Reason), By: r.GrantedBy, At: r.GrantedAt.UTC()}
	}
	return out, err
}
