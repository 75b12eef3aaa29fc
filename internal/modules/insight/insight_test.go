package insight_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/jurisdiction"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type stage struct {
	*insight.Service
	kit      *identitytest.Kit
	db       *db.DB
	moods    *mood.Service
	me, them identity.Principal
}

func newStage(t *testing.T) stage {
	t.Helper()
	t.Parallel()
	d := dbtest.New(t)
	kit := identitytest.New(t, d)
	s := stage{kit: kit, db: d, me: seeker(t, kit, "kavya@example.org"), them: seeker(t, kit, "other@example.org")}
	s.moods = mood.New(mood.Deps{DB: d, Clock: kit.Clock, IDs: ids.NewSource(nil), Events: kit.Bus, People: kit.Service})
	queue := jobs.New(d, jobs.Options{})
	s.Service = insight.New(insight.Deps{DB: d, Clock: kit.Clock, IDs: ids.NewSource(nil), Jobs: queue, Moods: s.moods})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	return s
}

func seeker(t *testing.T, kit *identitytest.Kit, email string) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: kit.Account(t, email, identity.Seeker).ID, Role: identity.Seeker}
}

// live enters days days up to today: a low mood on each with rain, which is two of five.
func (s stage) live(t *testing.T, who identity.Principal, days int) {
	t.Helper()
	for i := range days {
		d := mood.Draft{Figures: mood.Figures{Mood: 7 + i%2}, At: s.kit.Clock.Now().AddDate(0, 0, -i)}
		if i%5 < 2 {
			d.Mood, d.Triggers = 3+i%2, []string{"Rain"}
		}
		if _, err := s.moods.Keep(t.Context(), who, d); err != nil {
			t.Fatal(err)
		}
	}
}

func (s stage) look(t *testing.T) insight.Report {
	t.Helper()
	r, err := s.Look(t.Context(), s.me)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAClaimNamesItsDataAndItsEntries(t *testing.T) {
	s := newStage(t)
	s.live(t, s.me, 40)
	r := s.look(t)
	if r.Days != 40 || r.Entries != 40 || r.HaveDays != 40 || len(r.Claims) != 1 {
		t.Fatalf("%+v", r)
	}
	c, entries, err := s.One(t.Context(), s.me, r.Claims[0].ID)
	if err != nil || c.Kind != insight.Trigger || c.Up || c.Days != 40 || c.DaysWith != 16 || len(entries) != 40 {
		t.Fatalf("%+v with %d entries, %v", c, len(entries), err)
	}
	if words, err := s.Words(t.Context(), s.me); err != nil || words[c.Trigger] != "Rain" {
		t.Errorf("%v, %v", words, err)
	}
	for name, err := range map[string]error{"reads": third(s.One(t.Context(), s.them, c.ID)), "decides": s.Decide(t.Context(), s.them, c.ID, insight.Wrong)} {
		if !errors.Is(err, insight.ErrNotFound) {
			t.Errorf("another %s it: %v", name, err)
		}
	}
	if err := s.moods.Remove(t.Context(), s.me, entries[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, left, err := s.One(t.Context(), s.me, c.ID); err != nil || len(left) != 39 {
		t.Errorf("%d entries after one was deleted, %v", len(left), err)
	}
	if err := s.moods.DropTrigger(t.Context(), s.me, c.Trigger); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Latest(t.Context(), s.me); err != nil || len(r.Claims) != 0 {
		t.Errorf("the word is off the list: %+v, %v", r, err)
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestFewDaysAreSilent(t *testing.T) {
	s := newStage(t)
	s.live(t, s.me, insight.MinDays-1)
	if r := s.look(t); r.Tests != 0 || len(r.Claims) != 0 || r.HaveDays != insight.MinDays-1 || r.At.IsZero() {
		t.Errorf("%+v", r)
	}
}

// TestWrongStaysUnsaid in the next look, is kept, and can be taken back.
func TestWrongStaysUnsaid(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	s.live(t, s.me, 40)
	c := s.look(t).Claims[0]
	if err := s.Decide(ctx, s.me, c.ID, "true"); !errors.Is(err, insight.ErrVerdict) {
		t.Errorf("another verdict: %v", err)
	}
	if err := s.Decide(ctx, s.me, c.ID, insight.Wrong); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Latest(ctx, s.me); err != nil || len(r.Claims) != 0 || len(r.Hidden) != 1 || r.Hidden[0].DecidedAt.IsZero() {
		t.Errorf("called wrong: %+v, %v", r, err)
	}
	s.kit.Clock.Advance(2 * time.Hour)
	if r := s.look(t); len(r.Claims) != 0 || len(r.Hidden) != 1 {
		t.Errorf("the next look: %+v", r)
	}
	if err := s.Decide(ctx, s.me, c.ID, insight.Open); err != nil {
		t.Fatal(err)
	}
	s.kit.Clock.Advance(2 * time.Hour)
	r := s.look(t)
	if len(r.Claims) != 1 || len(r.Hidden) != 0 {
		t.Fatalf("taken back: %+v", r)
	}
	if err := s.Decide(ctx, s.me, r.Claims[0].ID, insight.Acknowledged); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Latest(ctx, s.me); err != nil || len(r.Claims) != 1 || r.Claims[0].Verdict != insight.Acknowledged {
		t.Errorf("acknowledged: %+v, %v", r, err)
	}
}

// TestOneLookAnHour however many ask at once. Red without the constraint run_once.
func TestOneLookAnHour(t *testing.T) {
	s := newStage(t)
	s.live(t, s.me, 12)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Look(t.Context(), s.me); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var n int
	if err := s.db.QueryRow(t.Context(), "select count(*) from insight.run").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d looks, %v", n, err)
	}
}

// TestTheWeekly takes those with enough days, and nobody twice a week.
func TestTheWeekly(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	s.live(t, s.me, 10)
	s.live(t, s.them, 3)
	waiting := func() (n int) {
		t.Helper()
		if err := s.db.QueryRow(ctx, "select count(*) from jobs.river_job where kind = 'insight_look'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 {
		if err := s.Sweep(ctx, insight.Weekly{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := waiting(); n != 1 {
		t.Errorf("%d are asked", n)
	}
	s.look(t)
	if _, err := s.db.Exec(ctx, "delete from jobs.river_job where kind = 'insight_look'"); err != nil {
		t.Fatal(err)
	}
	if err := s.Sweep(ctx, insight.Weekly{}); err != nil || waiting() != 0 {
		t.Errorf("again in the same week: %d, %v", waiting(), err)
	}
	s.kit.Clock.Advance(7 * 24 * time.Hour)
	if err := s.Sweep(ctx, insight.Weekly{}); err != nil || waiting() != 1 {
		t.Errorf("a week later: %d, %v", waiting(), err)
	}
}

// TestWhereItIsBarred nothing is looked for or shown, and one's own is still taken along.
func TestWhereItIsBarred(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	s.live(t, s.me, 40)
	c := s.look(t).Claims[0]
	laws, err := jurisdiction.Load("IN", "", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s.Laws, s.People = laws, s.kit.Service
	place := "US-IL"
	if _, err := s.kit.UpdateProfile(ctx, s.me, identity.ProfileChange{Place: &place}, identity.Device{}); err != nil {
		t.Fatal(err)
	}
	s.me.Place = place
	for name, err := range map[string]error{
		"looks": second(s.Look(ctx, s.me)), "reads": second(s.Latest(ctx, s.me)), "opens": third(s.One(ctx, s.me, c.ID)), "decides": s.Decide(ctx, s.me, c.ID, insight.Wrong),
	} {
		if !errors.Is(err, insight.ErrBarred) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r, err := s.LatestOfTx(ctx, s.db, s.me.PersonID); err != nil || len(r.Claims) != 0 {
		t.Errorf("another module reads %+v, %v", r, err)
	}
	if own, err := s.Takeout(ctx, s.me); err != nil || len(own) != 1 {
		t.Errorf("taken along: %+v, %v", own, err)
	}
	s.me.Place = "US-WI" // the same zone, another law
	if _, err := s.Latest(ctx, s.me); err != nil {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestTheDatabaseRefusesWeakClaims: of few days, or of what chance does too often.
func TestTheDatabaseRefusesWeakClaims(t *testing.T) {
	s := newStage(t)
	s.live(t, s.me, 12)
	s.look(t)
	for constraint, v := range map[string][3]any{"claim_enough": {7, 0.001, 0.01}, "claim_sure": {20, 0.01, 0.06}} {
		_, err := s.db.Exec(t.Context(), `insert into insight.claim (id, run_id, person_id, kind, figure, up, effect, mean_with, mean_other, days, days_with, p, q)
			select $1, id, person_id, 'trend', 'mood', true, 1, 1, 1, $2, 1, $3, $4 from insight.run`, uuid.New(), v[0], v[1], v[2])
		if !db.Violates(err, constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
}

func TestErasedIsGone(t *testing.T) {
	s := newStage(t)
	s.live(t, s.me, 40)
	s.look(t)
	data, err := json.Marshal(identity.DeletedEvent{PersonID: s.me.PersonID})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.OnErased(t.Context(), events.Delivery{Data: data}); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := s.db.QueryRow(t.Context(), "select (select count(*) from insight.run) + (select count(*) from insight.claim) + (select count(*) from insight.claim_entry)").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows are left, %v", n, err)
	}
}
