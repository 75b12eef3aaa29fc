package db

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// reach connects once, so that a database that is not there is reported at once and in one line.
func reach(ctx context.Context, cfg *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return unreachable(&cfg.Config, err)
	}
	return conn.Close(ctx)
}

// UnreachableError says in one line which database did not answer and why. It names host, port and database, never a
// password.
type UnreachableError struct {
	where string
	cause error
}

func unreachable(cfg *pgconn.Config, err error) error {
	where := net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port)))
	if len(cfg.Host) > 0 && cfg.Host[0] == '/' {
		where = cfg.Host
	}
	return &UnreachableError{where: fmt.Sprintf("%s (database %s)", where, cfg.Database), cause: err}
}

// Error is one line for a person.
func (e *UnreachableError) Error() string {
	return "the database at " + e.where + " cannot be reached: " + reason(e.cause)
}

// Unwrap returns the driver's error.
func (e *UnreachableError) Unwrap() error { return e.cause }

// reason finds the words that say something in the driver's pages of text.
func reason(err error) string {
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refused.Message
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		return "there is no host " + name.Name
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return "it does not answer"
	}
	if code, ok := errors.AsType[syscall.Errno](err); ok {
		return code.Error()
	}
	return err.Error()
}
