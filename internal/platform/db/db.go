// Package db opens the pool and runs transactions. A command of a module is one transaction: the module that owns the
// verb calls InTx and hands the Tx on; only the owner commits, and no network call happens inside.
package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Tx is an open transaction. It is always a parameter, never hidden in a context.
type Tx = pgx.Tx

// Querier is what reading needs: the pool or a transaction.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// DB is the application's pool. Its connections work as role klear_app, which owns nothing.
type DB struct{ *pgxpool.Pool }

// Options of Open.
type Options struct {
	MaxConns int           // 0: 24
	Timeout  time.Duration // of a single statement; 0: 10 s
	Zone     string        // session time zone; "" is UTC. Tests use an odd one to catch code that leans on it.
	Trace    bool          // spans for each statement
	// Forgetful commits without waiting for the disk: a crash of the database may undo its last moments. Only for what is
	// done again when it is forgotten.
	Forgetful bool
}

const connectTimeout = 5 * time.Second

// Open connects and checks the connection. Errors name the database's host, never its password.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL connection string")
	}
	if o.MaxConns == 0 {
		o.MaxConns = 24
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Zone == "" {
		o.Zone = "UTC"
	}
	cfg.MaxConns = int32(o.MaxConns)
	cfg.MinIdleConns = 2
	cfg.MaxConnIdleTime = 5 * time.Minute
	cfg.HealthCheckPeriod = 15 * time.Second
	cfg.ConnConfig.ConnectTimeout = connectTimeout
	p := cfg.ConnConfig.RuntimeParams
	p["application_name"] = "klear"
	p["role"] = "klear_app"
	p["timezone"] = o.Zone
	p["statement_timeout"] = fmt.Sprint(o.Timeout.Milliseconds())
	p["lock_timeout"] = "5000"
	p["idle_in_transaction_session_timeout"] = "30000"
	if o.Forgetful {
		p["synchronous_commit"] = "off"
	}
	if o.Trace {
		cfg.ConnConfig.Tracer = otelpgx.NewTracer()
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, unreachable(&cfg.ConnConfig.Config, err)
	}
	return &DB{pool}, nil
}

// SQLSTATE classes and codes that the platform treats by name.
const (
	codeSerialization = "40001"
	codeDeadlock      = "40P01"
	// CodeUniqueViolation and its siblings are for modules that explain a constraint's refusal.
	CodeUniqueViolation     = "23505"
	CodeExclusionViolation  = "23P01"
	CodeCheckViolation      = "23514"
	CodeForeignKeyViolation = "23503"
)

const maxTries = 3

// InTx runs fn in a transaction and commits when it returns nil. A serialization failure or deadlock is tried again,
// at most three times in all, so fn must not keep state from a failed try. fn's error is returned as it is.
func (d *DB) InTx(ctx context.Context, fn func(tx Tx) error) error {
	for try := 1; ; try++ {
		err := d.once(ctx, fn)
		if try == maxTries || !retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(time.Duration(try) * 5 * time.Millisecond):
		}
	}
}

// counted is a transaction that knows what to do once it is committed.
type counted struct {
	pgx.Tx
	after []func()
}

// OnCommit runs fn once tx, one of InTx, is committed, and never when it is not. For counting only: fn must be quick and
// cannot fail; what must happen is a job in the transaction.
func OnCommit(tx Tx, fn func()) {
	if c, ok := tx.(*counted); ok {
		c.after = append(c.after, fn)
	}
}

func (d *DB) once(ctx context.Context, fn func(tx Tx) error) error {
	inner, err := d.Begin(ctx)
	if err != nil {
		return err
	}
	tx, committed := &counted{Tx: inner}, false
	defer func() {
		if !committed { // also when fn panics: the connection and its locks must not be lost with it
			// The request's context may be over; the rollback must still reach the server.
			rctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			_ = tx.Rollback(rctx)
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	committed = true
	for _, done := range tx.after {
		done()
	}
	return nil
}

func retryable(err error) bool {
	code := Code(err)
	return code == codeSerialization || code == codeDeadlock
}

// Code is the SQLSTATE of err, or "".
func Code(err error) string {
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pe.Code
	}
	return ""
}

// Violates reports whether err is the refusal of the named constraint.
func Violates(err error, constraint string) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pe.ConstraintName == constraint
}

// IsNoRows reports that a query for one row found none.
func IsNoRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
