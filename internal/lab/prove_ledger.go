package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/postgres"
	"klear/migrations"
)

const (
	bookkeepers = 4   // writers at once, each on a connection of its own
	atOnce      = 400 // commands of one transaction
	stocktaking = 10  // how often everybody stops and the accounts that all share are compared
	looksEvery  = 5   // transactions between two looks of a writer at the accounts that only it uses
)

// ProveLedger puts n random commands into the books of a real database, by several writers at once and through the
// product's own rules and postings, and the same commands into a reference in memory, in currencies of 0, 2 and 3 decimals.
// It compares balances all along, and at the end every account, every posting and the chain of seals from zero.
func ProveLedger(ctx context.Context, n int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\n", seed)
	d, stop, err := bareDatabase(ctx)
	if err != nil {
		return err
	}
	defer stop()
	p := &proof{db: d}
	for i := range bookkeepers {
		w := newWorld(seed, uint64(i))
		p.writers = append(p.writers, &writer{db: d, world: w, keeper: newKeeper(w), model: newModel(w.people, w.payers)})
	}
	sealed := p.sealAlong(ctx)
	took, err := p.run(ctx, n)
	if err := errors.Join(err, sealed()); err != nil {
		return err
	}
	fmt.Fprintf(out, "commands: %d\ncommands_done: %d\npostings: %d\ncommands_per_second: %.0f\npostings_per_second: %.0f\ncompared_balances: %d\n",
		p.tried, p.done, p.postings, float64(p.tried)/took.Seconds(), float64(p.postings)/took.Seconds(), p.compared)
	return p.audit(ctx, out)
}

// bareDatabase is a private server with the product's tables and nothing else, as durable as the product's own.
func bareDatabase(ctx context.Context) (d *db.DB, stop func(), err error) {
	dir, err := os.MkdirTemp("", "klear-lab-")
	if err != nil {
		return nil, nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, nil, err
	}
	server, err := postgres.Start(ctx, postgres.Options{Dir: filepath.Join(dir, "postgres")})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	stop = func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		if d != nil {
			d.Close()
		}
		_ = server.Stop(late)
		_ = os.RemoveAll(dir)
	}
	url := server.URL("klear")
	if err = server.CreateDatabase(ctx, "klear"); err == nil {
		err = db.Migrate(ctx, url, migrations.FS)
	}
	if err == nil {
		d, err = db.Open(ctx, url, db.Options{MaxConns: bookkeepers + 2, Timeout: 10 * time.Minute}) // the audit adds up everything
	}
	if err != nil {
		stop()
	}
	return d, stop, err
}

// proof is the whole experiment.
type proof struct {
	db                                          *db.DB
	writers                                     []*writer
	tried, done, postings, compared, mismatches int
}

// sealAlong seals as the product does, only more often; the function it returns ends that and seals the rest.
func (p *proof) sealAlong(ctx context.Context) func() error {
	stop, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			_, err := ledger.Seal(ctx, p.db, time.Now())
			select {
			case <-stop:
				if err == nil {
					_, err = ledger.Seal(ctx, p.db, time.Now())
				}
				ended <- err
				return
			case <-tick.C:
			}
		}
	}()
	return func() error { close(stop); return <-ended }
}

// run lets the writers work, and stops them for stocktaking.
func (p *proof) run(ctx context.Context, n int) (time.Duration, error) {
	began := time.Now()
	each := n / bookkeepers / stocktaking
	for round := range stocktaking {
		var wg sync.WaitGroup
		for i, w := range p.writers {
			mine := each
			if i == 0 && round == 0 {
				mine += n - each*bookkeepers*stocktaking
			}
			wg.Go(func() { w.err = w.work(ctx, mine) })
		}
		wg.Wait()
		var err error
		for _, w := range p.writers {
			err = errors.Join(err, w.err)
		}
		if err == nil {
			err = p.compareShared(ctx)
		}
		if err != nil {
			return 0, err
		}
	}
	took := time.Since(began)
	for _, w := range p.writers {
		p.tried, p.done, p.postings = p.tried+w.tried, p.done+w.done, p.postings+w.postings
		p.compared, p.mismatches = p.compared+w.compared, p.mismatches+w.mismatches
	}
	return took, nil
}

// writer is one of those who post at once. Its world is its own; the gateways', the bank's and the platform's accounts are
// everybody's.
type writer struct {
	db                                          *db.DB
	world                                       *world
	keeper                                      *keeper
	model                                       *model
	tried, done, postings, compared, mismatches int
	err                                         error
}

func (w *writer) work(ctx context.Context, n int) error {
	for batch := 1; n > 0; batch++ {
		size := min(n, atOnce)
		n -= size
		for range size {
			c := w.world.next()
			did := w.keeper.do(c)
			if did != w.model.do(c) {
				w.mismatches++
			}
			w.tried++
			if did {
				w.done++
			}
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
		if batch%looksEvery == 0 || n == 0 {
			if err := w.compareOwn(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush posts what waits, in one transaction.
func (w *writer) flush(ctx context.Context) error {
	n := 0
	err := w.db.InTx(ctx, func(tx db.Tx) (err error) {
		n, err = ledger.PostAllTx(ctx, tx, w.keeper.list)
		return err
	})
	w.postings += n
	w.keeper.list = w.keeper.list[:0]
	return err
}
