package lab

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"klear/internal/platform/postgres"

	"github.com/jackc/pgx/v5/pgxpool"
)

// benchBookings compares confirmed bookings a second, end to end over HTTP (hold, pay, ledger, events, letters queued),
// with the same rows written by pgbench in as many transactions, in the same run. p99 is of hold and pay together.
func benchBookings(ctx context.Context, s *Server, pool *pgxpool.Pool, d time.Duration, out io.Writer) (share float64, p99 time.Duration, err error) {
	offers, err := NewClient(s.URL(), "").Offers(ctx, 200, time.Now())
	if err != nil {
		return 0, 0, err
	}
	plan := spread(offers)
	var next atomic.Int64
	tr := transport()
	var holds, pays []time.Duration
	samples := make(chan [2]time.Duration, 1024)
	done := make(chan struct{})
	go func() {
		for x := range samples {
			holds, pays = append(holds, x[0]), append(pays, x[1])
		}
		close(done)
	}()
	f := Load(ctx, "confirmed_bookings", clients/2, d, func(ctx context.Context, _ int) error {
		i := int(next.Add(1)) - 1
		if i >= len(plan) {
			return errDone
		}
		_, hold, pay, err := bookOne(ctx, s.URL(), tr, plan[i])
		if err == nil {
			samples <- [2]time.Duration{hold, pay}
		}
		return err
	})
	close(samples)
	<-done
	for name, times := range map[string][]time.Duration{"hold": holds, "pay": pays} {
		slices.Sort(times)
		Figures{Name: name, times: times, Requests: len(times), Took: f.Took}.Print(out)
	}
	f.Print(out)
	drained := time.Now()
	settleQueue(ctx, pool)
	fmt.Fprintf(out, "letters_sent_after_ms: %d\n", time.Since(drained).Milliseconds())
	tps, err := pgbench(ctx, s, pool, d)
	if err != nil {
		return 0, 0, err
	}
	share = f.PerSecond() / tps
	fmt.Fprintf(out, "pgbench_same_rows_per_second: %.0f\nbookings_to_pgbench_ratio: %.2f (bar 0.33)\n", tps, share)
	return share, f.P(.99), nil
}

type planned struct {
	service string
	start   time.Time
}

// spread takes the offers' openings in turn and leaves out those that would meet one already taken.
func spread(offers []Offer) []planned {
	var out []planned
	for round := 0; round < 200; round += 6 {
		for _, o := range offers {
			if round < len(o.Slots) {
				out = append(out, planned{o.Service, o.Slots[round].Start})
			}
		}
	}
	return out
}

// pgbench runs internal/lab/same_rows.sql with as many clients as the load had.
func pgbench(ctx context.Context, s *Server, pool *pgxpool.Pool, d time.Duration) (float64, error) {
	bin, err := postgres.FindBinaries()
	if err != nil {
		return 0, err
	}
	var practitioner, person, service string
	err = pool.QueryRow(ctx, `select practitioner_id::text, practitioner_person_id::text, service_id::text
		from booking.booking where status = 'confirmed' limit 1`).Scan(&practitioner, &person, &service)
	if err != nil {
		return 0, err
	}
	script := filepath.Join(s.Data, "rows.sql")
	// pgbench does not quote variables: the three ids are written into the script.
	text := strings.NewReplacer(":'practitioner'", "'"+practitioner+"'", ":'person'", "'"+person+"'", ":'service'", "'"+service+"'").Replace(sameRows)
	if err := os.WriteFile(script, []byte(text), 0o644); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "pgbench"), "-h", filepath.Join(s.Data, "postgres", "sock"), "-U", "postgres", "-n",
		"-c", strconv.Itoa(clients/2), "-j", "2", "-T", strconv.Itoa(max(1, int(d.Seconds()))), "-M", "prepared", "-f", script, "klear")
	raw, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %s", err, raw)
	}
	m := tpsLine.FindSubmatch(raw)
	if m == nil {
		return 0, fmt.Errorf("pgbench printed no rate: %s", raw)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// sameRows writes what one confirmed booking leaves behind, into the same tables with the same constraints, triggers and
// indexes, in the transactions it takes: hold, beginning of the payment, the gateway's own books, confirmation, the gateway's message and its end.
//
//go:embed same_rows.sql
var sameRows string

var tpsLine = regexp.MustCompile(`tps = ([0-9.]+)`)
