package ledger

import (
	"context"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// PractitionerBalance is what the books hold for a practitioner in one currency, in minor units; none is ever negative.
// The database keeps it beside the entries: a posting that would take more than is there is refused
// (practitioner_payable_not_negative and its siblings).
type PractitionerBalance struct {
	Currency   string
	Payable    int64 // earned and not sent
	InTransit  int64 // sent, and not confirmed by the bank
	Receivable int64 // what the practitioner owes: given back to clients after it was paid out
}

// LockPractitionerTx reads a practitioner's balance and keeps it from changing until the end of the transaction. Whoever
// decides on a practitioner's money takes this lock first, after the lock of the payment it is about. Two practitioners
// never wait for one another.
func LockPractitionerTx(ctx context.Context, tx db.Tx, practitioner uuid.UUID, currency string) (PractitionerBalance, error) {
	row, err := ledgerdb.New(tx).LockPractitioner(ctx, ledgerdb.LockPractitionerParams{Practitioner: practitioner.String(), Currency: currency})
	return PractitionerBalance{currency, row.PayableMinor, row.InTransitMinor, row.ReceivableMinor}, err
}

// PractitionerBalances are a practitioner's balances by currency, at this moment.
func PractitionerBalances(ctx context.Context, q db.Querier, practitioner uuid.UUID) ([]PractitionerBalance, error) {
	rows, err := ledgerdb.New(q).PractitionerBalances(ctx, practitioner.String())
	out := make([]PractitionerBalance, len(rows))
	for i, r := range rows {
		out[i] = PractitionerBalance{r.Currency, r.PayableMinor, r.InTransitMinor, r.ReceivableMinor}
	}
	return out, err
}

// PractitionerFault is a kept balance that is not what the entries sum to: somebody reached behind the constraints. The
// amounts say by how much it is off.
type PractitionerFault struct {
	Practitioner string
	Off          PractitionerBalance
}

// VerifyPractitioners adds all entries up again and names the kept balances that differ, at most 1,000; none in sound books.
func VerifyPractitioners(ctx context.Context, q db.Querier) ([]PractitionerFault, error) {
	rows, err := ledgerdb.New(q).PractitionersOff(ctx)
	out := make([]PractitionerFault, len(rows))
	for i, r := range rows {
		out[i] = PractitionerFault{r.Practitioner, PractitionerBalance{r.Currency, r.PayableOff, r.InTransitOff, r.ReceivableOff}}
	}
	return out, err
}
