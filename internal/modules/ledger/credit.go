package ledger

import (
	"context"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// ConstraintCredit is what a posting violates that would spend more credit than there is.
const ConstraintCredit = "client_credit_not_negative"

// CreditOf is what is owed to a person as credit.
func CreditOf(person uuid.UUID, currency string) Account {
	return Account{ClientCredit, person.String(), currency}
}

// GiftAccount is what was paid for a gift that nobody redeemed.
func GiftAccount(gift uuid.UUID, currency string) Account {
	return Account{ClientCredit, "gift:" + gift.String(), currency}
}

// LockCreditTx reads what is owed on a client_credit account, in minor units, and keeps it from changing until the end of the
// transaction. The database keeps it beside the entries: a posting that would spend more is refused (ConstraintCredit).
// Whoever also needs a practitioner's lock takes that one first.
func LockCreditTx(ctx context.Context, tx db.Tx, a Account) (int64, error) {
	return ledgerdb.New(tx).LockCredit(ctx, ledgerdb.LockCreditParams{Owner: a.Owner, Currency: a.Currency})
}

// Credits are what is owed to a person as credit, by currency, at this moment; never negative, and nothing is left out that
// was ever there.
func Credits(ctx context.Context, q db.Querier, person uuid.UUID) ([]money.Amount, error) {
	rows, err := ledgerdb.New(q).Credits(ctx, person.String())
	out := make([]money.Amount, len(rows))
	for i, r := range rows {
		out[i] = money.Amount{Minor: r.Minor, Currency: r.Currency}
	}
	return out, err
}

// CreditFault is a kept credit that is not what the entries sum to, and by how much.
type CreditFault struct {
	Owner string
	Off   money.Amount
}

// VerifyCredits adds all entries up again and names the kept credits that differ, at most 1,000; none in sound books.
func VerifyCredits(ctx context.Context, q db.Querier) ([]CreditFault, error) {
	rows, err := ledgerdb.New(q).CreditsOff(ctx)
	out := make([]CreditFault, len(rows))
	for i, r := range rows {
		out[i] = CreditFault{r.Owner, money.Amount{Minor: r.Off, Currency: r.Currency}}
	}
	return out, err
}
