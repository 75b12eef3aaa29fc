package payment

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"slices"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// ErrBooks: the books do not hold; Details is a BooksReport.
var ErrBooks = apperr.New(apperr.Internal, "ledger_unsound", "The ledger does not balance.")

// BooksReport says what is wrong with the books.
type BooksReport struct {
	Faults        []ledger.Fault
	Balances      []ledger.BalanceFault // kept balances that are not what their entries sum to
	Payments      []PaymentFault
	Refunds       []RefundFault
	Parts         []PartFault
	Strays        []StrayFault
	Steps         []string                   // keys of steps that do not say what their payment or refund says
	Sums          map[string]int64           // currencies whose trial balance is not zero
	Practitioners []ledger.PractitionerFault // balances of practitioners that are not what the entries sum to
	Credits       []ledger.CreditFault       // credits of clients that are not what the entries sum to
}

func (r BooksReport) sound() bool {
	return len(r.Faults)+len(r.Balances)+len(r.Payments)+len(r.Refunds)+len(r.Parts)+len(r.Strays)+len(r.Steps)+len(r.Sums)+len(r.Practitioners)+len(r.Credits) == 0
}

// PaymentFault is a payment whose amounts are not what the ledger says moved at the gateway for it.
type PaymentFault struct {
	PaymentID     uuid.UUID
	ExpectedMinor int64
	LedgerMinor   int64
}

// RefundFault is a refund whose row is not what its postings say. Amounts are minor units.
type RefundFault struct {
	RefundID, PaymentID            uuid.UUID
	ExpectedMinor, LedgerMinor     int64 // what goes back
	FailedMinor, LedgerFailedMinor int64 // what of it the gateway kept
	SetOffMinor, LedgerSetOffMinor int64 // what of that a lost dispute gave
}

// PartFault is a part of a booking's payment that is not what was posted of it: "commission", "tax", "withheld", or "borne", what the
// platform adds for a code.
type PartFault struct {
	PaymentID                  uuid.UUID
	Part                       string
	ExpectedMinor, LedgerMinor int64
}

// StrayFault is a payment of which a posting names another booking, currency, gateway or practitioner than its row.
type StrayFault struct {
	PaymentID uuid.UUID
	What      string // booking, currency, gateway, practitioner
	EventKey  string // of the first such posting
}

// TrialBalance is every account's balance, added up from zero, and the sum per currency: zero in sound books.
func (s *Service) TrialBalance(ctx context.Context, q db.Querier) (ledger.TrialBalance, error) {
	return ledger.ReadTrialBalance(ctx, q)
}

// VerifyBalanced replays the ledger: every transaction is complete and sums to zero, the trial balance is zero, each
// payment's amounts and parts and each refund agree with what was posted for them, and each practitioner's kept balance is the sum of its entries. Give it a repeatable-read transaction when payments are running.
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
	balances, err := ledger.VerifyBalances(ctx, q)
	if err != nil {
		return err
	}
	rows, err := paymentdb.New(q).PaymentsOffTheLedger(ctx)
	if err != nil {
		return err
	}
	report := BooksReport{Faults: faults, Balances: balances, Sums: map[string]int64{}}
	if report.Steps, err = paymentdb.New(q).StepsOffPayments(ctx); err != nil {
		return err
	}
	if report.Refunds, report.Parts, err = rowsOffTheLedger(ctx, q); err != nil {
		return err
	}
	if report.Strays, err = strays(ctx, q); err != nil {
		return err
	}
	for currency, sum := range tb.Sums {
		if sum != 0 {
			report.Sums[currency] = sum
		}
	}
	for _, r := range rows {
		report.Payments = append(report.Payments, PaymentFault{r.ID, r.ExpectedMinor, r.LedgerMinor})
	}
	if report.Practitioners, err = ledger.VerifyPractitioners(ctx, q); err != nil {
		return err
	}
	if report.Credits, err = ledger.VerifyCredits(ctx, q); err != nil {
		return err
	}
	if !report.sound() {
		return ErrBooks.WithDetails(report)
	}
	return nil
}

// rowsOffTheLedger names refunds and parts of payments that the books contradict.
func rowsOffTheLedger(ctx context.Context, q db.Querier) ([]RefundFault, []PartFault, error) {
	refunds, err := paymentdb.New(q).RefundsOffTheLedger(ctx)
	if err != nil {
		return nil, nil, err
	}
	var back []RefundFault
	for _, r := range refunds {
		back = append(back, RefundFault{r.ID, r.PaymentID, r.ExpectedMinor, r.LedgerMinor, r.FailedMinor, r.LedgerFailedMinor, r.SetOffMinor, r.LedgerSetOffMinor})
	}
	parts, err := paymentdb.New(q).PartsOffTheLedger(ctx)
	var off []PartFault
	for _, r := range parts {
		off = append(off, PartFault{r.ID, r.Part, r.ExpectedMinor, r.LedgerMinor})
	}
	return back, off, err
}

// strays names payments whose parties the books contradict.
func strays(ctx context.Context, q db.Querier) (out []StrayFault, err error) {
	rows, err := paymentdb.New(q).PostingsOffTheirPayment(ctx)
	for _, r := range rows {
		out = append(out, StrayFault{r.ID, r.What, r.EventKey})
	}
	return out, err
}

// Books is the result of an audit.
type Books struct {
	ledger.TrialBalance
	Chain  ledger.Chain
	Report BooksReport // empty in sound books
}

// Sound reports whether everything holds.
func (b Books) Sound() bool {
	return b.Chain.Break == nil && b.Report.sound()
}

// Findings says what is wrong, a line each: the chain first, then what does not add up.
func (b Books) Findings() []string {
	var out []string
	if x := b.Chain.Break; x != nil {
		out = append(out, fmt.Sprintf("%s: seal %d, posting %s (%s)", x.Why, x.N, x.EventKey, x.TransactionID))
	}
	r := b.Report
	for _, f := range r.Faults {
		out = append(out, fmt.Sprintf("%s is off by %s, entries missing: %d", f.EventKey, amount(f.OffMinor, f.Currency), f.Missing))
	}
	for _, currency := range slices.Sorted(maps.Keys(r.Sums)) {
		out = append(out, fmt.Sprintf("the trial balance is off by %s", amount(r.Sums[currency], currency)))
	}
	return append(append(out, r.rows()...), r.balances()...)
}

func amount(minor int64, currency string) string {
	return money.Amount{Minor: minor, Currency: currency}.Decimal() + " " + currency
}

// rows names what the books contradict.
func (r BooksReport) rows() (out []string) {
	for _, f := range r.Payments {
		out = append(out, fmt.Sprintf("payment %s moved %d in the books, %d by its record (minor units)", f.PaymentID, f.LedgerMinor, f.ExpectedMinor))
	}
	for _, f := range r.Strays {
		out = append(out, fmt.Sprintf("payment %s has another %s by its record than in the books: posting %s", f.PaymentID, f.What, f.EventKey))
	}
	for _, f := range r.Refunds {
		out = append(out, fmt.Sprintf("refund %s of payment %s is %d in the books, %d by its record; kept by the gateway %d and %d, set off %d and %d (minor units)", f.RefundID, f.PaymentID,
			f.LedgerMinor, f.ExpectedMinor, f.LedgerFailedMinor, f.FailedMinor, f.LedgerSetOffMinor, f.SetOffMinor))
	}
	for _, f := range r.Parts {
		out = append(out, fmt.Sprintf("%s of payment %s is %d in the books, %d by its record (minor units)", f.Part, f.PaymentID, f.LedgerMinor, f.ExpectedMinor))
	}
	for _, key := range r.Steps {
		out = append(out, fmt.Sprintf("step %s does not say what its payment says", key))
	}
	return out
}

// balances names what is kept beside the entries and is not their sum.
func (r BooksReport) balances() (out []string) {
	for _, f := range r.Balances {
		out = append(out, fmt.Sprintf("balance of %s %s %s is kept as %d and its entries sum to %d (minor units)", f.Kind, f.Owner, f.Currency, f.KeptMinor, f.EntriesMinor))
	}
	for _, f := range r.Practitioners {
		out = append(out, fmt.Sprintf("balance of practitioner %s in %s is kept off by %d payable, %d in transit, %d owed (minor units)", f.Practitioner, f.Off.Currency,
			f.Off.Payable, f.Off.InTransit, f.Off.Receivable))
	}
	for _, f := range r.Credits {
		out = append(out, fmt.Sprintf("credit of %s is kept off by %d %s (minor units)", f.Owner, f.Off.Minor, f.Off.Currency))
	}
	return out
}

// Audit replays the books from zero at one instant, while payments go on: every posting balances, the payments agree with
// it, and the chain of hashes with its signed days holds. It seals first what waits, so that little is left unproved.
// progress hears how many seals hold so far; nil: nobody does. It takes as long as it takes: no statement is cut off.
func (s *Service) Audit(ctx context.Context, progress func(sealed int64)) (Books, error) {
	var out Books
	if _, err := s.witness.Seal(ctx, s.db, s.clock.Now()); err != nil && !errors.Is(err, ledger.ErrRewritten) {
		return out, err
	}
	err := s.db.InTx(ctx, func(tx db.Tx) (err error) {
		out = Books{}
		if _, err := tx.Exec(ctx, "set transaction isolation level repeatable read, read only; set local statement_timeout = 0"); err != nil {
			return err
		}
		if err := s.VerifyBalanced(ctx, tx); err != nil {
			e, ok := apperr.As(err)
			if !ok || e.Code != ErrBooks.Code {
				return err
			}
			out.Report, _ = e.Details.(BooksReport)
		}
		if out.TrialBalance, err = ledger.ReadTrialBalance(ctx, tx); err != nil {
			return err
		}
		var key ed25519.PublicKey
		if s.signer != nil {
			key, _ = s.signer.Public().(ed25519.PublicKey)
		}
		if out.Chain, err = ledger.VerifyChain(ctx, tx, key, progress); err == nil && out.Chain.Break == nil {
			out.Chain.Break, err = s.witness.Break(ctx, tx)
		}
		return err
	})
	return out, err
}
