package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"klear/internal/platform/ids"

	"github.com/jackc/pgx/v5/pgxpool"
)

func secret() string { return ids.NewSource(nil).Secret() }

// ProveBooking lets n people ask for one time at the same instant over HTTP, each on a connection of their own, and
// looks at what the database then holds.
func ProveBooking(ctx context.Context, binary string, n int, out io.Writer) error {
	s, err := NewServer(binary, "", "--no-rate-limit")
	if err != nil {
		return err
	}
	defer s.Remove()
	if _, err := s.Start(ctx); err != nil {
		return err
	}
	offers, err := NewClient(s.URL(), secret()).Offers(ctx, 1, time.Now())
	if err != nil {
		return err
	}
	o := offers[0]
	won, refused, other, times, err := herd(ctx, s.URL(), o.Service, o.Slots[0].Start, n)
	if err != nil {
		return err
	}
	pool, err := s.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	overlaps, err := count(ctx, pool, sqlOverlaps)
	if err != nil {
		return err
	}
	unbalanced, err := count(ctx, pool, sqlUnbalanced)
	if err != nil {
		return err
	}
	confirmed, err := count(ctx, pool, "select count(*) from booking.booking where status = 'confirmed' and service_id = $1 and starts_at = $2", o.Service, o.Slots[0].Start)
	if err != nil {
		return err
	}
	deadlocks, err := count(ctx, pool, sqlDeadlocks)
	if err != nil {
		return err
	}
	slices.Sort(times)
	fmt.Fprintf(out, "bookers: %d\nbookings: %d\nrefused_409: %d\nother_answers: %d\ndouble_bookings: %d\nledger_unbalanced: %d\ndeadlocks: %d\np99_ms: %d\n",
		n, confirmed, refused, other, overlaps, unbalanced, deadlocks, quantile(times, .99).Milliseconds())
	if won != 1 || confirmed != 1 || refused != n-1 || other != 0 || overlaps != 0 || unbalanced != 0 || deadlocks != 0 {
		return errors.New("the promise fell short")
	}
	return nil
}

const (
	sqlOverlaps = `select count(*) from schedule.occupancy a join schedule.occupancy b
		on a.practitioner_id = b.practitioner_id and a.id < b.id and a.blocked && b.blocked and a.blocks and b.blocks`
	sqlDeadlocks  = `select deadlocks from pg_stat_database where datname = current_database()`
	sqlUnbalanced = `select count(*) from (select transaction_id from ledger.entry group by transaction_id, currency having sum(amount_minor) <> 0) x`
)

func count(ctx context.Context, pool *pgxpool.Pool, sql string, args ...any) (n int, err error) {
	return n, pool.QueryRow(ctx, sql, args...).Scan(&n)
}

// herd releases n guests at once; whoever gets the hold pays for it.
func herd(ctx context.Context, base, service string, start time.Time, n int) (won, refused, other int, times []time.Duration, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for range n {
		wg.Go(func() {
			c := NewClient(base, secret())
			c.HTTP.Transport = &http.Transport{}
			<-gate
			began := time.Now()
			held, e := c.Hold(ctx, service, start)
			took := time.Since(began)
			if e == nil {
				_, e = c.Pay(ctx, held.ID, CardGood)
			}
			mu.Lock()
			defer mu.Unlock()
			times = append(times, took)
			var p *Problem
			switch {
			case e == nil:
				won++
			case errors.As(e, &p) && p.Status == http.StatusConflict && p.Code == "slot_taken":
				refused++
			default:
				other++
				err = errors.Join(err, e)
			}
			c.HTTP.CloseIdleConnections()
		})
	}
	close(gate)
	wg.Wait()
	return won, refused, other, times, err
}

// quantile of sorted durations.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(float64(len(sorted))*q))]
}
