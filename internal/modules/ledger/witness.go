package ledger

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"klear/internal/modules/ledger/internal/ledgerdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
)

// Witness is a file outside the database that holds how far the chain went and its last hash, as this machine last saw it.
// Whoever can write to the database alone can seal a forged chain as we do; they cannot make it the one that was seen. The
// zero Witness sees nothing.
type Witness struct{ Path string }

// ErrRewritten is answered where the chain is not the one that was seen. Nothing is signed, and what was seen stays, until an
// operator has decided: after the restore of an older database the file is removed by hand.
var ErrRewritten = apperr.New(apperr.Internal, "ledger_rewritten", "The chain of the books is not the one that was seen before.")

// seen is one link of a chain; n is 0 where nothing was seen yet.
type seen struct {
	n    int64
	hash Hash
}

// Seal is the package's Seal, whose end is then remembered. Errors: ErrRewritten.
func (w Witness) Seal(ctx context.Context, d *db.DB, now time.Time) (int, error) {
	sealed, err := Seal(ctx, d, now)
	if err != nil || w.Path == "" {
		return sealed, err
	}
	if b, err := w.Break(ctx, d); err != nil || b != nil {
		return sealed, errors.Join(err, brokenErr(b))
	}
	n, h, err := lastLink(ctx, ledgerdb.New(d))
	if err != nil || n == 0 {
		return sealed, err
	}
	return sealed, w.write(seen{n, h})
}

func brokenErr(b *Break) error {
	if b == nil {
		return nil
	}
	return ErrRewritten.WithDetails(map[string]int64{"seal": b.N})
}

// Break says where the chain is not the one that was seen; nil: it is, or nothing was seen yet.
func (w Witness) Break(ctx context.Context, q db.Querier) (*Break, error) {
	last, err := w.read()
	if err != nil || last.n == 0 {
		return nil, err
	}
	hash, err := ledgerdb.New(q).SealHash(ctx, last.n)
	if err != nil && !db.IsNoRows(err) {
		return nil, err
	}
	if string(hash) == string(last.hash[:]) {
		return nil, nil
	}
	return &Break{N: last.n, Why: BrokenSeen}, nil
}

func (w Witness) read() (out seen, err error) {
	if w.Path == "" {
		return out, nil
	}
	raw, err := os.ReadFile(w.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	var digits string
	if _, err := fmt.Sscanf(string(raw), "%d %64s\n", &out.n, &digits); err != nil {
		return seen{}, fmt.Errorf("%s: %w", w.Path, err)
	}
	n, err := hex.Decode(out.hash[:], []byte(digits))
	if err != nil || n != len(out.hash) || out.n < 1 {
		return seen{}, fmt.Errorf("%s is damaged", w.Path)
	}
	return out, nil
}

// write replaces the file whole: a crash leaves the one before it, which is true as well.
func (w Witness) write(s seen) error {
	f, err := os.CreateTemp(filepath.Dir(w.Path), filepath.Base(w.Path)+"-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintf(f, "%d %x\n", s.n, s.hash)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), w.Path)
}
