package pack

import (
	"context"
	"encoding/json"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// maxTried attempts to buy may fail within triedWithin.
const (
	maxTried    = 10
	triedWithin = time.Hour
)

// BuyRequest asks for a package on the terms that its buyer saw.
type BuyRequest struct {
	OfferID      uuid.UUID
	OfferVersion int64 // of catalog.Package, as shown
	Method       payment.Method
	ReturnURL    string // where a payer comes back to after their bank asked something
}

// begun is what a key remembers: the package and the attempt to pay for it.
type begun struct{ PackID, PaymentID uuid.UUID }

// Buy takes the money and gives the package, for a signed-in person with a verified address. The same key goes on with the
// same purchase. When the bank asks something the Pack is given beside the error, so that the payer can come back to it.
// Errors: identity.ErrUnauthenticated, identity.ErrUnverified, catalog.ErrNoPackage, ErrClosed, ErrOfferChanged, ErrOwn,
// ErrTooMany, payment.ErrDeclined, payment.ErrActionRequired (details.action_url), payment.ErrProcessing,
// payment.ErrUnknown, payment.ErrClosed, idem.ErrReused.
func (s *Service) Buy(ctx context.Context, who identity.Principal, r BuyRequest, key idem.Key) (Pack, error) {
	if err := identity.RequireVerified(who); err != nil {
		return Pack{}, err
	}
	var b begun
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		b, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (begun, error) { return s.beginTx(ctx, tx, who, r) })
		return err
	})
	if err != nil {
		return Pack{}, err
	}
	outcome, err := s.Payments.Authorise(ctx, b.PaymentID, r.Method, true, r.ReturnURL)
	if err != nil {
		return Pack{}, err
	}
	// The money has moved, or may have: from here on the caller's patience no longer matters.
	return s.settle(context.WithoutCancel(ctx), Settle(b), outcome)
}

// beginTx writes down the terms and that somebody is paying, before any gateway is asked.
func (s *Service) beginTx(ctx context.Context, tx db.Tx, who identity.Principal, r BuyRequest) (begun, error) {
	now, q := s.Clock.Now(), packdb.New(tx)
	offer, svc, err := s.Catalog.PackageForSale(ctx, tx, r.OfferID)
	if err != nil {
		return begun{}, err
	}
	if err := forSale(offer, svc, who, r, now); err != nil {
		return begun{}, err
	}
	tried, err := q.CountTried(ctx, packdb.CountTriedParams{OwnerID: who.PersonID, Since: now.Add(-triedWithin)})
	if err != nil {
		return begun{}, err
	}
	if tried >= maxTried {
		return begun{}, ErrTooMany
	}
	quote, err := s.Tariff.QuoteFor(ctx, tx, tariff.Ask{PractitionerID: svc.PractitionerID, PersonID: svc.PersonID, Country: svc.Country, CategoryID: svc.CategoryID, Price: offer.Price, NoClientFee: true, At: now})
	if err != nil {
		return begun{}, err
	}
	kept, err := json.Marshal(quote)
	if err != nil {
		return begun{}, err
	}
	row, err := q.InsertPack(ctx, packdb.InsertPackParams{ID: s.IDs.ID(), Code: s.IDs.Code(8), OfferID: offer.ID, OwnerID: who.PersonID,
		PractitionerID: svc.PractitionerID, PractitionerPersonID: svc.PersonID, PractitionerName: svc.DisplayName, ServiceID: svc.ID,
		ServiceName: svc.Title(), Sessions: int16(offer.Sessions), PriceMinor: offer.Price.Minor, CommissionMinor: quote.CommissionMinor(), Quote: kept,
		Currency: offer.Price.Currency, StepMinor: int16(offer.Step()), ValidDays: int16(offer.ValidDays), Now: now})
	if err != nil {
		return begun{}, err
	}
	paying, err := s.Payments.BeginTx(ctx, tx, now, payment.Begin{BookingID: row.ID, Purpose: payment.ForPackage, PayerID: who.PersonID,
		PractitionerID: svc.PractitionerID, PractitionerPersonID: svc.PersonID, Amount: offer.Price})
	if err != nil {
		return begun{}, err
	}
	b := begun{row.ID, paying.ID}
	return b, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Settle(b), At: now.Add(settleAfter), Queue: jobs.QueueMoney})
}

func forSale(offer catalog.Package, svc catalog.Bookable, who identity.Principal, r BuyRequest, now time.Time) error {
	switch {
	case !offer.Active || !svc.Open(now) || offer.Price.Currency != svc.Price.Currency:
		return ErrClosed
	case offer.Version != r.OfferVersion:
		return ErrOfferChanged
	case svc.PersonID == who.PersonID:
		return ErrOwn
	}
	return nil
}
