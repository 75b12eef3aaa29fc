package booking

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/promo"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// UseCode takes what a code promises off the price of a hold; another code takes the place of the one before. The hold becomes
// the caller's. Who tries many codes that are none is stopped for a while. Errors: promo.ErrSignIn, ErrEmailUnverified,
// ErrNotFound, ErrHoldExpired, ErrNoCodeHere, payment.ErrAlreadyLive, promo.ErrTooMany, those of promo.Service.RedeemTx.
func (s *Service) UseCode(ctx context.Context, c Caller, id uuid.UUID, code string) (*Booking, error) {
	if !c.SignedIn() {
		return nil, promo.ErrSignIn
	}
	if err := s.Promos.MayGuess(ctx, c.PersonID); err != nil {
		return nil, err
	}
	b, err := s.reprice(ctx, c, id, func(tx db.Tx, b *Booking, now time.Time) (tariff.Off, error) {
		return s.redeemTx(ctx, tx, c, b, code, now)
	})
	if errors.Is(err, promo.ErrNoCode) {
		if err := s.Promos.Missed(ctx, c.PersonID); err != nil {
			return nil, err
		}
	}
	return b, err
}

// DropCode puts the price of a hold back to what it was before a code; without one it changes nothing. Errors: as UseCode,
// without those of codes.
func (s *Service) DropCode(ctx context.Context, c Caller, id uuid.UUID) (*Booking, error) {
	if !c.SignedIn() {
		return nil, promo.ErrSignIn
	}
	return s.reprice(ctx, c, id, func(db.Tx, *Booking, time.Time) (tariff.Off, error) { return tariff.Off{}, nil })
}

// CodeOf is the code that takes something off b; "": none does.
func (s *Service) CodeOf(ctx context.Context, b *Booking) (string, error) {
	if b.Quote.PromotionID == uuid.Nil {
		return "", nil
	}
	return s.Promos.Code(ctx, s.DB, b.Quote.PromotionID)
}

// AboutCode reports that an error of UseCode says something of the code, and not of the hold.
func AboutCode(err error) bool {
	return slices.ContainsFunc([]error{promo.ErrNoCode, promo.ErrUnfit, promo.ErrMinimum, promo.ErrFirstOnly, promo.ErrUsed, promo.ErrUsedUp, promo.ErrTooMany, promo.ErrSignIn, ErrNoCodeHere, ErrEmailUnverified},
		func(e error) bool { return errors.Is(err, e) })
}

// reprice gives the code of a hold back, lets choose say what comes off now, and writes the price that follows.
func (s *Service) reprice(ctx context.Context, c Caller, id uuid.UUID, choose func(db.Tx, *Booking, time.Time) (tariff.Off, error)) (*Booking, error) {
	now := s.Clock.Now()
	var out *Booking
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		b, err := s.priceable(ctx, tx, c, id, now)
		if err != nil {
			return err
		}
		if err := s.releaseCodeTx(ctx, tx, b, now); err != nil {
			return err
		}
		off, err := choose(tx, b, now)
		if err != nil {
			return err
		}
		out = b
		return s.setPriceTx(ctx, tx, c, b, off)
	})
	return out, err
}

// priceable locks a hold whose price the caller may still change.
func (s *Service) priceable(ctx context.Context, tx db.Tx, c Caller, id uuid.UUID, now time.Time) (*Booking, error) {
	if !c.Verified {
		return nil, ErrEmailUnverified
	}
	b, err := s.lock(ctx, bookingdb.New(tx), id)
	if err != nil {
		return nil, err
	}
	if err := c.authorize(b, updateAction); err != nil {
		return nil, err
	}
	switch {
	case c.side(b) == byPractitioner:
		return nil, ErrOwnService
	case b.SeekerID != uuid.Nil && b.SeekerID != c.PersonID, c.side(b) != bySeeker && !c.holdsSecretOf(b):
		return nil, identity.ErrForbidden // what a guest began is theirs until they sign in and pay
	case b.Status != Held || !b.ExpiresAt.After(now):
		return nil, ErrHoldExpired
	case b.Quote.FullMinor() == 0, b.SeriesID != uuid.Nil:
		return nil, ErrNoCodeHere
	}
	_, paying, err := s.livePayment(ctx, tx, b.ID)
	if err == nil && paying {
		err = payment.ErrAlreadyLive
	}
	return b, err
}

func (s *Service) redeemTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, code string, now time.Time) (tariff.Off, error) {
	svc, err := s.Catalog.ServiceForBooking(ctx, tx, b.ServiceID)
	if err != nil {
		return tariff.Off{}, err
	}
	before, err := bookingdb.New(tx).BookedBefore(ctx, c.PersonID)
	if err != nil {
		return tariff.Off{}, err
	}
	return s.Promos.RedeemTx(ctx, tx, now, promo.Use{Code: code, PersonID: c.PersonID, BookingID: b.ID, ServiceID: b.ServiceID, VariantOf: svc.VariantOf,
		CategoryID: svc.CategoryID, Shared: b.TeamServiceID != uuid.Nil, Price: money.Amount{Minor: b.Quote.FullMinor(), Currency: b.Price.Currency}, First: !before})
}

// setPriceTx writes what the hold costs with off. What the platform bears is put beside the quote as it was made; what the
// practitioner bears makes it anew, by the rules of the moment of the hold.
func (s *Service) setPriceTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, off tariff.Off) error {
	quote := b.Quote
	if lower := off.Minor > 0 && !off.Platform; lower || quote.OffMinor != quote.BorneMinor {
		svc, err := s.Catalog.ServiceForBooking(ctx, tx, b.ServiceID)
		if err != nil {
			return err
		}
		quote, err = s.Tariff.QuoteFor(ctx, tx, tariff.Ask{PractitionerID: b.PractitionerID, PersonID: b.PractitionerPersonID, Country: svc.Country, CategoryID: svc.CategoryID,
			Price: money.Amount{Minor: b.Quote.FullMinor(), Currency: b.Price.Currency}, Off: off, At: b.CreatedAt})
		if err != nil {
			return err
		}
	} else {
		quote.PromotionID, quote.OffMinor, quote.BorneMinor = off.PromotionID, off.Minor, off.Minor
	}
	kept, err := json.Marshal(quote)
	if err != nil {
		return err
	}
	b.Version, err = bookingdb.New(tx).SetPrice(ctx, bookingdb.SetPriceParams{ID: b.ID, PriceMinor: quote.PayinMinor(), CommissionMinor: quote.CommissionMinor(), Quote: kept, SeekerID: c.PersonID})
	b.Quote, b.Price.Minor, b.SeekerID = quote, quote.PayinMinor(), c.PersonID
	return err
}

// releaseCodeTx gives back the code that took something off b.
func (s *Service) releaseCodeTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	if b.Quote.PromotionID == uuid.Nil {
		return nil
	}
	return s.Promos.ReleaseTx(ctx, tx, now, b.ID)
}

// dropCodeTx gives the code of a booking that ends back, unless its seeker gave up one that stood.
func (s *Service) dropCodeTx(ctx context.Context, tx db.Tx, b *Booking, e end) error {
	if b.Status == Confirmed && e.by == bySeeker {
		return nil
	}
	return s.releaseCodeTx(ctx, tx, b, e.now)
}
