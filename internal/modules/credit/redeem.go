package credit

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

const (
	// maxMisses is how many codes that are none a person may try within missWindow.
	maxMisses  = 10
	missWindow = time.Hour
)

// Redeem makes a gift the credit of whoever has its code, a signed-in person with a verified address; of two one wins. Who
// tries many codes that are none is stopped for a while. Errors: identity.ErrUnauthenticated, identity.ErrUnverified,
// ErrTooMany, ErrNoCode, ErrSpent, ErrHeld.
func (s *Service) Redeem(ctx context.Context, who identity.Principal, typed string) (money.Amount, error) {
	if err := identity.RequireVerified(who); err != nil {
		return money.Amount{}, err
	}
	if err := s.mayGuess(ctx, who.PersonID); err != nil {
		return money.Amount{}, err
	}
	now := s.Clock.Now()
	var out money.Amount
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) (err error) {
		out, err = s.redeemTx(ctx, tx, who, hashOf(Clean(typed)), now)
		return err
	})
	if errors.Is(err, ErrNoCode) {
		if err := s.missed(ctx, who.PersonID, now); err != nil {
			return money.Amount{}, err
		}
	}
	return out, err
}

// redeemTx locks the payment before the gift, as whoever gives the gift back does.
func (s *Service) redeemTx(ctx context.Context, tx db.Tx, who identity.Principal, hash []byte, now time.Time) (money.Amount, error) {
	g, err := found(on(tx).GiftByCode(ctx, hash))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && (g.Status == Unpaid || g.Status == Void):
		return money.Amount{}, ErrNoCode // nothing was paid: there is no gift
	case err != nil:
		return money.Amount{}, err
	case g.Status != Bought:
		return money.Amount{}, ErrSpent
	}
	if err := s.Payments.UndisputedTx(ctx, tx, g.PaymentID); errors.Is(err, payment.ErrDisputed) {
		return money.Amount{}, ErrHeld
	} else if err != nil {
		return money.Amount{}, err
	}
	if g, err = found(on(tx).RedeemGift(ctx, creditdb.RedeemGiftParams{ID: g.ID, PersonID: who.PersonID, Now: now})); err != nil {
		return money.Amount{}, err
	}
	p := ledger.GiftRedeemed(ledger.Heading{ID: s.IDs.ID(), Key: "gift:" + g.ID.String() + ":redeemed", PaymentID: g.PaymentID, At: now}, g.ID, who.PersonID, g.Amount)
	if err := s.postTx(ctx, tx, p); err != nil {
		return money.Amount{}, err
	}
	return g.Amount, s.publishTx(ctx, tx, EventRedeemed, g.ID, g.Version, who.Actor(), g.fact(who.PersonID), now)
}

// postTx posts what empties or fills a gift; one that is empty is spent.
func (s *Service) postTx(ctx context.Context, tx db.Tx, p ledger.Posting) error {
	posted, err := ledger.PostTx(ctx, tx, p)
	if db.Violates(err, ledger.ConstraintCredit) || err == nil && !posted {
		return ErrSpent.With(err)
	}
	return err
}

// mayGuess refuses whoever tried too many codes that are none: ErrTooMany.
func (s *Service) mayGuess(ctx context.Context, person uuid.UUID) error {
	n, err := on(s.DB).Misses(ctx, creditdb.MissesParams{PersonID: person, Since: s.Clock.Now().Add(-missWindow)})
	if err == nil && n >= maxMisses {
		err = ErrTooMany
	}
	return err
}

// missed notes a code that is none, and forgets those that no longer count.
func (s *Service) missed(ctx context.Context, person uuid.UUID, now time.Time) error {
	if err := on(s.DB).ForgetMisses(ctx, creditdb.ForgetMissesParams{PersonID: person, Until: now.Add(-missWindow)}); err != nil {
		return err
	}
	return on(s.DB).Miss(ctx, creditdb.MissParams{ID: s.IDs.ID(), PersonID: person, At: now})
}
