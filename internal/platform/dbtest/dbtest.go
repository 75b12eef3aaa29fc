// Package dbtest gives each test a database of its own: a clone (about 40 ms) of a template that was migrated once per
// test binary. The server is private to the test binary and dies with it. A missing PostgreSQL fails the tests.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/postgres"
	"klear/migrations"

	"github.com/jackc/pgx/v5"
)

var (
	server *postgres.Server
	serial atomic.Int64
)

const template = "klear_template"

// Main is the TestMain of a package with database tests: func TestMain(m *testing.M) { dbtest.Main(m) }.
func Main(m *testing.M) {
	code, err := Run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dbtest:", err)
		code = 1
	}
	os.Exit(code)
}

// Run is Main for a TestMain that has work of its own around it.
func Run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "klear-test-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		return 1, err
	}
	ctx := context.Background()
	if server, err = postgres.Start(ctx, postgres.Options{Dir: dir, Test: true}); err != nil {
		return 1, err
	}
	defer func() {
		stop, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		_ = server.Stop(stop)
	}()
	if err := server.CreateDatabase(ctx, template); err != nil {
		return 1, err
	}
	if err := db.Migrate(ctx, server.URL(template), migrations.FS); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// New returns a migrated, empty database that is dropped when the test ends. Its sessions run in a zone with a
// half-hour clock change, so that a hidden assumption about UTC fails early.
func New(t testing.TB) *db.DB {
	t.Helper()
	d, _ := NewWithURL(t, 0)
	return d
}

// NewWithURL also returns the superuser's connection string, for tests that drop a constraint or act behind the
// application's back; conns limits the pool (0: 16).
func NewWithURL(t testing.TB, conns int) (*db.DB, string) {
	t.Helper()
	if server == nil {
		t.Fatal("dbtest: the package needs func TestMain(m *testing.M) { dbtest.Main(m) }")
	}
	if conns == 0 {
		conns = 16
	}
	ctx := context.Background()
	name := fmt.Sprintf("t%d", serial.Add(1))
	exec(t, fmt.Sprintf("create database %s template %s strategy file_copy", name, template))
	pool, err := db.Open(ctx, server.URL(name), db.Options{MaxConns: conns, Zone: "Australia/Lord_Howe"})
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	if err := events.EnsurePartitions(ctx, pool, time.Now()); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		pool.Close()
		exec(t, "drop database "+name+" with (force)")
	})
	return pool, server.URL(name)
}

func exec(t testing.TB, sql string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
}
