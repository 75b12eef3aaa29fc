package payment

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// PayOffTx notes that a refund which a gateway refused was given back by other means, from the platform's bank account: it is owed as
// credit no more. What the payer spent of it meanwhile they have had; then less is paid off, or nothing. Once per refund; again changes nothing. Errors:
// ErrNotFound, ErrState when it did not fail, ErrDisputed while the payer's bank may give them the money.
func (s *Service) PayOffTx(ctx context.Context, tx db.Tx, now time.Time, refund uuid.UUID) error {
	row, err := paymentdb.New(tx).Refund(ctx, refund)
	if db.IsNoRows(err) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	if RefundStatus(row.Status) != RefundFailed {
		return ErrState
	}
	if err := s.UndisputedTx(ctx, tx, row.PaymentID); err != nil { // under its lock nothing of the refund is set off either
		return err
	}
	if row, err = paymentdb.New(tx).Refund(ctx, refund); err != nil {
		return err
	}
	if n, err := paymentdb.New(tx).PaidOff(ctx, paymentdb.PaidOffParams{ID: refund, Now: now}); err != nil || n == 0 {
		return err // it was noted before
	}
	p, err := s.Get(ctx, tx, row.PaymentID)
	if err != nil {
		return err
	}
	there, err := ledger.LockCreditTx(ctx, tx, p.credit())
	if err != nil {
		return err
	}
	minor := min(there, row.AmountMinor-row.SetOffMinor)
	_, err = ledger.PostTx(ctx, tx, p.posting(s.ids.ID(), "paid_off", "payoff:"+refund.String(), now,
		ledger.Debit(p.credit(), minor), ledger.Credit(ledger.Account{Kind: ledger.Bank, Owner: houseBank, Currency: p.Currency}, minor)))
	return err
}

// houseBank is the platform's own bank account in the books.
const houseBank = "house"
