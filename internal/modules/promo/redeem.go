package promo

import (
	"context"
	"time"

	"klear/internal/modules/promo/internal/promodb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Use is a person's wish to use a code for a booking.
type Use struct {
	Code       string
	PersonID   uuid.UUID
	BookingID  uuid.UUID
	ServiceID  uuid.UUID
	VariantOf  uuid.UUID // the heading of the service; zero: it is one
	CategoryID uuid.UUID
	Shared     bool         // several practitioners are behind the price: none of them agreed to bear anything of it
	Price      money.Amount // the practitioner's, before
	First      bool         // the person has booked nothing before
}

// RedeemTx counts a use and says what comes off. The booking's row is locked by the caller; after it, whoever uses a code
// waits for whoever uses the same one. Errors: ErrNoCode, ErrUnfit, ErrMinimum, ErrFirstOnly, ErrUsed, ErrUsedUp.
func (s *Service) RedeemTx(ctx context.Context, tx db.Tx, now time.Time, u Use) (tariff.Off, error) {
	row, err := on(tx).LockCode(ctx, Clean(u.Code))
	if db.IsNoRows(err) {
		return tariff.Off{}, ErrNoCode
	}
	if err != nil {
		return tariff.Off{}, err
	}
	p := promotionOf(row)
	if err := s.fits(ctx, tx, p, u, now); err != nil {
		return tariff.Off{}, err
	}
	off, err := p.Off(u.Price)
	if err != nil {
		return tariff.Off{}, err
	}
	if off == 0 {
		return tariff.Off{}, ErrMinimum
	}
	nth, err := on(tx).NextUse(ctx, promodb.NextUseParams{PromotionID: p.ID, PersonID: u.PersonID})
	if err != nil {
		return tariff.Off{}, err
	}
	err = on(tx).Redeem(ctx, promodb.RedeemParams{ID: s.IDs.ID(), PromotionID: p.ID, PersonID: u.PersonID, BookingID: u.BookingID, Nth: nth, FirstOnly: p.FirstOnly,
		OffMinor: off, Currency: u.Price.Currency, UsedAt: now})
	return tariff.Off{PromotionID: p.ID, Minor: off, Platform: p.BorneBy == Platform}, explain(err)
}

// fits reports why a code is not for this use. One that is over or not yet there is as good as unknown.
func (s *Service) fits(ctx context.Context, q db.Querier, p Promotion, u Use, now time.Time) error {
	switch p.StateOn(s.DayOf(now)) {
	case Ahead, Over:
		return ErrNoCode
	case UsedUp:
		return ErrUsedUp
	}
	switch {
	case p.Currency != "" && p.Currency != u.Price.Currency,
		p.ServiceID != uuid.Nil && p.ServiceID != u.ServiceID && p.ServiceID != u.VariantOf,
		p.BorneBy == Practitioner && u.Shared:
		return ErrUnfit
	case u.Price.Minor < p.MinMinor:
		return ErrMinimum.WithDetails(map[string]money.Amount{"minimum": {Minor: p.MinMinor, Currency: p.Currency}})
	case p.FirstOnly && !u.First:
		return ErrFirstOnly
	}
	if p.CategoryID == uuid.Nil {
		return nil
	}
	within, err := on(q).Within(ctx, promodb.WithinParams{CategoryID: u.CategoryID, Wanted: p.CategoryID})
	if err == nil && !within {
		err = ErrUnfit
	}
	return err
}

func explain(err error) error {
	switch {
	case db.Violates(err, constraintUsed):
		return ErrUsedUp.With(err)
	case db.Violates(err, constraintFirst):
		return ErrFirstOnly.With(err)
	case db.Violates(err, constraintNth), db.Code(err) == tooOften:
		return ErrUsed.With(err)
	}
	return err
}

// ReleaseTx gives the code of a booking back, if it used one: nothing came of it, or the person thought better of it.
func (s *Service) ReleaseTx(ctx context.Context, tx db.Tx, now time.Time, booking uuid.UUID) error {
	_, err := on(tx).Release(ctx, promodb.ReleaseParams{BookingID: booking, Now: now})
	return err
}
