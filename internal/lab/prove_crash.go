package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ProveCrash books and pays without pause while the application is killed kills times and the database half as often,
// then looks for every booking that was acknowledged, and for money without a booking.
func ProveCrash(ctx context.Context, binary string, kills int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\n", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	s, err := NewServer(binary, "", "--no-rate-limit")
	if err != nil {
		return err
	}
	defer s.Remove()
	if _, err := s.Start(ctx); err != nil {
		return err
	}
	offers, err := NewClient(s.URL(), secret()).Offers(ctx, 40, time.Now())
	if err != nil {
		return err
	}
	load := startLoad(ctx, s.URL(), offers)
	worst, err := crash(ctx, s, kills, rng)
	acked := load.stop()
	if err != nil {
		return err
	}
	pool, err := s.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	fmt.Fprintf(out, "app_kills: %d\ndatabase_kills: %d\nslowest_restart_ms: %d\nattempts: %d\nacknowledged: %d\n", kills, kills/2, worst.Milliseconds(), load.attempts, len(acked))
	return judge(ctx, pool, acked, out)
}

// crash kills and restarts at random moments; every second time the database goes first, under the living application.
func crash(ctx context.Context, s *Server, kills int, rng *rand.Rand) (worst time.Duration, err error) {
	pause := func(most int) { time.Sleep(time.Duration(400+rng.IntN(most)) * time.Millisecond) }
	for i := range kills {
		pause(1000)
		if i%2 == 0 {
			if err := s.KillPostgres(); err != nil {
				return worst, err
			}
			wait, cancel := context.WithTimeout(ctx, 30*time.Second)
			err := s.Healthy(wait)
			cancel()
			if err != nil {
				return worst, fmt.Errorf("the application did not recover from the database's end: %w", err)
			}
			pause(500)
		}
		s.Kill()
		took, err := s.Start(ctx)
		if err != nil {
			return worst, err
		}
		worst = max(worst, took)
	}
	return worst, nil
}

// load books in the background.
type load struct {
	cancel   context.CancelFunc
	wg       sync.WaitGroup
	mu       sync.Mutex
	acked    []string
	attempts int
}

const loaders = 8

func startLoad(ctx context.Context, base string, offers []Offer) *load {
	ctx, cancel := context.WithCancel(ctx)
	l := &load{cancel: cancel}
	type try struct {
		service string
		start   time.Time
	}
	tries := make(chan try)
	go func() {
		defer close(tries)
		for round := 0; ; round++ {
			some := false
			for _, o := range offers {
				if round < len(o.Slots) {
					some = true
					select {
					case tries <- try{o.Service, o.Slots[round].Start}:
					case <-ctx.Done():
						return
					}
				}
			}
			if !some {
				return
			}
		}
	}()
	for range loaders {
		l.wg.Go(func() {
			for t := range tries {
				l.once(ctx, base, t.service, t.start)
			}
		})
	}
	return l
}

// once tries one booking to its end; a broken connection during payment is answered by asking again, as a person would.
func (l *load) once(ctx context.Context, base, service string, start time.Time) {
	c := NewClient(base, secret())
	c.HTTP = &http.Client{Timeout: 10 * time.Second, Transport: sharedTransport}
	l.mu.Lock()
	l.attempts++
	l.mu.Unlock()
	held, err := c.Hold(ctx, service, start)
	if err != nil {
		pauseAfter(err)
		return
	}
	for range 3 {
		if _, err = c.Pay(ctx, held.ID, CardGood); err == nil {
			l.mu.Lock()
			l.acked = append(l.acked, held.ID)
			l.mu.Unlock()
			return
		}
		if p := (*Problem)(nil); errors.As(err, &p) && p.Status < 500 && p.Code != "payment_unknown" && p.Code != "payment_processing" {
			return
		}
		pauseAfter(err)
	}
}

var sharedTransport = &http.Transport{MaxIdleConnsPerHost: loaders}

// pauseAfter keeps the loaders from spinning while the server is down.
func pauseAfter(error) { time.Sleep(100 * time.Millisecond) }

func (l *load) stop() []string {
	l.cancel()
	l.wg.Wait()
	return l.acked
}

// settleWithin is how long the recovery jobs may take to close what the last crash left open.
const settleWithin = 150 * time.Second

// judge waits until no payment is open, then compares what was promised, what is stored, and the gateway's own books.
func judge(ctx context.Context, pool *pgxpool.Pool, acked []string, out io.Writer) error {
	began := time.Now()
	for time.Since(began) < settleWithin {
		open, err := count(ctx, pool, sqlOpen)
		if err != nil {
			return err
		}
		if open == 0 {
			break
		}
		time.Sleep(250 * time.Millisecond)
	}
	fmt.Fprintf(out, "settled_after_ms: %d\n", time.Since(began).Milliseconds())
	short := false
	for _, check := range []struct {
		name, sql string
		args      []any
	}{
		{"lost", sqlLost, []any{acked}}, {"open", sqlOpen, nil}, {"charged_without_booking", sqlOrphans, nil}, {"double_charges", sqlDouble, nil},
		{"double_bookings", sqlOverlaps, nil}, {"ledger_unbalanced", sqlUnbalanced, nil}, {"ledger_differs_from_gateway", sqlClearing, nil},
		{"events_lost", sqlEventsLost, []any{acked}}, {"events_out_of_order", sqlEventsDisordered, nil}, {"events_undelivered", sqlUndelivered, nil},
	} {
		n, err := count(ctx, pool, check.sql, check.args...)
		if err != nil {
			return fmt.Errorf("%s: %w", check.name, err)
		}
		fmt.Fprintf(out, "%s: %d\n", check.name, n)
		short = short || n != 0
	}
	if len(acked) == 0 {
		return errors.New("nothing was acknowledged: the experiment proved nothing")
	}
	if short {
		return errors.New("the promise fell short")
	}
	return nil
}

const (
	// An acknowledged booking stands and is paid for, or its money went back.
	sqlLost = `select count(*) from unnest($1::uuid[]) a(id) where not exists (
		select from booking.booking b join payment.payment p on p.booking_id = b.id
		where b.id = a.id and ((b.status = 'confirmed' and p.status = 'captured' and p.captured_minor = p.amount_minor)
			or (p.captured_minor > 0 and p.refunded_minor = p.captured_minor)))`
	// Money that moved at the gateway and is not settled in our books yet.
	sqlOpen = `select count(*) from sandbox_gateway.intent i join payment.payment p on p.id = i.reference
		join booking.booking b on b.id = p.booking_id
		where i.captured_minor > i.refunded_minor and not (p.status = 'captured' and p.refunded_minor = 0 and b.status = 'confirmed')`
	sqlOrphans = `select count(*) from sandbox_gateway.intent i where i.captured_minor > i.refunded_minor and not exists (
		select from payment.payment p join booking.booking b on b.id = p.booking_id where p.id = i.reference and b.status = 'confirmed')`
	sqlDouble = `select count(*) from (select p.booking_id from sandbox_gateway.intent i join payment.payment p on p.id = i.reference
		where i.captured_minor > i.refunded_minor group by p.booking_id having count(*) > 1) x`
	// Every acknowledged booking was announced.
	sqlEventsLost = `select count(*) from unnest($1::uuid[]) a(id) where not exists (
		select from events.event e where e.aggregate_id = a.id and e.type = 'booking.confirmed')`
	// An aggregate's events carry each version once, and rise with time.
	sqlEventsDisordered = `select count(*) from (select occurred_at, lag(occurred_at) over w as before, aggregate_seq, lag(aggregate_seq) over w as seq_before
		from events.event where aggregate_type = 'booking' window w as (partition by aggregate_id order by aggregate_seq)) x
		where occurred_at < before or aggregate_seq = seq_before`
	// Each announcement reached its subscribers, or waits for them in the queue.
	sqlUndelivered = `select count(*) from events.event e where e.type = 'booking.confirmed' and not exists (
		select from jobs.river_job j where j.kind = 'event_delivery' and (j.args ->> 'event_id')::uuid = e.id and j.state not in ('discarded', 'cancelled'))`
	sqlClearing = `select count(*) from (
		select currency, sum(captured_minor - refunded_minor) as there from sandbox_gateway.intent group by currency) g
		full join (select e.currency, sum(e.amount_minor) as here from ledger.entry e join ledger.account a on a.id = e.account_id
			where a.kind = 'psp_clearing' group by e.currency) l using (currency) where coalesce(there, 0) <> coalesce(here, 0)`
)
