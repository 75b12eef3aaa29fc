package payment

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// twice is how much more than was taken went back, with lost disputes as they stand: refunds that were decided, and what a bank
// took for good beside them. Where such a refund was not sent, that much of it is not owed.
func twice(p Payment, lost []paymentdb.PaymentDispute) int64 {
	n := -p.GatewayKeptMinor()
	for _, d := range lost {
		n += d.LostMinor
	}
	return max(n, 0)
}

// bankGave reports whether the payer has all of a refund that was not sent from their bank.
func (s *Service) bankGave(ctx context.Context, q *paymentdb.Queries, p Payment, r RefundRecord) (bool, error) {
	lost, err := q.LostDisputes(ctx, p.ID)
	return twice(p, lost) >= r.AmountMinor, err
}

// setOffTx sets what a payer is owed for refunds that were not sent off against what their bank took for good of the same payment.
// It runs when a dispute is lost and when a refund fails, so that the order does not matter. What was spent of the credit stays
// spent. The payment is locked.
func (s *Service) setOffTx(ctx context.Context, tx db.Tx, now time.Time, p Payment) error {
	q := paymentdb.New(tx)
	refunds, err := q.RefusedRefunds(ctx, p.ID)
	if err != nil || len(refunds) == 0 {
		return err
	}
	lost, err := q.LostDisputes(ctx, p.ID)
	if err != nil {
		return err
	}
	left := twice(p, lost)
	if left == 0 {
		return nil
	}
	there, err := ledger.LockCreditTx(ctx, tx, p.credit())
	if err != nil {
		return err
	}
	left = min(left, there)
	for _, r := range refunds {
		for i := range lost {
			part := min(left, r.AmountMinor-r.SetOffMinor, lost[i].LostMinor)
			if part <= 0 {
				continue
			}
			if err := s.setOffPartTx(ctx, tx, now, p, offset{r.ID, lost[i].ID, part}); err != nil {
				return err
			}
			left, r.SetOffMinor, lost[i].LostMinor = left-part, r.SetOffMinor+part, lost[i].LostMinor-part
		}
	}
	return nil
}

// offset is a part of a refund that a lost dispute took.
type offset struct {
	refund, dispute uuid.UUID
	minor           int64
}

func (s *Service) setOffPartTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, o offset) error {
	q := paymentdb.New(tx)
	if err := q.SetOffRefund(ctx, paymentdb.SetOffRefundParams{ID: o.refund, Part: o.minor}); err != nil {
		return err
	}
	if err := q.SetOffDispute(ctx, paymentdb.SetOffDisputeParams{ID: o.dispute, Part: o.minor}); err != nil {
		return err
	}
	_, err := ledger.PostTx(ctx, tx, p.setOffPosting(s.ids.ID(), now, o))
	return err
}
