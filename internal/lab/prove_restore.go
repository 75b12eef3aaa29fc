package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ProveRestore loses the last hour: the database of a running Klear is put back to a backup, while the gateway, which is another
// company's, knows all that happened since (payments.md, failure 26). n payments each were captured, refunded, voided and made
// since. Then everybody does again what the backup does not know, and the day is reconciled.
func ProveRestore(ctx context.Context, binary string, n int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\npayments_of_each_kind: %d\n", seed, n)
	began := time.Now()
	w, err := newWire(ctx, binary)
	if err != nil {
		return err
	}
	defer func() { _ = w.close() }()
	r := &restored{wire: w, seed: seed}
	for _, step := range []func(context.Context, int) error{r.before, r.backUp, r.since, r.putBack, r.again} {
		if err := step(ctx, n); err != nil {
			return err
		}
	}
	if err := r.reconcile(ctx); err != nil {
		return err
	}
	err = r.judge(ctx, binary, n, out)
	fmt.Fprintf(out, "duration_s: %.1f\n", time.Since(began).Seconds())
	return err
}

// restored is the experiment: what was booked before the backup, by what happened to it afterwards.
type restored struct {
	*wire
	seed                          uint64
	cancelled, accepted, declined []*tale
	fresh                         []opening // of bookings that only the gateway remembers
}

// before books: n that will be cancelled, n that will be accepted, n that will be declined.
func (r *restored) before(ctx context.Context, n int) error {
	t := &tales{server: r.klear, seed: r.seed}
	if err := r.open(ctx, t); err != nil {
		return err
	}
	defer t.pool.Close()
	if err := t.prepare(ctx, max(n/10, 1)); err != nil {
		return err
	}
	for range n {
		r.cancelled = append(r.cancelled, t.begin("cancel", r.luck(t)))
		r.accepted = append(r.accepted, t.begin("accept", r.luck(t)))
		r.declined = append(r.declined, t.begin("decline", r.luck(t)))
	}
	r.fresh = t.instant[:n]
	all(r.everybody(), func(one *tale) { one.toTheEdge(ctx) })
	return r.quiet(ctx)
}

func (r *restored) luck(t *tales) *rand.Rand { return rand.New(rand.NewPCG(r.seed, uint64(t.told))) }

func (r *restored) everybody() []*tale {
	return append(append(append([]*tale{}, r.cancelled...), r.accepted...), r.declined...)
}

func (r *restored) open(ctx context.Context, t *tales) (err error) {
	t.pool, err = r.klear.DB(ctx)
	return err
}

// cluster and copied are the database's files, and the backup of them.
func (r *restored) cluster() string { return filepath.Join(r.klear.Data, "postgres", "cluster") }
func (r *restored) copied() string  { return filepath.Join(r.klear.Data, "backup") }

// backUp copies the files of the stopped database.
func (r *restored) backUp(ctx context.Context, _ int) error {
	if err := r.klear.Stop(); err != nil {
		return err
	}
	if err := copyTree(ctx, r.cluster(), r.copied()); err != nil {
		return err
	}
	_, err := r.klear.Start(ctx)
	return err
}

// putBack loses everything since. The witness of the chain goes, as the guide says.
func (r *restored) putBack(ctx context.Context, _ int) error {
	if err := r.klear.Stop(); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(r.cluster()), copyTree(ctx, r.copied(), r.cluster()), os.Remove(filepath.Join(r.klear.Data, "ledger-seen"))); err != nil {
		return err
	}
	_, err := r.klear.Start(ctx)
	return err
}

func copyTree(ctx context.Context, from, to string) error {
	said, err := exec.CommandContext(ctx, "cp", "-a", from, to).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, said)
	}
	return err
}

// since is what the backup does not know.
func (r *restored) since(ctx context.Context, _ int) error {
	all(r.everybody(), func(one *tale) { one.overTheEdge(ctx) })
	for _, at := range r.fresh {
		c := NewClient(r.klear.URL(), secret())
		h, err := c.Hold(ctx, at.service, at.start)
		if err == nil {
			_, err = c.Pay(ctx, h.ID, CardGood)
		}
		if err != nil {
			return err
		}
	}
	return r.quiet(ctx)
}

// again is everybody doing once more what nobody remembers; who signed in since signs in again.
func (r *restored) again(ctx context.Context, _ int) error {
	if err := r.quiet(ctx); err != nil { // first what was begun is read at the gateway
		return err
	}
	c := NewClient(r.klear.URL(), "")
	var in struct {
		AccessToken string `json:"accessToken"`
	}
	if err := c.Do(ctx, http.MethodPost, "/auth/login", map[string]any{"email": "admin@demo.klear.example", "password": "klear-demo-2026"}, &in); err != nil {
		return err
	}
	r.cancelled[0].operator = in.AccessToken // of all of them
	all(r.everybody(), func(one *tale) { one.overTheEdge(ctx) })
	return r.quiet(ctx)
}

// quiet waits until nothing is open at the gateway. What only the clock would bring is brought near.
func (r *restored) quiet(ctx context.Context) error {
	pool, err := r.klear.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	open := -1
	for began := time.Now(); time.Since(began) < settleWithin && open != 0; time.Sleep(500 * time.Millisecond) {
		if open, err = count(ctx, pool, "select count(*) from payment.v_open_step"); err != nil {
			return err
		}
		for _, sql := range []string{sqlLater, sqlRefundsLater, sqlDue} {
			if _, err := pool.Exec(ctx, sql); err != nil {
				return err
			}
		}
	}
	if open != 0 {
		return fmt.Errorf("%d steps at the gateway stay open", open)
	}
	time.Sleep(3 * time.Second) // the gateway books its fees
	return nil
}

// reconcile has the gateway's reports of yesterday and today read, and waits for it.
func (r *restored) reconcile(ctx context.Context) error {
	pool, err := r.klear.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, sqlReadDays); err != nil {
		return err
	}
	for began := time.Now(); time.Since(began) < settleWithin; time.Sleep(200 * time.Millisecond) {
		if done, err := count(ctx, pool, "select count(*) from reconcile.day"); err != nil || done == 2 {
			return err
		}
	}
	return errors.New("the gateway's reports were not read")
}

// judge compares the two companies' books.
func (r *restored) judge(ctx context.Context, binary string, n int, out io.Writer) error {
	ours, err := r.klear.DB(ctx)
	if err != nil {
		return err
	}
	defer ours.Close()
	theirs, err := r.company.DB(ctx)
	if err != nil {
		return err
	}
	defer theirs.Close()
	short := false
	say := func(name string, got, want int) {
		fmt.Fprintf(out, "%s: %d (want %d)\n", name, got, want)
		short = short || got != want
	}
	figures := map[string]int{}
	for name, of := range map[string]struct {
		pool *pgxpool.Pool
		sql  string
	}{
		"movements": {theirs, "select count(*) from sandbox_gateway.movement"}, "reported": {ours, "select count(*) from reconcile.row"},
		"balance":   {theirs, "select coalesce(sum(amount_minor), 0) from sandbox_gateway.movement"},
		"explained": {ours, sqlExplained}, "credit": {ours, sqlCredit},
		"captures":  {ours, "select count(*) from reconcile.row where transaction_id is null and offset_ref is null and kind = 'capture'"},
		"others":    {ours, "select (select count(*) from reconcile.row where transaction_id is null and offset_ref is null and kind <> 'capture') + (select count(*) from reconcile.line where not done)"},
		"refunded":  {theirs, "select count(*) from sandbox_gateway.movement where kind = 'refund'"},
		"overpaid":  {theirs, "select count(*) from sandbox_gateway.intent where refunded_minor > captured_minor"},
		"cancelled": {ours, "select count(*) from booking.booking where status = 'cancelled'"},
	} {
		if figures[name], err = count(ctx, of.pool, of.sql); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	say("movements_that_were_not_read", figures["movements"]-figures["reported"], 0)
	say("lost_payments_named", figures["captures"], n)
	say("other_differences", figures["others"], 0)
	say("unexplained_minor", figures["balance"]-figures["explained"], 0)
	say("cancelled_again", figures["cancelled"], n)
	say("refunds_at_the_gateway", figures["refunded"], n)
	say("refunded_more_than_taken", figures["overpaid"], 0)
	say("owed_a_second_time_minor", figures["credit"], 0)
	said, err := (&tales{server: r.klear}).verify(ctx, binary)
	fmt.Fprintf(out, "books_verified: %t\n", err == nil)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, said)
	}
	if short {
		return errors.New("the promise fell short")
	}
	return nil
}

const (
	sqlReadDays = `insert into jobs.river_job (kind, args, queue, state, max_attempts, priority, scheduled_at)
		select 'reconcile_day', jsonb_build_object('gateway', 'simulator', 'day', to_char((now() at time zone 'UTC')::date - d, 'YYYY-MM-DD"T00:00:00Z"')), 'money', 'available', 3, 1, now()
		from generate_series(0, 1) d`
	// What the books have at the gateway, with the movements that only it has, without those that only they have.
	sqlExplained = `select coalesce((select sum(e.amount_minor) from ledger.entry e join ledger.account a on a.id = e.account_id where a.kind = 'psp_clearing'), 0)
		+ coalesce((select sum(amount_minor) from reconcile.row where transaction_id is null and offset_ref is null), 0)
		- coalesce((select sum(amount_minor) from reconcile.line where not done), 0)`
	sqlCredit = `select coalesce(sum(-e.amount_minor), 0) from ledger.entry e join ledger.account a on a.id = e.account_id where a.kind = 'client_credit'`
)
