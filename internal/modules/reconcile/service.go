package reconcile

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Service is the module's verbs. Safe for concurrent use.
type Service struct{ Deps }

// New makes the service and puts its workers on the queue; call it before the queue is opened.
func New(d Deps) *Service {
	s := &Service{d}
	jobs.Handle(s.Jobs, s.plan)
	jobs.Handle(s.Jobs, func(ctx context.Context, j DayJob) error { return s.ReadDay(ctx, j.Gateway, j.Day) })
	jobs.Handle(s.Jobs, s.tell)
	jobs.Handle(s.Jobs, s.write)
	s.Jobs.Every(time.Hour, Plan{}, jobs.QueueMoney)
	return s
}

func on(q db.Querier) *reconciledb.Queries { return reconciledb.New(q) }

// may lets operators read the books, and correct them.
func may(by identity.Principal, action identity.Action) error {
	return identity.Authorize(by, action, identity.ResBooks, identity.Subject{})
}

// dayOf is the day (UTC) that an instant is in.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

func date(t time.Time) pgtype.Date { return pgtype.Date{Time: dayOf(t), Valid: true} }

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}
