package payment

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
)

// capturedTx takes captured money into the books. What a practitioner pays of what they owe is theirs at once, as a session's
// share is once it was earned: when their bank takes it back, or an operator gives it back, they owe it again.
func (s *Service) capturedTx(ctx context.Context, tx db.Tx, now time.Time, p Payment) (Payment, error) {
	if p.Purpose != ForDebt {
		_, err := ledger.PostTx(ctx, tx, p.capturePosting(s.ids.ID(), now))
		return p, err
	}
	funds, err := ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency)
	if err != nil {
		return p, err
	}
	if _, err := ledger.PostTx(ctx, tx, p.debtPosting(ledger.Heading{ID: s.ids.ID(), At: now}, funds)); err != nil {
		return p, err
	}
	return found(paymentdb.New(tx).EarnPayment(ctx, paymentdb.EarnPaymentParams{ID: p.ID, Now: now}))
}

func (p Payment) debtPosting(h ledger.Heading, funds ledger.PractitionerBalance) ledger.Posting {
	return p.posting(h.ID, "capture", p.captureKey(), h.At, append(p.towards(p.CapturedMinor, funds), ledger.Debit(p.clearing(), p.CapturedMinor))...)
}
