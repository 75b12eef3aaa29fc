package app

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"testing"
	"time"

	"klear/internal/platform/clock"
	"klear/internal/platform/config"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/secret"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// newApp is the whole product on an empty database. Its queue does not run until a test starts it.
func newApp(t *testing.T, change ...func(*config.Config)) *App {
	t.Helper()
	return newAppOf(t, nil, change...)
}

// newAppOf is newApp with other brands.
func newAppOf(t *testing.T, brands fs.FS, change ...func(*config.Config)) *App {
	t.Helper()
	_, databaseURL := dbtest.NewWithURL(t, 4)
	no := false
	cfg := &config.Config{Addr: "127.0.0.1:0", PublicURL: "https://klear.test", Brand: "klearkarma", Env: config.Development, Data: t.TempDir(), Demo: &no,
		DatabaseURL: secret.New(databaseURL), MailFrom: "Klear <no-reply@klear.test>", RequestTimeout: 15 * time.Second, ShutdownGrace: time.Second,
		MaxRequestBytes: 1 << 20, PoolSize: 8, Workers: 2, HoldMinutes: 15, LogLevel: "error"}
	for _, c := range change {
		c(cfg)
	}
	a, err := New(t.Context(), cfg, Options{Version: "test", Serve: true, Brands: brands, Clock: clock.NewFake(time.Now().Truncate(time.Second))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = a.Close(ctx)
		slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	})
	return a
}

// work lets the queue run, and returns when nothing that is due is left to do.
func (a *App) work(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	if err := a.jobs.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.jobs.Stop(ctx); err != nil {
			t.Error(err)
		}
	}()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		// The leader enqueues the periodic jobs a moment after the start.
		var begun bool
		if err := a.db.QueryRow(ctx, "select exists (select from jobs.river_job where kind = 'catalog_erase_missed')").Scan(&begun); err != nil {
			t.Fatal(err)
		}
		var due int
		err := a.db.QueryRow(ctx, "select count(*) from jobs.river_job where state in ('available', 'running', 'retryable') or (state = 'scheduled' and scheduled_at <= now())").Scan(&due)
		if err != nil {
			t.Fatal(err)
		}
		if due == 0 && begun {
			return
		}
		if time.Now().After(deadline) {
			var what string
			_ = a.db.QueryRow(ctx, "select string_agg(concat(kind, ' ', args, ' ', errors[1]), '; ') from jobs.river_job where state in ('available', 'running', 'retryable')").Scan(&what)
			t.Fatalf("%d jobs are not done: %s", due, what)
		}
	}
}
