package search

import (
	"context"

	"github.com/jackc/pgx/v5"

	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/db"
)

// Service is the module. It is safe for concurrent use.
type Service struct {
	Deps
	synonyms synonymCache
	labels   labelCache
	answers  answerCache
}

// New makes the module from what it needs.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.register()
	return s
}

func on(q db.Querier) *searchdb.Queries { return searchdb.New(q) }

// planned runs each statement with a plan made for its very arguments. The find query has many parts that an argument
// switches off; a plan for all arguments would keep them all.
type planned struct{ db.Querier }

func (p planned) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return p.Querier.Query(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
}

func (p planned) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return p.Querier.QueryRow(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
}
