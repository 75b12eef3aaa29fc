package ledger

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ErrNotFound: there is no such account or transaction.
var ErrNotFound = errors.New("ledger: no such account or transaction")

// State is how far the books are sealed and signed. Reading it looks at little.
type State struct {
	Sealed     int64
	Last       Hash
	Waiting    int // for their seal
	Rounding   int // entries on rounding accounts; always zero
	Statements []Statement
}

// Statement is a day (UTC) that was signed.
type Statement struct {
	Day      time.Time
	Through  int64 // the last seal of the day
	Hash     Hash
	SignedAt time.Time
	// Signature is Ed25519 over Message. Whoever keeps a copy elsewhere can check it with the public key alone.
	Signature []byte
}

// Message is what is signed.
func (s Statement) Message() []byte { return statement(s.Day, s.Through, s.Hash) }

// statementsShown is how many signed days State lists, the latest first.
const statementsShown = 31

// ReadState reads State.
func ReadState(ctx context.Context, q db.Querier) (out State, err error) {
	p := ledgerdb.New(q)
	if out.Sealed, out.Last, err = lastLink(ctx, p); err != nil {
		return out, err
	}
	waiting, err := p.CountUnsealed(ctx)
	if err != nil {
		return out, err
	}
	rounding, err := p.CountRounding(ctx)
	if err != nil {
		return out, err
	}
	out.Waiting, out.Rounding = int(waiting), int(rounding)
	rows, err := p.LatestStatements(ctx, statementsShown)
	for _, r := range rows {
		out.Statements = append(out.Statements, Statement{r.Day.Time, r.ThroughN, Hash(r.Hash), r.SignedAt.UTC(), r.Signature})
	}
	return out, err
}

// KindBalance is what the accounts of one kind and currency come to.
type KindBalance struct {
	Kind     Kind
	Currency string
	Minor    int64
	Accounts int
}

// ReadKinds is the trial balance at this instant, by currency and kind, from the balances that are kept.
func ReadKinds(ctx context.Context, q db.Querier) ([]KindBalance, error) {
	rows, err := ledgerdb.New(q).KindBalances(ctx)
	out := make([]KindBalance, len(rows))
	for i, r := range rows {
		out[i] = KindBalance{Kind(r.Kind), r.Currency, r.Minor, int(r.Accounts)}
	}
	return out, err
}

// ReadAccounts is a page of the accounts of a kind and currency with their balances, those that are not level first, and
// how many there are.
func ReadAccounts(ctx context.Context, q db.Querier, kind Kind, currency string, most, skip int) ([]Balance, int, error) {
	rows, err := ledgerdb.New(q).AccountsOf(ctx, ledgerdb.AccountsOfParams{Kind: string(kind), Currency: currency, Most: int32(most), Skip: int32(skip)})
	out, total := make([]Balance, len(rows)), 0
	for i, r := range rows {
		out[i], total = Balance{Account{kind, r.Owner, currency}, r.Minor}, int(r.Total)
	}
	return out, total, err
}

// AccountByID reads an account. Errors: ErrNotFound.
func AccountByID(ctx context.Context, q db.Querier, id uuid.UUID) (Account, error) {
	r, err := ledgerdb.New(q).AccountByID(ctx, id)
	if db.IsNoRows(err) {
		err = ErrNotFound
	}
	return Account{Kind(r.Kind), r.Owner, r.Currency}, err
}

// Place is a line of the books: where a page of entries goes on.
type Place struct {
	Transaction uuid.UUID
	Line        int
}

// Top is the place before the first entry of a list.
var Top = Place{uuid.Max, 0}

// Posted is an entry with the posting that it is of.
type Posted struct {
	Place
	EventKey, Event      string
	BookingID, PaymentID uuid.UUID // zero: none
	At                   time.Time
	Minor                int64
}

// ReadEntries lists what was posted to an account in [since, until), newest first, after a place.
func ReadEntries(ctx context.Context, q db.Querier, account uuid.UUID, since, until time.Time, after Place, most int) ([]Posted, error) {
	rows, err := ledgerdb.New(q).EntriesOn(ctx, ledgerdb.EntriesOnParams{AccountID: account, AfterTransaction: after.Transaction, AfterLine: int16(after.Line), Since: since, Until: until, Most: int32(most)})
	out := make([]Posted, len(rows))
	for i, r := range rows {
		out[i] = Posted{Place{r.ID, int(r.Line)}, r.EventKey, r.Event, orNil(r.BookingID), orNil(r.PaymentID), r.OccurredAt.UTC(), r.AmountMinor}
	}
	return out, err
}

// Transaction is a posting as it stands in the books.
type Transaction struct {
	Posting
	Seal        int64 // its number in the chain; 0: it waits for it
	Hash        Hash
	SealedAt    time.Time
	CorrectedBy []Ref
}

// Ref names a transaction.
type Ref struct {
	ID       uuid.UUID
	EventKey string
}

// ReadTransaction reads a transaction with its lines, its seal and what corrects it. Errors: ErrNotFound.
func ReadTransaction(ctx context.Context, q db.Querier, id uuid.UUID) (out Transaction, err error) {
	p := ledgerdb.New(q)
	r, err := p.TransactionByID(ctx, id)
	if db.IsNoRows(err) {
		return out, ErrNotFound
	}
	if err != nil {
		return out, err
	}
	out.Posting = Posting{ID: r.ID, EventKey: r.EventKey, Event: r.Event, BookingID: orNil(r.BookingID), PaymentID: orNil(r.PaymentID), At: r.OccurredAt.UTC()}
	if r.Corrects != nil {
		out.Corrects = *r.Corrects
	}
	if r.Seal != nil {
		out.Seal, out.Hash, out.SealedAt = *r.Seal, Hash(r.Hash), r.SealedAt.UTC()
	}
	entries, err := p.EntriesOf(ctx, []uuid.UUID{id})
	if err != nil {
		return out, err
	}
	for _, e := range entries {
		out.Lines = append(out.Lines, Line{Account{Kind(e.Kind), e.Owner, e.Currency}, e.AmountMinor})
	}
	by, err := p.CorrectedBy(ctx, &out.EventKey)
	for _, c := range by {
		out.CorrectedBy = append(out.CorrectedBy, Ref{c.ID, c.EventKey})
	}
	return out, err
}

// ByKey is the transaction of an event key. Errors: ErrNotFound.
func ByKey(ctx context.Context, q db.Querier, key string) (uuid.UUID, error) {
	id, err := ledgerdb.New(q).TransactionByKey(ctx, key)
	if db.IsNoRows(err) {
		err = ErrNotFound
	}
	return id, err
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}
