package payment

import (
	"context"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/modules/payment/ledger"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ErrBooks: the books do not hold; Details is a BooksReport.
var ErrBooks = apperr.New(apperr.Internal, "ledger_unsound", "The ledger does not balance.")

// BooksReport says what is wrong with the books.
type BooksReport struct {
	Faults   []ledger.Fault
	Payments []PaymentFault
	Sums     map[string]int64 // currencies whose trial balance is not zero
}

// PaymentFault is a payment whose amounts are not what the ledger says moved at the gateway for it.
type PaymentFault struct {
	PaymentID     uuid.UUID
	ExpectedMinor int64
	LedgerMinor   int64
}

// TrialBalance is every account's balance, added up from zero, and the sum per currency: zero in sound books.
func (s *Service) TrialBalance(ctx context.Context, q db.Querier) (ledger.TrialBalance, error) {
	return ledger.ReadTrialBalance(ctx, q)
}

// VerifyBalanced replays the ledger: every transaction is complete and sums to zero, the trial balance is zero, and each
// payment's amounts agree with what was posted for it. Give it a repeatable-read transaction when payments are running.
// Errors: ErrBooks with the report.
func (s *Service) VerifyBalanced(ctx context.Context, q db.Querier) error {
	faults, err := ledger.Verify(ctx, q)
	if err != nil {
		return err
	}
	tb, err := ledger.ReadTrialBalance(ctx, q)
	if err != nil {
		return err
	}
	rows, err := paymentdb.New(q).PaymentsOffTheLedger(ctx)
	if err != nil {
		return err
	}
	report := BooksReport{Faults: faults, Sums: map[string]int64{}}
	for currency, sum := range tb.Sums {
		if sum != 0 {
			report.Sums[currency] = sum
		}
	}
	for _, r := range rows {
		report.Payments = append(report.Payments, PaymentFault{r.ID, r.ExpectedMinor, r.LedgerMinor})
	}
	if len(report.Faults)+len(report.Payments)+len(report.Sums) > 0 {
		return ErrBooks.WithDetails(report)
	}
	return nil
}
