package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"time"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// sealBatch is how many transactions one database transaction seals; small enough to hold in memory with their entries.
const sealBatch = 1000

// Hash is a link of the chain: SHA-256 over the link before it and one transaction with its entries.
type Hash [sha256.Size]byte

// written is a transaction as it stands in the books.
type written struct {
	id               uuid.UUID
	lines            int16
	seq              int64
	key, event       string
	booking, payment *uuid.UUID
	corrects         *string
	at               time.Time
	entries          []ledgerdb.EntriesOfRow
}

// link hashes w after the link before it. Every field is preceded by its length, so that no two contents are written
// alike; the row's own numbers are in it, so that rows cannot be exchanged. Changing any of this breaks every chain.
func link(before Hash, n int64, w written) (out Hash) {
	h := sha256.New()
	h.Write(before[:])
	putInt(h, n)
	put(h, w.id[:])
	putInt(h, int64(w.lines))
	putInt(h, w.seq)
	put(h, []byte(w.key))
	put(h, []byte(w.event))
	putID(h, w.booking)
	putID(h, w.payment)
	if w.corrects == nil {
		put(h, nil)
	} else {
		put(h, []byte("="+*w.corrects))
	}
	putInt(h, w.at.UnixMicro()) // the database's precision
	putInt(h, int64(len(w.entries)))
	for _, e := range w.entries {
		putInt(h, int64(e.Line))
		put(h, []byte(e.Kind))
		put(h, []byte(e.Owner))
		put(h, []byte(e.Currency))
		putInt(h, e.AmountMinor)
	}
	h.Sum(out[:0])
	return out
}

func putInt(h hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func put(h hash.Hash, b []byte) {
	putInt(h, int64(len(b)))
	h.Write(b)
}

func putID(h hash.Hash, id *uuid.UUID) {
	if id == nil {
		put(h, nil)
		return
	}
	put(h, id[:])
}

// Seal adds to the chain and to the kept balances what was posted since, and says how many transactions that were. Several may run at once: one
// works, the others wait for it. Posting does not wait.
func Seal(ctx context.Context, d *db.DB, now time.Time) (sealed int, err error) {
	for {
		n := 0
		err := d.InTx(ctx, func(tx db.Tx) (err error) {
			n, err = sealTx(ctx, tx, now)
			return err
		})
		sealed += n
		if err != nil || n < sealBatch {
			return sealed, err
		}
	}
}

func sealTx(ctx context.Context, tx db.Tx, now time.Time) (int, error) {
	q := ledgerdb.New(tx)
	if err := q.LockSeals(ctx); err != nil {
		return 0, err
	}
	rows, err := q.Unsealed(ctx, sealBatch)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	n, before, err := lastLink(ctx, q)
	if err != nil {
		return 0, err
	}
	list := make([]written, len(rows))
	for i, r := range rows {
		list[i] = written{id: r.ID, lines: r.Lines, seq: r.Seq, key: r.EventKey, event: r.Kind, booking: r.BookingID, payment: r.PaymentID, corrects: r.Corrects, at: r.OccurredAt}
	}
	if err := addEntries(ctx, q, list); err != nil {
		return 0, err
	}
	p := ledgerdb.AddSealsParams{SealedAt: now}
	for _, w := range list {
		n++
		before = link(before, n, w)
		p.Numbers, p.Ids, p.Lines, p.Hashes = append(p.Numbers, n), append(p.Ids, w.id), append(p.Lines, w.lines), append(p.Hashes, bytes.Clone(before[:]))
	}
	if err := q.AddSeals(ctx, p); err != nil {
		return 0, err
	}
	if err := q.AddToBalances(ctx, p.Ids); err != nil {
		return 0, err
	}
	return len(list), q.DropUnsealed(ctx, p.Ids)
}

// lastLink is the end of the chain: number zero and a hash of zeros before its first link.
func lastLink(ctx context.Context, q *ledgerdb.Queries) (int64, Hash, error) {
	row, err := q.LastSeal(ctx)
	if db.IsNoRows(err) {
		return 0, Hash{}, nil
	}
	if err != nil {
		return 0, Hash{}, err
	}
	return row.N, Hash(row.Hash), nil
}

// addEntries reads the entries of all of list in one query.
func addEntries(ctx context.Context, q *ledgerdb.Queries, list []written) error {
	ids, at := make([]uuid.UUID, len(list)), make(map[uuid.UUID]int, len(list))
	for i, w := range list {
		ids[i], at[w.id] = w.id, i
	}
	rows, err := q.EntriesOf(ctx, ids)
	for _, e := range rows {
		w := &list[at[e.TransactionID]]
		w.entries = append(w.entries, e)
	}
	return err
}
