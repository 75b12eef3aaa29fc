package ledger

import (
	"context"
	"time"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Balance is an account's sum of entries: debit positive.
type Balance struct {
	Account
	Minor int64
}

// TrialBalance is every account's balance and their sum per currency, which is zero in sound books.
type TrialBalance struct {
	Accounts []Balance
	Sums     map[string]int64 // by currency
}

// ReadTrialBalance adds up all entries from zero; it is for audits, which believe nothing that was added up before.
func ReadTrialBalance(ctx context.Context, q db.Querier) (TrialBalance, error) {
	rows, err := ledgerdb.New(q).TrialBalance(ctx)
	if err != nil {
		return TrialBalance{}, err
	}
	out := TrialBalance{Sums: map[string]int64{}}
	for _, r := range rows {
		out.Accounts = append(out.Accounts, Balance{Account{Kind(r.Kind), r.Owner, r.Currency}, r.BalanceMinor})
		out.Sums[r.Currency] += r.BalanceMinor
	}
	return out, nil
}

// ReadBalance is one account's balance at this instant: debit positive, zero for an account without entries.
func ReadBalance(ctx context.Context, q db.Querier, a Account) (int64, error) {
	list, err := ReadBalances(ctx, q, a)
	return list[a], err
}

// ReadBalances reads several accounts at one instant; those without entries are left out. Each equals the sum of the
// account's entries, and only those that wait for their seal are added up (docs/adr/0029-kept-balances.md).
func ReadBalances(ctx context.Context, q db.Querier, accounts ...Account) (map[Account]int64, error) {
	ids, byID := make([]uuid.UUID, len(accounts)), make(map[uuid.UUID]Account, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID()
		byID[ids[i]] = a
	}
	rows, err := ledgerdb.New(q).Balances(ctx, ids)
	out := make(map[Account]int64, len(rows))
	for _, r := range rows {
		out[byID[r.AccountID]] = r.Minor
	}
	return out, err
}

// Entry is one line as it stands in the books.
type Entry struct {
	EventKey string
	Event    string
	At       time.Time
	Line     int
	Account  Account
	Minor    int64
}

// BookingEntries lists what was posted for a booking, in order.
func BookingEntries(ctx context.Context, q db.Querier, booking uuid.UUID) ([]Entry, error) {
	rows, err := ledgerdb.New(q).BookingEntries(ctx, booking)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(rows))
	for i, r := range rows {
		out[i] = Entry{r.EventKey, r.Event, r.OccurredAt.UTC(), int(r.Line), Account{Kind(r.Kind), r.Owner, r.Currency}, r.AmountMinor}
	}
	return out, nil
}

// Fault is a transaction that cannot have been written through this package: someone reached behind the constraints.
type Fault struct {
	EventKey string
	Currency string // "" when the transaction has no entries
	OffMinor int64  // what its entries sum to
	Missing  int    // entries declared and not there; negative: too many
}

// Verify names the transactions that are incomplete or do not sum to zero, at most 1,000; none in sound books.
func Verify(ctx context.Context, q db.Querier) ([]Fault, error) {
	rows, err := ledgerdb.New(q).UnbalancedTransactions(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Fault, len(rows))
	for i, r := range rows {
		out[i] = Fault{r.EventKey, r.Currency, r.OffMinor, int(r.Missing)}
	}
	return out, nil
}

// BalanceFault is an account whose kept balance is not what its sealed entries sum to.
type BalanceFault struct {
	Account
	KeptMinor    int64
	EntriesMinor int64
}

// VerifyBalances adds up every account again and names those that were kept wrong, at most 1,000; none in sound books.
func VerifyBalances(ctx context.Context, q db.Querier) ([]BalanceFault, error) {
	rows, err := ledgerdb.New(q).BalancesOff(ctx)
	out := make([]BalanceFault, len(rows))
	for i, r := range rows {
		out[i] = BalanceFault{Account{Kind(r.Kind), r.Owner, r.Currency}, r.KeptMinor, r.EntriesMinor}
	}
	return out, err
}
