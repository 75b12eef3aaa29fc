package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

const clients = 16

// Bench prints every figure with the machine's size: the slot engine, start-up, the funnel's five requests, a signed-in
// read beside a bare handler, confirmed bookings beside pgbench, memory, postings beside plain inserts, the time to a
// confirmed booking without the gateway's, and the companion's first words and recall. It fails when a bar is missed.
func Bench(ctx context.Context, binary string, seconds int, out io.Writer) error {
	Machine(out)
	var missed []error
	bar := func(ok bool, what string) {
		if !ok {
			missed = append(missed, errors.New(what))
		}
	}
	ns := BenchSlots()
	fmt.Fprintf(out, "slots_30_days_us: %.1f (bar 100)\n", float64(ns)/1000)
	bar(ns < 100_000, "slots took more than 100 microseconds")

	s, err := NewServer(binary, "", "--no-rate-limit", "--pool-size", "24")
	if err != nil {
		return err
	}
	defer s.Remove()
	first, err := s.Start(ctx)
	if err != nil {
		return err
	}
	if err := s.Stop(); err != nil {
		return err
	}
	second, err := s.Start(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "first_start_ms: %d\nsecond_start_ms: %d (bar 3000)\n", first.Milliseconds(), second.Milliseconds())
	bar(second < 3*time.Second, "the second start took more than 3 s")
	time.Sleep(2 * time.Second)
	fmt.Fprintf(out, "resident_idle_mb: %d\n", ResidentMB(s.Pid()))
	pool, err := s.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	d := time.Duration(seconds) * time.Second
	if err := benchPages(ctx, s, d, out); err != nil {
		return err
	}
	ratio, err := benchRead(ctx, s, d, out)
	if err != nil {
		return err
	}
	bar(ratio >= 0.6, "the read by id is slower than 0.6 of a bare handler")
	share, p99, err := benchBookings(ctx, s, pool, d, out)
	if err != nil {
		return err
	}
	bar(share >= 1.0/3, "confirmed bookings are fewer than a third of pgbench's")
	bar(p99 < 100*time.Millisecond, "the p99 of a booking is over 100 ms")
	fmt.Fprintf(out, "resident_under_load_mb: %d\n", ResidentMB(s.Pid()))
	if err := s.Stop(); err != nil { // what follows has the machine to itself
		return err
	}
	return errors.Join(append(missed, benchMoney(ctx, binary, d, out), benchCompanion(ctx, out))...)
}

// benchMoney measures the books and the way to a paid booking, each with a database of its own.
func benchMoney(ctx context.Context, binary string, d time.Duration, out io.Writer) error {
	ratio, err := benchLedger(ctx, d, out)
	if err != nil {
		return err
	}
	p95, err := benchConfirmed(ctx, binary, d, out)
	switch {
	case err != nil:
		return err
	case ratio < .8:
		return errors.New("a posting is slower than 0.8 of plain inserts")
	case p95 >= 50*time.Millisecond:
		return errors.New("the p95 of a booking without the gateway is over 50 ms")
	}
	return nil
}

// transport keeps enough idle connections for the load.
func transport() *http.Transport {
	return &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256, DisableCompression: true}
}

// benchPages loads the three pages before a hold; hold and pay are measured by benchBookings.
func benchPages(ctx context.Context, s *Server, d time.Duration, out io.Writer) error {
	hits, err := NewClient(s.URL(), "").Search(ctx, "limit=50")
	if err != nil {
		return err
	}
	client := &http.Client{Transport: transport(), Timeout: 20 * time.Second}
	var n atomic.Int64
	for _, p := range []struct {
		name string
		path func() string
	}{
		{"home", func() string { return "/" }},
		{"results", func() string { return "/search?q=sleep" }},
		{"practitioner", func() string { return "/p/" + hits[int(n.Add(1))%len(hits)].Slug }},
	} {
		Load(ctx, p.name, clients, d, func(ctx context.Context, _ int) error { return fetch(ctx, client, s.URL()+p.path()) }).Print(out)
	}
	return nil
}

func fetch(ctx context.Context, c *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %d", req.URL.Path, res.StatusCode)
	}
	return err
}

// settleQueue waits until no job is due, so that one load does not pay for another's letters.
func settleQueue(ctx context.Context, pool *pgxpool.Pool) {
	for range 600 {
		n, err := count(ctx, pool, "select count(*) from jobs.river_job where state in ('available', 'running') and scheduled_at <= now()")
		if err != nil || n == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
