package goal

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal/internal/goaldb"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
)

// maxMoves bounds what a page shows of a goal's course.
const maxMoves = 50

// List is all the caller's goals, oldest first, with how far each is as of today in zone. Errors: identity's.
func (s *Service) List(ctx context.Context, who identity.Principal, zone *time.Location) ([]Goal, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	return s.ListOfTx(ctx, s.DB, who.PersonID, zone)
}

// ListOfTx is List of somebody, for modules that have settled who may read it.
func (s *Service) ListOfTx(ctx context.Context, q db.Querier, person uuid.UUID, zone *time.Location) ([]Goal, error) {
	rows, err := on(q).List(ctx, goaldb.ListParams{PersonID: person, MaxRows: MaxGoals})
	if err != nil {
		return nil, err
	}
	return s.open(ctx, q, person, rows, dayIn(zone, s.Clock.Now()))
}

// Get reads one of the caller's goals. Errors: ErrNotFound, identity's.
func (s *Service) Get(ctx context.Context, who identity.Principal, id uuid.UUID, zone *time.Location) (Goal, error) {
	if err := may(who, identity.Read); err != nil {
		return Goal{}, err
	}
	row, err := on(s.DB).Get(ctx, goaldb.GetParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		return Goal{}, ErrNotFound
	} else if err != nil {
		return Goal{}, err
	}
	list, err := s.open(ctx, s.DB, who.PersonID, []goaldb.GoalGoal{row}, dayIn(zone, s.Clock.Now()))
	if err != nil {
		return Goal{}, err
	}
	return list[0], nil
}

// Steps is one page of a goal's progress, latest first, and how much there is. Page counts from 1. Errors: ErrNotFound,
// identity's.
func (s *Service) Steps(ctx context.Context, who identity.Principal, id uuid.UUID, page, limit int) ([]Step, int, error) {
	if err := s.mine(ctx, who, id); err != nil {
		return nil, 0, err
	}
	total, err := on(s.DB).CountProgress(ctx, id)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	rows, err := on(s.DB).Progress(ctx, goaldb.ProgressParams{GoalID: id, MaxRows: int32(limit), Skip: int32((page - 1) * limit)})
	if err != nil {
		return nil, 0, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Step, len(rows))
	for i, r := range rows {
		if out[i], err = step(key, r); err != nil {
			return nil, 0, err
		}
	}
	return out, int(total), nil
}

// Course is how a goal moved between its states, latest first, at most fifty times. Errors: ErrNotFound, identity's.
func (s *Service) Course(ctx context.Context, who identity.Principal, id uuid.UUID) ([]Move, error) {
	if err := s.mine(ctx, who, id); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).History(ctx, goaldb.HistoryParams{GoalID: id, MaxRows: maxMoves})
	out := make([]Move, len(rows))
	for i, r := range rows {
		out[i] = Move{From: State(r.FromState), To: State(r.ToState), At: r.At.UTC()}
	}
	return out, err
}

// mine is ErrNotFound for everybody else's goal.
func (s *Service) mine(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who, identity.Read); err != nil {
		return err
	}
	_, err := on(s.DB).Get(ctx, goaldb.GetParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		return ErrNotFound
	}
	return err
}

// open unseals goals of one person and adds how far they are: four queries, however many goals.
func (s *Service) open(ctx context.Context, q db.Querier, person uuid.UUID, rows []goaldb.GoalGoal, today time.Time) ([]Goal, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	key, err := s.People.KeyTx(ctx, q, person)
	if err != nil {
		return nil, err
	}
	out, at, all := make([]Goal, len(rows)), make(map[uuid.UUID]*Goal, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		if out[i], err = fromRow(key, r); err != nil {
			return nil, err
		}
		out[i].Week = week(today)
		at[r.ID], all[i] = &out[i], r.ID
	}
	return out, s.count(ctx, q, at, all, today)
}

func (s *Service) count(ctx context.Context, q db.Querier, at map[uuid.UUID]*Goal, all []uuid.UUID, today time.Time) error {
	first := today.AddDate(0, 0, -6)
	totals, err := on(q).Totals(ctx, goaldb.TotalsParams{Goals: all, WeekStart: date(first)})
	if err != nil {
		return err
	}
	for _, t := range totals {
		g := at[t.ID]
		g.Total, g.Latest, g.Entries, g.ThisWeek = t.Total, int(t.Latest), int(t.Entries), int(t.ThisWeek)
	}
	days, err := on(q).Week(ctx, goaldb.WeekParams{Goals: all, FirstDay: date(first), LastDay: date(today)})
	for _, d := range days {
		m := &at[d.GoalID].Week[int(d.Day.Time.Sub(first).Hours()/24)]
		m.Amount, m.Any = d.Amount, true
	}
	return err
}

// week is the last seven days with nothing in them.
func week(today time.Time) []Mark {
	out := make([]Mark, 7)
	for i := range out {
		out[i].Day = today.AddDate(0, 0, i-6)
	}
	return out
}

func fromRow(key *crypto.DataKey, r goaldb.GoalGoal) (Goal, error) {
	g := Goal{ID: r.ID, State: State(r.State), Version: r.Version, CreatedAt: r.CreatedAt.UTC()}
	g.Measure, g.Target, g.Due = Measure(r.Measure), int(r.Target), r.Due.Time
	var err error
	if g.Title, err = unseal(key, r.TitleSealed, titleOf(r.ID)); err != nil {
		return g, err
	}
	g.Why, err = unseal(key, r.WhySealed, whyOf(r.ID))
	return g, err
}

func step(key *crypto.DataKey, r goaldb.GoalProgress) (Step, error) {
	note, err := unseal(key, r.NoteSealed, noteOf(r.ID))
	return Step{ID: r.ID, Day: r.Day.Time, Amount: int(r.Amount), Note: note, At: r.At.UTC()}, err
}
