package ledger

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// maxBatch bounds the postings of one statement.
const maxBatch = 1000

// PostTx posts p in the caller's transaction, with one statement. It reports false when the event key was posted
// before: then nothing changed. Of two transactions posting one key at once, one waits for the other's end.
func PostTx(ctx context.Context, tx db.Tx, p Posting) (bool, error) {
	n, err := PostAllTx(ctx, tx, []Posting{p})
	return n == 1, err
}

// PostAllTx posts many business events with one statement per thousand, which is several times cheaper than one by one, and
// says how many were new. What was posted before under its key is left as it is. An unbalanced posting refuses them all
// (ErrUnbalanced).
func PostAllTx(ctx context.Context, tx db.Tx, list []Posting) (posted int, err error) {
	for chunk := range slices.Chunk(list, maxBatch) {
		b, err := batchOf(chunk)
		if err != nil || len(b.Ids) == 0 {
			return posted, err
		}
		ids, err := ledgerdb.New(tx).Post(ctx, b.PostParams)
		if err != nil {
			return posted, fmt.Errorf("posting %s and %d more: %w", chunk[0].EventKey, len(chunk)-1, err)
		}
		posted += len(ids)
	}
	return posted, nil
}

// batch is a statement in the making.
type batch struct {
	ledgerdb.PostParams
	accounts map[Account]uuid.UUID
}

func batchOf(list []Posting) (batch, error) {
	b := batch{accounts: map[Account]uuid.UUID{}}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Posting) int { return strings.Compare(a.EventKey, b.EventKey) })
	for _, p := range list {
		if err := p.balanced(); err != nil {
			return b, err
		}
		b.add(p)
	}
	b.openAccounts()
	return b, nil
}

// balanced refuses what does not sum to zero per currency, before the database does.
func (p Posting) balanced() error {
	sums := map[string]int64{}
	for _, l := range p.Lines {
		sum := sums[l.Account.Currency]
		if (l.Minor > 0 && sum > math.MaxInt64-l.Minor) || (l.Minor < 0 && sum < math.MinInt64-l.Minor) {
			return fmt.Errorf("%w: %s overflows", ErrUnbalanced, p.EventKey)
		}
		sums[l.Account.Currency] = sum + l.Minor
	}
	for currency, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("%w: %s is off by %d %s", ErrUnbalanced, p.EventKey, sum, currency)
		}
	}
	return nil
}

func (b *batch) add(p Posting) {
	var lines int16
	for _, l := range p.Lines {
		if l.Minor == 0 {
			continue
		}
		id, ok := b.accounts[l.Account]
		if !ok {
			id = l.Account.ID()
			b.accounts[l.Account] = id
		}
		lines++
		b.LineTransactions, b.LineNumbers = append(b.LineTransactions, p.ID), append(b.LineNumbers, lines)
		b.LineAccounts, b.LineCurrencies = append(b.LineAccounts, id), append(b.LineCurrencies, l.Account.Currency)
		b.LineAmounts = append(b.LineAmounts, l.Minor)
	}
	if lines == 0 {
		return
	}
	b.Ids, b.Lines = append(b.Ids, p.ID), append(b.Lines, lines)
	b.EventKeys, b.Kinds, b.Corrects = append(b.EventKeys, p.EventKey), append(b.Kinds, p.Event), append(b.Corrects, p.Corrects)
	b.BookingIds, b.PaymentIds = append(b.BookingIds, p.BookingID), append(b.PaymentIds, p.PaymentID)
	b.OccurredAt = append(b.OccurredAt, p.At)
}

// openAccounts names the accounts in the order of their ids, so that two postings cannot deadlock over a new one.
func (b *batch) openAccounts() {
	type opened struct {
		Account
		id uuid.UUID
	}
	list := make([]opened, 0, len(b.accounts))
	for a, id := range b.accounts {
		list = append(list, opened{a, id})
	}
	slices.SortFunc(list, func(a, b opened) int { return bytes.Compare(a.id[:], b.id[:]) })
	for _, a := range list {
		b.AccountIds, b.AccountKinds = append(b.AccountIds, a.id), append(b.AccountKinds, string(a.Kind))
		b.AccountOwners, b.AccountCurrencies = append(b.AccountOwners, a.Owner), append(b.AccountCurrencies, a.Currency)
	}
}
