package credit

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Refund pays the buyer of a gift back that nobody redeemed, the way it was paid, within 14 days. Errors: ErrNotFound, ErrSpent,
// ErrTooLate, payment.ErrDisputed.
func (s *Service) Refund(ctx context.Context, who identity.Principal, id uuid.UUID) (Gift, error) {
	now := s.Clock.Now()
	var out Gift
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		g, err := found(on(tx).Gift(ctx, id))
		switch {
		case err != nil:
			return err
		case !who.SignedIn() || g.BuyerID != who.PersonID || g.Status == Unpaid || g.Status == Void:
			return ErrNotFound
		case g.Status != Bought:
			return ErrSpent
		case !g.RefundableAt(now):
			return ErrTooLate
		}
		_, err = s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: g.PaymentID, AmountMinor: g.Amount.Minor, EventKey: "ref:gift:" + id.String(), Reason: "gift_withdrawn"})
		if db.Violates(err, ledger.ConstraintCredit) {
			return ErrSpent.With(err) // somebody redeemed it at this moment
		}
		if err != nil {
			return err
		}
		if err := s.endTx(ctx, tx, g, who.Actor(), now); err != nil {
			return err
		}
		g.Status, g.EndedAt = Refunded, now
		out = g
		return nil
	})
	return out, err
}
