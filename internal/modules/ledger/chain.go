package ledger

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"time"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Break is the first place at which the chain does not hold: somebody reached behind the constraints.
type Break struct {
	N             int64 // of the seal; 0 for a transaction without one
	TransactionID uuid.UUID
	EventKey      string // "" when the transaction is gone
	Why           string // one of the Broken… words
}

// Why a chain does not hold.
const (
	BrokenContent   = "changed"   // the transaction or one of its entries is not what was sealed
	BrokenMissing   = "missing"   // what was sealed is gone
	BrokenNumber    = "gap"       // a seal is gone
	BrokenStowaway  = "unsealed"  // written past the books: neither sealed nor waiting for it
	BrokenSeen      = "rewritten" // the chain is not the one that this machine saw before (Witness)
	BrokenStatement = "statement" // a day's signature is not the key's, or the chain is not the one that was signed
)

// Chain is what a walk over all seals found.
type Chain struct {
	Sealed, Waiting, Statements int64
	Last                        Hash
	Break                       *Break // nil: the chain holds
}

// VerifyChain hashes everything again from the first posting on and stops at the first link that does not hold. Give it a
// repeatable-read transaction. It reads in batches: memory does not grow with the books. After each it says how many
// seals hold so far, unless progress is nil.
func VerifyChain(ctx context.Context, q db.Querier, key ed25519.PublicKey, progress func(sealed int64)) (Chain, error) {
	var c Chain
	p := ledgerdb.New(q)
	for more := true; more; {
		rows, err := p.SealedAfter(ctx, ledgerdb.SealedAfterParams{After: c.Sealed, Most: sealBatch})
		if err != nil {
			return c, err
		}
		if err := c.follow(ctx, p, rows); err != nil || c.Break != nil {
			return c, err
		}
		if more = len(rows) == sealBatch; progress != nil {
			progress(c.Sealed)
		}
	}
	if err := c.stowaways(ctx, p); err != nil || c.Break != nil {
		return c, err
	}
	return c, c.statements(ctx, p, key)
}

// follow takes the chain on by a batch of seals.
func (c *Chain) follow(ctx context.Context, q *ledgerdb.Queries, rows []ledgerdb.SealedAfterRow) error {
	list := make([]written, len(rows))
	for i, r := range rows {
		list[i] = written{id: r.ID, lines: r.Lines, booking: r.BookingID, payment: r.PaymentID, corrects: r.Corrects}
		if r.EventKey != nil {
			list[i].seq, list[i].key, list[i].event, list[i].at = r.Seq, *r.EventKey, *r.Kind, *r.OccurredAt
		}
	}
	if err := addEntries(ctx, q, list); err != nil {
		return err
	}
	for i, r := range rows {
		w, next := list[i], Hash{}
		switch {
		case r.N != c.Sealed+1:
			c.Break = &Break{N: c.Sealed + 1, Why: BrokenNumber}
		case r.EventKey == nil:
			c.Break = &Break{N: r.N, TransactionID: w.id, Why: BrokenMissing}
		default:
			if next = link(c.Last, r.N, w); next != Hash(r.Hash) {
				c.Break = &Break{N: r.N, TransactionID: w.id, EventKey: w.key, Why: BrokenContent}
			}
		}
		if c.Break != nil {
			return nil
		}
		c.Sealed, c.Last = r.N, next
	}
	return nil
}

func (c *Chain) stowaways(ctx context.Context, q *ledgerdb.Queries) (err error) {
	if c.Waiting, err = q.CountUnsealed(ctx); err != nil {
		return err
	}
	rows, err := q.Stowaways(ctx)
	if err == nil && len(rows) > 0 {
		c.Break = &Break{TransactionID: rows[0].ID, EventKey: rows[0].EventKey, Why: BrokenStowaway}
	}
	return err
}

func (c *Chain) statements(ctx context.Context, q *ledgerdb.Queries, key ed25519.PublicKey) error {
	rows, err := q.Statements(ctx)
	for _, r := range rows {
		if key == nil {
			break // nobody here signs
		}
		if string(r.Hash) != string(r.ChainHash) || !ed25519.Verify(key, statement(r.Day.Time, r.ThroughN, Hash(r.Hash)), r.Signature) {
			c.Break = &Break{N: r.ThroughN, Why: BrokenStatement, EventKey: r.Day.Time.Format(time.DateOnly)}
			return nil
		}
		c.Statements++
	}
	return err
}

// statement is what is signed at the end of a day: "klear ledger 2026-03-14 <hash in hex> " and the number of the last seal in eight
// bytes, the most significant first.
func statement(day time.Time, n int64, h Hash) []byte {
	return binary.BigEndian.AppendUint64(fmt.Appendf(nil, "klear ledger %s %x ", day.Format(time.DateOnly), h[:]), uint64(n))
}

// SignDay seals what is open and signs how far the chain goes, for the day before now (UTC). A day is signed once; a day
// before the first posting has nothing to sign.
func SignDay(ctx context.Context, d *db.DB, key ed25519.PrivateKey, now time.Time) error {
	if _, err := Seal(ctx, d, now); err != nil {
		return err
	}
	q := ledgerdb.New(d)
	n, h, err := lastLink(ctx, q)
	if err != nil || n == 0 {
		return err
	}
	day := now.UTC().AddDate(0, 0, -1)
	return q.AddStatement(ctx, ledgerdb.AddStatementParams{Day: pgtype.Date{Time: day, Valid: true}, ThroughN: n, Hash: h[:], Signature: ed25519.Sign(key, statement(day, n, h)), SignedAt: now})
}
