// Package jobs is the durable queue: River on the same PostgreSQL, so that a job is enqueued in the transaction of the
// change that caused it. Jobs run at least once; every worker is idempotent.
package jobs

import (
	"context"
	"log/slog"
	"time"

	"klear/internal/platform/db"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

// Args is a job's payload: a struct with a stable Kind of at least two characters. No personal words in it: ids only.
type Args = river.JobArgs

// Queues, by how soon someone waits for the result.
const (
	QueueDefault = river.QueueDefault // reactions to events, mail
	QueueMoney   = "money"            // payments, refunds
	QueueBulk    = "bulk"             // indexing, feeds, clean-up
)

// Job is one job of a batch: what, and when at the earliest (zero: now).
type Job struct {
	Args  Args
	At    time.Time
	Queue string
	// Unique keeps one job for these args while it waits or runs.
	Unique bool
}

// Client enqueues jobs and, once started, works them.
type Client struct {
	river   *river.Client[pgx.Tx]
	workers *river.Workers
	periods []*river.PeriodicJob
	conf    *river.Config
	pool    *db.DB
}

// Options of New.
type Options struct {
	Log     *slog.Logger
	Workers int // concurrent jobs per queue; 0: 4
	// GivenUp hears the kind of each job that will not be tried again, for counting; may be nil.
	GivenUp func(kind string)
}

// New makes a client; register workers with Handle and Every, then Open it. Over pool it notes what is taken and what is
// done. The pool may be forgetful: a job that is taken for undone runs again, as it may at any time. What is enqueued is as
// durable as the caller's transaction.
func New(pool *db.DB, o Options) *Client {
	if o.Workers == 0 {
		o.Workers = 4 // more would take the processors of a small server from those who wait for a page
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	q := river.QueueConfig{MaxWorkers: o.Workers, FetchCooldown: 20 * time.Millisecond, FetchPollInterval: 150 * time.Millisecond}
	return &Client{
		pool:    pool,
		workers: river.NewWorkers(),
		conf: &river.Config{
			Schema: db.JobSchema, Logger: slog.New(quiet{o.Log.Handler()}), ErrorHandler: &alarm{log: o.Log, givenUp: o.GivenUp}, JobTimeout: 30 * time.Second, RescueStuckJobsAfter: 45 * time.Second, MaxAttempts: 12,
			Queues:              map[string]river.QueueConfig{QueueDefault: q, QueueMoney: q, QueueBulk: {MaxWorkers: 2, FetchCooldown: 50 * time.Millisecond, FetchPollInterval: time.Second}},
			ReindexerIndexNames: []string{}, // only their owner may: autovacuum looks after them, an operator may REINDEX
		},
	}
}

// quiet drops what the queue says of itself while all is well: a line each few seconds would bury the others.
type quiet struct{ slog.Handler }

// Enabled lets warnings and errors through.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// WithAttrs keeps quiet.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup keeps quiet.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// Handle registers fn for one kind of job.
func Handle[T Args](c *Client, fn func(ctx context.Context, args T) error) {
	river.AddWorker(c.workers, river.WorkFunc(func(ctx context.Context, j *river.Job[T]) error {
		return fn(context.WithValue(ctx, jobKey{}, j.JobRow), j.Args)
	}))
}

// HandleWithin is Handle for a job that may take longer than others, up to limit.
func HandleWithin[T Args](c *Client, limit time.Duration, fn func(ctx context.Context, args T) error) {
	river.AddWorker(c.workers, &patient[T]{limit: limit, fn: fn})
}

// patient is a worker with a time limit of its own.
type patient[T Args] struct {
	river.WorkerDefaults[T]
	limit time.Duration
	fn    func(context.Context, T) error
}

// Timeout is the limit.
func (p *patient[T]) Timeout(*river.Job[T]) time.Duration { return p.limit }

// Work runs the job.
func (p *patient[T]) Work(ctx context.Context, j *river.Job[T]) error {
	return p.fn(context.WithValue(ctx, jobKey{}, j.JobRow), j.Args)
}

// Every runs a job of args each period, on one node at a time, the first time soon after start.
func (c *Client) Every(period time.Duration, args Args, queue string) {
	c.periods = append(c.periods, river.NewPeriodicJob(river.PeriodicInterval(period),
		func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{Queue: queue, MaxAttempts: 1}
		},
		&river.PeriodicJobOpts{RunOnStart: true}))
}

// Open finishes registration. Until Start is called the client only enqueues.
func (c *Client) Open() error {
	c.conf.Workers = c.workers
	c.conf.PeriodicJobs = c.periods
	r, err := river.NewClient(riverpgxv5.New(c.pool.Pool), c.conf)
	c.river = r
	return err
}

// Start works jobs until Stop.
func (c *Client) Start(ctx context.Context) error { return c.river.Start(ctx) }

// Stop lets running jobs finish; when ctx ends first they are cancelled and will run again.
func (c *Client) Stop(ctx context.Context) error {
	if err := c.river.Stop(ctx); err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		return c.river.StopAndCancel(hard)
	}
	return nil
}

// AddTx enqueues jobs in the caller's transaction: they exist if and only if it commits. One statement for all.
func (c *Client) AddTx(ctx context.Context, tx db.Tx, list ...Job) error {
	if len(list) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(list))
	for i, j := range list {
		opts := &river.InsertOpts{ScheduledAt: j.At, Queue: j.Queue}
		if j.Unique {
			opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
				rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}}
		}
		params[i] = river.InsertManyParams{Args: j.Args, InsertOpts: opts}
	}
	_, err := c.river.InsertManyTx(ctx, tx, params)
	return err
}
