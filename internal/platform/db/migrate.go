package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// JobSchema is where the queue's tables live.
const JobSchema = "jobs"

// Migrate brings the database up to date: the files in order, then the queue's own migrations. An advisory lock lets
// several nodes start at once. It connects as the URL's user, who must be able to create schemas, extensions and roles.
func Migrate(ctx context.Context, url string, files fs.FS) error {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("DATABASE_URL is not a PostgreSQL connection string")
	}
	cfg.ConnectTimeout = connectTimeout
	if err := reach(ctx, cfg); err != nil {
		return err
	}
	sqlDB := stdlib.OpenDB(*cfg)
	defer sqlDB.Close()
	if err := migrateFiles(ctx, sqlDB, files); err != nil {
		return err
	}
	return migrateJobs(ctx, url)
}

func migrateFiles(ctx context.Context, sqlDB *sql.DB, files fs.FS) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120), lock.WithUnlockTimeout(1, 10))
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, sqlDB, files, goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	return nil
}

// migrateJobs runs River's migrations under an advisory lock of our own, since River takes none.
func migrateJobs(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	const lockID = 0x6b6c656172 // "klear"
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", int64(lockID)); err != nil {
		return err
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(lockID)) }()
	if _, err := conn.Exec(ctx, "create schema if not exists "+JobSchema); err != nil {
		return err
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: JobSchema})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the queue: %w", err)
	}
	// River never reads these two GIN indexes; they serve its optional web page. Every enqueued job would pay for them.
	if _, err := conn.Exec(ctx, "drop index if exists "+JobSchema+".river_job_args_index, "+JobSchema+".river_job_metadata_index"); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "select platform.open_schema($1)", JobSchema)
	return err
}
