package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/invoice"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// EarnTx releases what was kept from escrow to the practitioner and the platform (posting 5): the service was rendered,
// or the booking's policy keeps it all. What the practitioner owes is repaid from it first. Once per payment; again changes nothing. Errors: ErrNotFound, ErrState when
// nothing was captured.
func (s *Service) EarnTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID) (Payment, error) {
	q := paymentdb.New(tx)
	p, err := found(q.EarnPayment(ctx, paymentdb.EarnPaymentParams{ID: id, Now: now}))
	if errors.Is(err, ErrNotFound) {
		p, err := found(q.Payment(ctx, id))
		if err == nil && p.EarnedAt == nil {
			err = ErrState
		}
		return p, err
	}
	if err != nil {
		return Payment{}, err
	}
	funds, err := ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency)
	if err != nil {
		return Payment{}, err
	}
	if _, err = ledger.PostTx(ctx, tx, p.earnPosting(s.ids.ID(), now, funds.Receivable)); err != nil {
		return p, err
	}
	return p, s.documentTx(ctx, tx, now, p)
}

// documentTx has it written down what is kept of a payment that was earned; who repays buys nothing.
func (s *Service) documentTx(ctx context.Context, tx db.Tx, now time.Time, p Payment) error {
	if s.papers == nil || p.EarnedAt == nil || p.Purpose == ForDebt {
		return nil
	}
	return s.papers.SettleTx(ctx, tx, now, p.supply())
}

func (p Payment) supply() invoice.Supply {
	return invoice.Supply{SubjectID: p.BookingID, PaymentID: p.ID, BuyerID: p.PayerID, PractitionerID: p.PractitionerID, PractitionerPersonID: p.PractitionerPersonID,
		Currency: p.Currency, Kept: p.KeptMinor(), Commission: p.CommissionKeptMinor(), Tax: p.TaxKeptMinor(), Withheld: p.WithheldKeptMinor(), Borne: p.BorneKeptMinor(), Quote: p.Quote}
}
