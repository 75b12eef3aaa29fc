package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// empty makes a database without anything in it.
func empty(t *testing.T) (url string) {
	t.Helper()
	_, super := dbtest.NewWithURL(t, 2)
	conn := connect(t, super)
	name := "empty" + conn.Config().Database
	for _, sql := range []string{"drop database if exists " + name, "create database " + name + " template template0"} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		c, err := pgx.Connect(context.Background(), super)
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close(context.Background())
		if _, err := c.Exec(context.Background(), "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	return strings.Replace(super, "/"+conn.Config().Database+"?", "/"+name+"?", 1)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// TestManyNodesMigrateAtOnce: they start together on an empty database; all succeed, and each step ran once.
func TestManyNodesMigrateAtOnce(t *testing.T) {
	url := empty(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := db.Migrate(t.Context(), url, migrations.FS); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	files, err := migrations.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, url)
	var steps, distinct int
	err = conn.QueryRow(t.Context(), "select count(*), count(distinct version_id) from goose_db_version where version_id > 0").Scan(&steps, &distinct)
	if err != nil || steps != len(files) || distinct != len(files) {
		t.Errorf("%d steps, %d different, %v; want %d", steps, distinct, err, len(files))
	}
	if err := db.Migrate(t.Context(), url, migrations.FS); err != nil {
		t.Errorf("again: %v", err)
	}
	d, err := db.Open(t.Context(), url, db.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int
	if err := d.QueryRow(t.Context(), "select count(*) from jobs.river_job").Scan(&n); err != nil || n != 0 {
		t.Errorf("the queue: %d %v", n, err)
	}
}

// TestInTxTriesAgainWhatMayWork: a serialization failure is tried three times in all, anything else once; what is counted
// on commit is counted once.
func TestInTxTriesAgainWhatMayWork(t *testing.T) {
	d := dbtest.New(t)
	other := errors.New("other")
	for _, c := range []struct {
		name    string
		fails   int
		with    error
		tries   int
		commits int
	}{
		{"at once", 0, nil, 1, 1},
		{"second try", 1, &pgconn.PgError{Code: "40001"}, 2, 1},
		{"deadlocks", 9, &pgconn.PgError{Code: "40P01"}, 3, 0},
		{"other", 9, other, 1, 0},
	} {
		tries, commits := 0, 0
		err := d.InTx(t.Context(), func(tx db.Tx) error {
			tries++
			db.OnCommit(tx, func() { commits++ })
			if tries <= c.fails {
				return c.with
			}
			return nil
		})
		if tries != c.tries || commits != c.commits || (err == nil) != (c.commits == 1) {
			t.Errorf("%s: %d tries, %d commits, %v", c.name, tries, commits, err)
		}
	}
}

// TestUnreachableIsOneLine: what a person reads when the database is not there, without the password.
func TestUnreachableIsOneLine(t *testing.T) {
	t.Parallel()
	_, super := dbtest.NewWithURL(t, 2)
	for url, want := range map[string]string{
		"postgres://u:hunter2@127.0.0.1:1/klear":                    "the database at 127.0.0.1:1 (database klear) cannot be reached: connection refused",
		"postgres://u:hunter2@no-such-host.invalid/klear":           "cannot be reached: there is no host no-such-host.invalid",
		strings.Replace(super, "/t", "/missing_t", 1):               "does not exist",
		"postgres://u:hunter2@/klear?host=/no/such/folder/anywhere": "the database at /no/such/folder/anywhere (database klear) cannot be reached: no such file or directory",
	} {
		for name, call := range map[string]func() error{
			"Migrate": func() error { return db.Migrate(t.Context(), url, migrations.FS) },
			"Open":    func() error { _, err := db.Open(t.Context(), url, db.Options{}); return err },
		} {
			err := call()
			var gone *db.UnreachableError
			if !errors.As(err, &gone) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
