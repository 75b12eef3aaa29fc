package goal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type stage struct {
	*goal.Service
	kit      *identitytest.Kit
	db       *db.DB
	me, them identity.Principal
}

// What is written about a goal is judged.
func TestAGoalIsHeard(t *testing.T) {
	s := newStage(t)
	var heard []string
	s.Hear = func(_ context.Context, _ identity.Principal, words string) { heard = append(heard, words) }
	_, err := s.Add(t.Context(), s.me, goal.Draft{Title: "Walk", Why: "a dark reason", Measure: "refused"})
	if err == nil {
		t.Fatal("it was kept")
	}
	if len(heard) != 1 || heard[0] != "Walk\na dark reason" {
		t.Errorf("judged: %q", heard)
	}
}

func newStage(t *testing.T) stage {
	t.Helper()
	t.Parallel()
	d := dbtest.New(t)
	kit := identitytest.New(t, d)
	s := stage{kit: kit, db: d, me: seeker(t, kit, "kavya@example.org"), them: seeker(t, kit, "other@example.org")}
	s.Service = goal.New(goal.Deps{DB: d, Clock: kit.Clock, IDs: ids.NewSource(nil), Events: kit.Bus, People: kit.Service})
	return s
}

func seeker(t *testing.T, kit *identitytest.Kit, email string) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: kit.Account(t, email, identity.Seeker).ID, Role: identity.Seeker}
}

func (s stage) add(t *testing.T, d goal.Draft) goal.Goal {
	t.Helper()
	g, err := s.Add(t.Context(), s.me, d)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (s stage) step(t *testing.T, id uuid.UUID, a goal.Advance) goal.Step {
	t.Helper()
	step, err := s.Step(t.Context(), s.me, id, a)
	if err != nil {
		t.Fatal(err)
	}
	return step
}

func (s stage) today() time.Time { return s.kit.Clock.Now().UTC().Truncate(24 * time.Hour) }

var lights = goal.Draft{Title: " Lights out  by 11:30 ", Why: "Mornings are easier.", Measure: goal.Days, Target: 5}

func TestAGoalIsKeptChangedAndRemoved(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	g := s.add(t, lights)
	if g.Title != "Lights out by 11:30" || g.Why != "Mornings are easier." || g.State != goal.Active || g.Version != 1 || len(g.Week) != 7 {
		t.Errorf("%+v", g)
	}
	got, err := s.Edit(ctx, s.me, g.ID, 1, goal.Draft{Title: "Lights out by 11", Measure: goal.Count, Target: 4, Due: s.today().AddDate(0, 2, 0)})
	if err != nil || got.Title != "Lights out by 11" || got.Why != "" || got.Measure != goal.Days || got.Target != 4 || !got.Due.Equal(s.today().AddDate(0, 2, 0)) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Edit(ctx, s.me, g.ID, 1, lights); !errors.Is(err, goal.ErrVersion) {
		t.Errorf("an older version: %v", err)
	}
	for name, err := range map[string]error{
		"reads":   second(s.Get(ctx, s.them, g.ID, time.UTC)),
		"edits":   second(s.Edit(ctx, s.them, g.ID, 2, lights)),
		"moves":   second(s.Move(ctx, s.them, g.ID, 2, goal.Done)),
		"steps":   second(s.Step(ctx, s.them, g.ID, goal.Advance{})),
		"follows": second(s.Course(ctx, s.them, g.ID)),
		"removes": s.Remove(ctx, s.them, g.ID),
	} {
		if !errors.Is(err, goal.ErrNotFound) {
			t.Errorf("another %s it: %v", name, err)
		}
	}
	if err := s.Remove(ctx, s.me, g.ID); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(ctx, s.me, time.UTC); err != nil || len(list) != 0 {
		t.Errorf("removed: %v, %v", list, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestWhatNoGoalIs(t *testing.T) {
	s := newStage(t)
	for field, d := range map[string]goal.Draft{
		"title":   {Measure: goal.Days, Target: 3},
		"why":     {Title: "x", Why: strings.Repeat("y", goal.MaxWhy+1), Measure: goal.Days, Target: 3},
		"measure": {Title: "x", Measure: "streak", Target: 3},
		"target":  {Title: "x", Measure: goal.Days, Target: 8},
		"due":     {Title: "x", Measure: goal.Count, Target: 8, Due: s.today().AddDate(20, 0, 0)},
	} {
		_, err := s.Add(t.Context(), s.me, d)
		if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := s.Add(t.Context(), identity.Principal{}, lights); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a visitor: %v", err)
	}
}

// TestStatesHaveAHistory: each move that there is is written down, by the database, and the others are refused.
func TestStatesHaveAHistory(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	g := s.add(t, lights)
	for _, to := range []goal.State{goal.Paused, goal.Active, goal.Done, goal.Archived, goal.Active} {
		var err error
		if g, err = s.Move(ctx, s.me, g.ID, g.Version, to); err != nil || g.State != to {
			t.Fatalf("to %s: %+v, %v", to, g, err)
		}
	}
	course, err := s.Course(ctx, s.me, g.ID)
	if err != nil || len(course) != 5 || course[0].From != goal.Archived || course[4].To != goal.Paused {
		t.Errorf("%v, %v", course, err)
	}
	if _, err := s.Move(ctx, s.me, g.ID, g.Version, goal.Active); !errors.Is(err, goal.ErrTransition) {
		t.Errorf("to where it is: %v", err)
	}
	if g, err = s.Move(ctx, s.me, g.ID, g.Version, goal.Archived); err != nil {
		t.Fatal(err)
	}
	for _, to := range []goal.State{goal.Done, goal.Paused, "gone"} {
		if _, err := s.Move(ctx, s.me, g.ID, g.Version, to); !errors.Is(err, goal.ErrTransition) {
			t.Errorf("archived to %s: %v", to, err)
		}
	}
	if _, err := s.Step(ctx, s.me, g.ID, goal.Advance{}); !errors.Is(err, goal.ErrResting) {
		t.Errorf("progress of an archived goal: %v", err)
	}
	if _, err := s.db.Exec(ctx, "update goal.history set at = now()"); err == nil {
		t.Error("the application may rewrite the history")
	}
}

// TestOneOfManyMoves: of those who saw the same version, one moves it.
func TestOneOfManyMoves(t *testing.T) {
	s := newStage(t)
	g := s.add(t, lights)
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch _, err := s.Move(t.Context(), s.me, g.ID, 1, goal.Paused); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, goal.ErrVersion) && !errors.Is(err, goal.ErrTransition):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if course, err := s.Course(t.Context(), s.me, g.ID); won.Load() != 1 || len(course) != 1 {
		t.Errorf("%d won, %v, %v", won.Load(), course, err)
	}
}

// TestADayIsTickedOnce however many taps arrive together. Red without the unique index progress_day.
func TestADayIsTickedOnce(t *testing.T) {
	s := newStage(t)
	g := s.add(t, lights)
	ids := make([]uuid.UUID, 12)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			step, err := s.Step(t.Context(), s.me, g.ID, goal.Advance{})
			if err != nil {
				t.Error(err)
			}
			ids[i] = step.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("two ticks of one day: %v", ids)
		}
	}
	if step := s.step(t, g.ID, goal.Advance{Note: "Read until eleven."}); step.ID != ids[0] || step.Note != "Read until eleven." {
		t.Errorf("the day has its note: %+v", step)
	}
	got, err := s.Get(t.Context(), s.me, g.ID, time.UTC)
	if err != nil || got.Entries != 1 || got.ThisWeek != 1 || !got.Week[6].Any || got.Week[5].Any {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.Undo(t.Context(), s.me, g.ID, ids[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Undo(t.Context(), s.me, g.ID, ids[0]); !errors.Is(err, goal.ErrNoStep) {
		t.Errorf("undone twice: %v", err)
	}
}

// TestHowFar: each measure counts in its own way, and a day is the person's.
func TestHowFar(t *testing.T) {
	s := newStage(t)
	today := s.today()
	days, count, level := s.add(t, lights), s.add(t, goal.Draft{Title: "Walk", Measure: goal.Count, Target: 10}), s.add(t, goal.Draft{Title: "Ease", Measure: goal.Level, Target: 7})
	for i := range 5 {
		s.step(t, days.ID, goal.Advance{Day: today.AddDate(0, 0, -i)})
	}
	s.step(t, days.ID, goal.Advance{Day: today.AddDate(0, 0, -30)})
	s.step(t, count.ID, goal.Advance{Amount: 3})
	s.step(t, count.ID, goal.Advance{Amount: 4, Day: today.AddDate(0, 0, -20)})
	s.step(t, level.ID, goal.Advance{Amount: 9, Day: today.AddDate(0, 0, -3)})
	s.step(t, level.ID, goal.Advance{Amount: 5})
	list, err := s.List(t.Context(), s.me, time.UTC)
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	if g := list[0]; g.Total != 6 || g.ThisWeek != 5 || !g.Reached() {
		t.Errorf("days: %+v", g)
	}
	if g := list[1]; g.Total != 7 || g.Week[6].Amount != 3 || g.Reached() {
		t.Errorf("count: %+v", g)
	}
	if g := list[2]; g.Latest != 5 || g.Reached() {
		t.Errorf("level: %+v", g)
	}
	kiritimati := time.FixedZone("+14", 14*3600)
	if step := s.step(t, count.ID, goal.Advance{Amount: 1, Zone: kiritimati}); step.Day.Format(time.DateOnly) != s.kit.Clock.Now().In(kiritimati).Format(time.DateOnly) {
		t.Errorf("the day of %v", step.Day)
	}
	for name, a := range map[string]goal.Advance{"amount": {}, "day": {Amount: 1, Day: today.AddDate(0, 0, 2)}, "note": {Amount: 1, Note: strings.Repeat("n", goal.MaxNote+1)}} {
		_, err := s.Step(t.Context(), s.me, count.ID, a)
		if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLimits hold although more arrive at once. Red without the triggers goal_limit and progress_limit.
func TestLimits(t *testing.T) {
	s := newStage(t)
	var many, much atomic.Int32
	var wg sync.WaitGroup
	for range goal.MaxGoals + 8 {
		wg.Go(func() {
			if _, err := s.Add(t.Context(), s.me, lights); errors.Is(err, goal.ErrTooMany) {
				many.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	g, err := s.Add(t.Context(), s.them, goal.Draft{Title: "Walk", Measure: goal.Count, Target: 10})
	if err != nil {
		t.Fatal(err)
	}
	for range goal.MaxPerDay + 5 {
		wg.Go(func() {
			if _, err := s.Step(t.Context(), s.them, g.ID, goal.Advance{Amount: 1}); errors.Is(err, goal.ErrTooMuch) {
				much.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if many.Load() != 8 || much.Load() != 5 {
		t.Errorf("%d goals and %d steps refused", many.Load(), much.Load())
	}
}

// TestWordsAreSealed: nothing that was written can be read in the tables, and no event says it.
func TestWordsAreSealed(t *testing.T) {
	s := newStage(t)
	g := s.add(t, goal.Draft{Title: "zqmarker title", Why: "zqmarker why", Measure: goal.Days, Target: 3})
	s.step(t, g.ID, goal.Advance{Note: "zqmarker note"})
	for _, table := range []string{"goal.goal", "goal.progress", "goal.history", "events.event"} {
		rows, err := s.db.Query(t.Context(), "select to_jsonb(x)::text from "+table+" x")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(row, "zqmarker") || bytes.Contains([]byte(row), []byte("7a716d61726b6572")) {
				t.Errorf("%s holds the words: %s", table, row)
			}
		}
	}
	own, err := s.Takeout(t.Context(), s.me)
	if err != nil || len(own) != 1 || own[0].Why != "zqmarker why" || len(own[0].Steps) != 1 || own[0].Steps[0].Note != "zqmarker note" {
		t.Errorf("the person takes it along: %+v, %v", own, err)
	}
}

func TestErasedIsGone(t *testing.T) {
	s := newStage(t)
	g := s.add(t, lights)
	s.step(t, g.ID, goal.Advance{Note: "x"})
	if _, err := s.Move(t.Context(), s.me, g.ID, 1, goal.Paused); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(identity.DeletedEvent{PersonID: s.me.PersonID})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.OnErased(t.Context(), events.Delivery{Data: data}); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := s.db.QueryRow(t.Context(), "select (select count(*) from goal.goal) + (select count(*) from goal.progress) + (select count(*) from goal.history)").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows are left, %v", n, err)
	}
}
