package desk

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
)

func refundRow(r deskdb.RefundsRow) Row {
	return Row{ID: r.RefundID.String(), Code: r.Code, Person: r.PayerID, For: payment.Purpose(r.Purpose), Of: r.BookingID, Why: r.Reason, Since: r.FailedAt.UTC(),
		Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, Dispute: r.DisputeID}
}

// Refund is one failed refund that waits. Operators only. Errors: identity's, ErrNoRefund, ErrHandled.
func (s *Service) Refund(ctx context.Context, by identity.Principal, id uuid.UUID) (Row, error) {
	if err := may(by, identity.Read); err != nil {
		return Row{}, err
	}
	r, err := on(s.DB).RefundByID(ctx, id)
	switch {
	case db.IsNoRows(err):
		return Row{}, ErrNoRefund
	case err != nil:
		return Row{}, err
	case r.Handled:
		return Row{}, ErrHandled
	}
	return refundRow(deskdb.RefundsRow{RefundID: r.RefundID, BookingID: r.BookingID, AmountMinor: r.AmountMinor, Currency: r.Currency, Reason: r.Reason, FailedAt: r.FailedAt,
		DisputeID: r.DisputeID, Purpose: r.Purpose, PayerID: r.PayerID, Code: r.Code}), nil
}

// HandleRefund notes that a failed refund was paid by other means: it is owed as credit no more, as far as the payer has not
// spent it (payment.PayOffTx). The refund itself stays failed. Errors: identity's, apperr.ErrValidation, ErrNoRefund, ErrHandled,
// payment.ErrDisputed while the payer's bank may give them the money.
func (s *Service) HandleRefund(ctx context.Context, by identity.Principal, id uuid.UUID, reason string) error {
	if err := may(by, identity.Update); err != nil {
		return err
	}
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		if _, err := on(tx).RefundByID(ctx, id); db.IsNoRows(err) {
			return ErrNoRefund
		} else if err != nil {
			return err
		}
		action, err := s.actTx(ctx, tx, by, now, "refund_handled", id.String(), reason)
		if err != nil {
			return err
		}
		n, err := on(tx).HandleRefund(ctx, deskdb.HandleRefundParams{RefundID: id, ActionID: action})
		if err == nil && n == 0 {
			err = ErrHandled
		}
		if err != nil {
			return err
		}
		return s.Payments.PayOffTx(ctx, tx, now, id)
	})
}
