package payment

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// AdminRefund is an operator's refund outside the booking's own rules.
type AdminRefund struct {
	PaymentID   uuid.UUID
	AmountMinor int64  // with the payer's credit; 0: all that is left
	Reason      string // a code
}

// GiveBack refunds on an operator's word. The same key gives the same refund. What is kept stays where it is: in
// escrow, or with those who earned it. Errors: identity's, those of RefundTx, ErrOfPackage, ErrOfSubscription, ErrOfGift, ErrAtVenue, validation of the reason.
func (s *Service) GiveBack(ctx context.Context, who identity.Principal, r AdminRefund, k idem.Key) (RefundRecord, error) {
	if err := identity.Authorize(who, identity.Refund, identity.ResPayment, identity.Subject{}); err != nil {
		return RefundRecord{}, err
	}
	var v apperr.Validation
	v.Check(isCode(r.Reason), "reason", "code", "Give a reason of lower-case letters and underscores, at most 60.")
	v.Check(r.AmountMinor >= 0, "amount", "negative", "Give an amount, or leave it out to refund all that is left.")
	if err := v.Err(); err != nil {
		return RefundRecord{}, err
	}
	var out RefundRecord
	err := s.db.InTx(ctx, func(tx db.Tx) (err error) {
		now := s.clock.Now()
		out, _, err = idem.Run(ctx, tx, k, now, func() (RefundRecord, error) {
			p, err := s.Get(ctx, tx, r.PaymentID)
			if err != nil {
				return RefundRecord{}, err
			}
			if p.Purpose == ForPackage || p.PrepaidBy != uuid.Nil {
				return RefundRecord{}, ErrOfPackage
			}
			if p.AtVenue() {
				return RefundRecord{}, ErrAtVenue
			}
			if p.Purpose == ForSubscription {
				return RefundRecord{}, ErrOfSubscription
			}
			if p.Purpose == ForGift {
				return RefundRecord{}, ErrOfGift
			}
			amount := r.AmountMinor
			if amount == 0 {
				if amount = p.KeptMinor(); amount == 0 {
					return RefundRecord{}, ErrRefundExceeds
				}
			}
			key := "ref:admin:" + s.ids.ID().String()
			return s.RefundTx(ctx, tx, now, Refund{PaymentID: r.PaymentID, AmountMinor: amount, EventKey: key, Reason: r.Reason})
		})
		return err
	})
	return out, err
}

func isCode(s string) bool {
	for _, r := range s {
		if r != '_' && (r < 'a' || r > 'z') {
			return false
		}
	}
	return s != "" && len(s) <= 60
}
