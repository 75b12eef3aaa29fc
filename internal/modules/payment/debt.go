package payment

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
)

// repaidTx takes what a practitioner paid of what they owe into the books. It is theirs at once, as a session's share is once it
// was earned: when their bank takes it back, or an operator gives it back, they owe it again.
func (s *Service) repaidTx(ctx context.Context, tx db.Tx, now time.Time, p Payment) (Payment, error) {
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
