package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/jobs"
	"klear/internal/platform/telemetry"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// letter is a job; poison is one that always fails.
type (
	letter struct {
		N int `json:"n"`
	}
	poison struct{}
)

func (letter) Kind() string { return "test_letter" }
func (poison) Kind() string { return "test_poison" }

// output is a log that two goroutines may use.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) line(words ...string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for line := range strings.Lines(o.b.String()) {
		all := true
		for _, w := range words {
			all = all && strings.Contains(line, w)
		}
		if all {
			return true
		}
	}
	return false
}

func add(t *testing.T, d *db.DB, c *jobs.Client, list ...jobs.Job) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx db.Tx) error { return c.AddTx(t.Context(), tx, list...) }); err != nil {
		t.Fatal(err)
	}
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
	}
}

// TestARolledBackJobDoesNotExist: jobs exist if and only if the change that caused them does.
func TestARolledBackJobDoesNotExist(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	c := jobs.New(d, jobs.Options{})
	jobs.Handle(c, func(context.Context, letter) error { return nil })
	if err := c.Open(); err != nil {
		t.Fatal(err)
	}
	errBack := errors.New("back")
	err := d.InTx(t.Context(), func(tx db.Tx) error {
		return errors.Join(c.AddTx(t.Context(), tx, jobs.Job{Args: letter{1}}, jobs.Job{Args: letter{2}}), errBack)
	})
	if !errors.Is(err, errBack) {
		t.Fatal(err)
	}
	add(t, d, c, jobs.Job{Args: letter{3}})
	var left []string
	if err := d.QueryRow(t.Context(), "select array_agg(args->>'n') from jobs.river_job").Scan(&left); err != nil || len(left) != 1 || left[0] != "3" {
		t.Errorf("jobs %v, %v", left, err)
	}
}

// TestAPoisonedJobStopsNobody: with a single worker, others are done although one fails again and again; when it is
// given up on, the log says so and names it, and so does the count.
func TestAPoisonedJobStopsNobody(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	var out output
	log := telemetry.NewLogger(&out, telemetry.LogOptions{Level: slog.LevelInfo, Context: []telemetry.FromContext{jobs.LogContext}})
	var done, tried, givenUp atomic.Int64
	c := jobs.New(d, jobs.Options{Workers: 1, Log: log, GivenUp: func(kind string) {
		if kind == "test_poison" {
			givenUp.Add(1)
		}
	}})
	jobs.Handle(c, func(ctx context.Context, _ poison) error {
		if tried.Add(1) == 1 {
			panic("poison")
		}
		return errors.New("still poison")
	})
	jobs.Handle(c, func(ctx context.Context, l letter) error {
		log.InfoContext(ctx, "wrote a letter", "n", l.N)
		done.Add(1)
		return nil
	})
	if err := c.Open(); err != nil {
		t.Fatal(err)
	}
	add(t, d, c, jobs.Job{Args: poison{}})
	for n := range 20 {
		add(t, d, c, jobs.Job{Args: letter{n}})
	}
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	eventually(t, "the letters", func() bool { return done.Load() == 20 })
	if !out.line("wrote a letter", "job_id=", "job_kind=test_letter") {
		t.Error("a line of a job does not name it")
	}
	if tried.Load() == 0 || givenUp.Load() != 0 {
		t.Errorf("poison was tried %d times and given up on %d times", tried.Load(), givenUp.Load())
	}
	eventually(t, "the retry is planned", func() bool {
		tag, err := d.Exec(t.Context(), "update jobs.river_job set attempt = max_attempts - 1, scheduled_at = now(), state = 'available' where kind = 'test_poison' and state = 'retryable'")
		return err == nil && tag.RowsAffected() == 1
	})
	eventually(t, "giving up", func() bool { return givenUp.Load() == 1 })
	if !out.line("level=ERROR", "a job was given up on", "job_kind=test_poison", "attempts=12", "still poison") {
		t.Errorf("no alarm in the log:\n%s", out.b.String())
	}
	eventually(t, "the backlog says so", func() bool {
		for _, b := range must(c.Backlogs(t.Context())) {
			if b.Queue == jobs.QueueDefault && b.Discarded == 1 && b.Waiting == 0 && b.Running == 0 {
				return true
			}
		}
		return false
	})
}

// TestTheBacklogSaysHowLate tells due from planned work.
func TestTheBacklogSaysHowLate(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	c := jobs.New(d, jobs.Options{})
	jobs.Handle(c, func(context.Context, letter) error { return nil })
	if err := c.Open(); err != nil {
		t.Fatal(err)
	}
	add(t, d, c, jobs.Job{Args: letter{1}, Queue: jobs.QueueMoney}, jobs.Job{Args: letter{2}, Queue: jobs.QueueMoney, At: time.Now().Add(time.Hour)})
	if _, err := d.Exec(t.Context(), "update jobs.river_job set scheduled_at = now() - interval '5 minutes' where state = 'available'"); err != nil {
		t.Fatal(err)
	}
	list := must(c.Backlogs(t.Context()))
	if len(list) != 1 || list[0].Waiting != 1 || list[0].Later != 1 || list[0].Oldest < 5*time.Minute || list[0].Oldest > 6*time.Minute {
		t.Errorf("%+v", list)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
