package jobs

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"klear/internal/platform/db"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/rivertype"
)

// Stuck is a job that failed: given up on, or waiting for its next try. It carries no payload and no error text, which may
// hold somebody's words: only what kind of job it is and what class of fault it met.
type Stuck struct {
	ID          int64
	Kind        string
	Queue       string
	Dead        bool // given up on
	Attempts    int
	MaxAttempts int
	Class       string    // see classOf
	Since       time.Time // of the first failure that is remembered
	Next        time.Time // of the next try; zero when Dead
}

// Errors of Retry and Discard.
var (
	ErrNoJob      = errors.New("jobs: there is no such failed job")
	ErrJobRunning = errors.New("jobs: this job is running at the moment")
)

// failed selects what somebody has to look at. A periodic job that failed is forgotten once a later run of it went well.
const failed = ` from jobs.river_job j where (j.state = 'discarded' or j.state = 'retryable')
	and not (j.max_attempts = 1 and exists (select from jobs.river_job ok where ok.kind = j.kind and ok.state = 'completed' and ok.finalized_at > j.finalized_at))`

const stuckColumns = `select j.id, j.kind, j.queue, j.state = 'discarded', j.attempt, j.max_attempts,
	coalesce(j.errors[cardinality(j.errors)] ->> 'error', ''), coalesce(j.errors[cardinality(j.errors)] ->> 'trace', '') <> '',
	coalesce((j.errors[1] ->> 'at')::timestamptz, j.created_at), j.scheduled_at`

// CountStuck says how many failed jobs there are and since when the longest; the zero time when there are none.
func (c *Client) CountStuck(ctx context.Context) (n int, oldest time.Time, err error) {
	var at *time.Time
	err = c.pool.QueryRow(ctx, "select count(*), min(coalesce((j.errors[1] ->> 'at')::timestamptz, j.created_at))"+failed).Scan(&n, &at)
	if at != nil {
		oldest = at.UTC()
	}
	return n, oldest, err
}

// ListStuck lists failed jobs, the longest failing first.
func (c *Client) ListStuck(ctx context.Context, limit, offset int) ([]Stuck, error) {
	rows, err := c.pool.Query(ctx, stuckColumns+failed+" order by 9, j.id limit $1 offset $2", limit, offset)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanStuck)
}

// StuckByID reads one failed job. Errors: ErrNoJob.
func (c *Client) StuckByID(ctx context.Context, id int64) (Stuck, error) {
	rows, err := c.pool.Query(ctx, stuckColumns+failed+" and j.id = $1", id)
	if err != nil {
		return Stuck{}, err
	}
	s, err := pgx.CollectExactlyOneRow(rows, scanStuck)
	if db.IsNoRows(err) {
		return Stuck{}, ErrNoJob
	}
	return s, err
}

func scanStuck(r pgx.CollectableRow) (s Stuck, err error) {
	var text string
	var panicked bool
	err = r.Scan(&s.ID, &s.Kind, &s.Queue, &s.Dead, &s.Attempts, &s.MaxAttempts, &text, &panicked, &s.Since, &s.Next)
	s.Class, s.Since, s.Next = classOf(text, panicked), s.Since.UTC(), s.Next.UTC()
	if s.Dead {
		s.Next = time.Time{}
	}
	return s, err
}

// stableCode is how an apperr.Error begins when it is printed.
var stableCode = regexp.MustCompile(`^([a-z]+(?:_[a-z]+)+): `)

// classOf tells the class of a fault from its text, and nothing else of it: panic, timeout, database, mail, network, one of
// our own codes, or other.
func classOf(text string, panicked bool) string {
	switch {
	case panicked:
		return "panic"
	case strings.Contains(text, "context deadline exceeded"), strings.Contains(text, "i/o timeout"):
		return "timeout"
	case strings.Contains(text, "SQLSTATE"):
		return "database"
	case strings.Contains(text, "smtp"), strings.Contains(text, "mail"):
		return "mail"
	case strings.Contains(text, "connection refused"), strings.Contains(text, "no such host"), strings.Contains(text, "connection reset"):
		return "network"
	}
	if m := stableCode.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return "other"
}

// RetryTx makes a failed job due at once, also one that was given up on. Errors: ErrNoJob, ErrJobRunning.
func (c *Client) RetryTx(ctx context.Context, tx db.Tx, id int64) error {
	if err := lockStuck(ctx, tx, id); err != nil {
		return err
	}
	_, err := c.river.JobRetryTx(ctx, tx, id)
	return known(err)
}

// DiscardTx deletes a failed job: what it should have done is not done. Errors: ErrNoJob, ErrJobRunning.
func (c *Client) DiscardTx(ctx context.Context, tx db.Tx, id int64) error {
	if err := lockStuck(ctx, tx, id); err != nil {
		return err
	}
	_, err := c.river.JobDeleteTx(ctx, tx, id)
	return known(err)
}

// lockStuck holds the job as failed until the transaction ends: of two operators one finds it.
func lockStuck(ctx context.Context, tx db.Tx, id int64) error {
	var state string
	err := tx.QueryRow(ctx, "select state from jobs.river_job where id = $1 for update", id).Scan(&state)
	switch {
	case db.IsNoRows(err):
		return ErrNoJob
	case err != nil:
		return err
	case state == string(rivertype.JobStateRunning):
		return ErrJobRunning
	case state != string(rivertype.JobStateDiscarded) && state != string(rivertype.JobStateRetryable):
		return ErrNoJob
	}
	return nil
}

func known(err error) error {
	switch {
	case errors.Is(err, rivertype.ErrNotFound):
		return ErrNoJob
	case errors.Is(err, rivertype.ErrJobRunning):
		return ErrJobRunning
	}
	return err
}
