package books

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// MaxEntries is the longest list that is answered at once, for files.
const MaxEntries = 10_000

const maxPage = 10_000

// Overview is the trial balance by currency and kind, and how far the books are sealed and signed, at one instant.
type Overview struct {
	Kinds []ledger.KindBalance
	State ledger.State
}

// Overview reads the trial balance. Operators only. Errors: identity's.
func (s *Service) Overview(ctx context.Context, by identity.Principal) (out Overview, err error) {
	if err := may(by, identity.Read); err != nil {
		return out, err
	}
	err = s.atOnce(ctx, func(tx db.Tx) error {
		if out.Kinds, err = ledger.ReadKinds(ctx, tx); err != nil {
			return err
		}
		out.State, err = ledger.ReadState(ctx, tx)
		return err
	})
	return out, err
}

// atOnce reads at one instant.
func (s *Service) atOnce(ctx context.Context, fn func(tx db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		if _, err := tx.Exec(ctx, "set transaction isolation level repeatable read, read only"); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Accounts is a page of the accounts of a kind and currency, those that are not level first, and how many there are; pages
// count from 1, limit is 1 to 100. Operators only. Errors: identity's.
func (s *Service) Accounts(ctx context.Context, by identity.Principal, kind ledger.Kind, currency string, page, limit int) ([]ledger.Balance, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	if !utf8.ValidString(string(kind)+currency) || strings.ContainsRune(string(kind)+currency, 0) {
		return nil, 0, nil // no account is called so
	}
	page, limit = min(max(page, 1), maxPage), min(max(limit, 1), 100)
	return ledger.ReadAccounts(ctx, s.DB, kind, currency, limit, (page-1)*limit)
}

// Account is an account with some of its entries, newest first. Minor is its balance now, whatever the entries are of.
type Account struct {
	ledger.Balance
	Entries []ledger.Posted
	More    bool
}

// EntryQuery selects entries in [Since, Until): zero is open. After is where the page before ended; the zero Place begins
// at the top. Limit is 1 to MaxEntries.
type EntryQuery struct {
	Account      uuid.UUID
	Since, Until time.Time
	After        ledger.Place
	Limit        int
}

// Account reads an account. Operators only. Errors: identity's, ErrNotFound.
func (s *Service) Account(ctx context.Context, by identity.Principal, e EntryQuery) (out Account, err error) {
	if err := may(by, identity.Read); err != nil {
		return out, err
	}
	if e.Until.IsZero() {
		e.Until = s.Clock.Now().AddDate(100, 0, 0)
	}
	if e.After == (ledger.Place{}) {
		e.After = ledger.Top
	}
	e.Limit = min(max(e.Limit, 1), MaxEntries)
	err = s.atOnce(ctx, func(tx db.Tx) error {
		if out.Account, err = ledger.AccountByID(ctx, tx, e.Account); err != nil {
			return found(err)
		}
		if out.Minor, err = ledger.ReadBalance(ctx, tx, out.Balance.Account); err != nil {
			return err
		}
		out.Entries, err = ledger.ReadEntries(ctx, tx, e.Account, e.Since, e.Until, e.After, e.Limit+1)
		return err
	})
	if len(out.Entries) > e.Limit {
		out.Entries, out.More = out.Entries[:e.Limit], true
	}
	return out, err
}

// Transaction reads a posting with its lines, its seal and what corrects it. Operators only. Errors: identity's,
// ErrNotFound.
func (s *Service) Transaction(ctx context.Context, by identity.Principal, id uuid.UUID) (ledger.Transaction, error) {
	if err := may(by, identity.Read); err != nil {
		return ledger.Transaction{}, err
	}
	out, err := ledger.ReadTransaction(ctx, s.DB, id)
	return out, found(err)
}

// ByKey is the posting of an event key. Operators only. Errors: identity's, ErrNotFound.
func (s *Service) ByKey(ctx context.Context, by identity.Principal, key string) (uuid.UUID, error) {
	if err := may(by, identity.Read); err != nil {
		return uuid.Nil, err
	}
	id, err := ledger.ByKey(ctx, s.DB, key)
	return id, found(err)
}

func found(err error) error {
	if errors.Is(err, ledger.ErrNotFound) {
		return ErrNotFound
	}
	return err
}
