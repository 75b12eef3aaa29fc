package safety_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/brand"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// waiting is how many jobs of a kind wait.
func (s *stage) waiting(t *testing.T, kind string) int {
	t.Helper()
	return value[int](t, s, "select count(*) from jobs.river_job where kind = $1", kind)
}

func (s *stage) onlyCase(t *testing.T, op identity.Principal) safety.Case {
	t.Helper()
	list, total, err := s.Cases(t.Context(), op, 1, 20)
	if err != nil || total != 1 || len(list) != 1 {
		t.Fatalf("%d of %d cases, %v", len(list), total, err)
	}
	return list[0]
}

// However many messages come at once, there is one open case, and the team is called once.
func TestOneOpenCase(t *testing.T) {
	s := setup(t)
	who, op := s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { s.Judge(t.Context(), who, plan) })
	}
	wg.Wait()
	c := s.onlyCase(t, op)
	if c.Messages != 8 || c.Level != assess.Critical || c.Email != "meera@example.org" {
		t.Errorf("%+v", c)
	}
	if n := s.waiting(t, "safety_page"); n != 1 {
		t.Errorf("called %d times", n)
	}
	if n := value[int](t, s, "select count(*) from events.event where type = 'safety.flagged' and aggregate_id = $1", c.ID); n != 8 {
		t.Errorf("%d events", n)
	}
}

// Of many who take a case at once one has it; only then it is resolved, once; a new message opens another.
func TestOneLooksAfterACase(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	ops := []identity.Principal{s.person(t, "a@example.org", identity.Admin), s.person(t, "b@example.org", identity.Admin), s.person(t, "c@example.org", identity.Admin)}
	s.Judge(ctx, who, danger)
	c := s.onlyCase(t, ops[0])
	if err := s.Resolve(ctx, ops[0], c.ID, safety.Reached); !errors.Is(err, safety.ErrNotAcknowledged) {
		t.Errorf("resolved unseen: %v", err)
	}
	var won, taken atomic.Int32
	var wg sync.WaitGroup
	for _, op := range ops {
		wg.Go(func() {
			switch err := s.Acknowledge(ctx, op, c.ID); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, safety.ErrCaseTaken):
				taken.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || taken.Load() != 2 {
		t.Errorf("%d took it, %d were told", won.Load(), taken.Load())
	}
	if err := s.Resolve(ctx, ops[1], c.ID, "asleep"); err == nil {
		t.Error("an outcome that there is not")
	}
	if err := s.Resolve(ctx, ops[1], c.ID, safety.Reached); err != nil {
		t.Error(err)
	}
	if err := s.Acknowledge(ctx, ops[0], c.ID); !errors.Is(err, safety.ErrCaseOver) {
		t.Errorf("%v", err)
	}
	if err := s.Acknowledge(ctx, ops[0], uuid.New()); !errors.Is(err, safety.ErrNoCase) {
		t.Errorf("%v", err)
	}
	if card, err := s.CardOf(ctx, who); err != nil || !card.Pinned(s.clock.Now()) {
		t.Errorf("the card went with the case: %+v, %v", card, err)
	}
	s.Judge(ctx, who, danger)
	if s.onlyCase(t, ops[0]).ID == c.ID {
		t.Error("a resolved case is open again")
	}
}

// C11: paged at once, again every five minutes until somebody acknowledged, and again when it gets graver.
func TestTheTeamIsCalledUntilSomebodyComes(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	op, other := s.person(t, "op@example.org", identity.Admin), s.person(t, "other@example.org", identity.Admin)
	if s.TeamExists(ctx) {
		t.Error("there is a team that nobody chose to be in")
	}
	if err := s.SetOnCall(ctx, op, true); err != nil {
		t.Fatal(err)
	}
	if on, err := s.OnCall(ctx, other); err != nil || on || !s.TeamExists(ctx) {
		t.Errorf("%v, %v", on, err)
	}
	s.Judge(ctx, who, danger)
	c := s.onlyCase(t, op)
	page := func(round int, now bool) {
		t.Helper()
		if err := s.DoPage(ctx, safety.Page{Case: c.ID, Round: round, Now: now}); err != nil {
			t.Fatal(err)
		}
	}
	page(1, true)
	if n := value[int](t, s, "select count(*) from jobs.river_job where kind = 'safety_page' and scheduled_at = $1", s.clock.Now().Add(safety.RepageAfter)); n != 1 {
		t.Errorf("%d calls in five minutes", n)
	}
	s.clock.Advance(time.Minute)
	page(9, false) // an old one: nothing
	s.clock.Advance(safety.RepageAfter)
	page(2, false)
	if c = s.onlyCase(t, op); c.Pages != 2 || s.waiting(t, "safety_letter") != 2 {
		t.Errorf("paged %d times, %d letters", c.Pages, s.waiting(t, "safety_letter"))
	}
	if err := s.Acknowledge(ctx, op, c.ID); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(safety.RepageAfter)
	page(3, false)
	before := s.waiting(t, "safety_page")
	s.Judge(ctx, who, danger) // no graver than what was seen
	if c = s.onlyCase(t, op); c.Pages != 2 || s.waiting(t, "safety_page") != before || c.AcknowledgedAt.IsZero() {
		t.Errorf("called although somebody looks after it: %+v", c)
	}
	s.Judge(ctx, who, plan)
	if c = s.onlyCase(t, op); !c.AcknowledgedAt.IsZero() || s.waiting(t, "safety_page") != before+1 {
		t.Errorf("graver, and nobody is called: %+v", c)
	}
	for _, to := range []identity.Principal{op, other} {
		if err := s.DoWrite(ctx, safety.Letter{PersonID: to.PersonID, Case: c.ID, Pages: 1, Since: c.OpenedAt}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.letters.sent) != 1 || s.letters.sent[0].To != "op@example.org" || s.letters.sent[0].Name != "on_call_page" {
		t.Errorf("%+v", s.letters.sent)
	}
	if err := s.SetOnCall(ctx, op, false); err != nil || s.TeamExists(ctx) {
		t.Errorf("still on call: %v", err)
	}
}

// due works through the calls that wait, as the queue would, and says how many there were. Their rows go.
func (s *stage) due(t *testing.T) int {
	t.Helper()
	rows, err := s.db.Query(t.Context(), "delete from jobs.river_job where kind = 'safety_page' and scheduled_at <= greatest($1, now()) returning args", s.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	calls, err := pgx.CollectRows(rows, pgx.RowTo[safety.Page])
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range calls {
		if err := s.DoPage(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	return len(calls)
}

// A team that was empty, calls that were lost: who joins is called to what is open, and the sweep to what nobody was called to.
func TestNoOpenCaseIsForgotten(t *testing.T) {
	s := setup(t)
	ctx, who, op := t.Context(), s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	s.Judge(ctx, who, danger)
	if s.due(t); s.onlyCase(t, op).Pages != 0 {
		t.Fatal("nobody was paged")
	}
	for range 2 { // once: the second changes nothing
		if err := s.SetOnCall(ctx, op, true); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.due(t); n != 1 || s.onlyCase(t, op).Pages != 1 {
		t.Errorf("who joins is called %d times: %+v", n, s.onlyCase(t, op))
	}
	sweep := func() int {
		t.Helper()
		if _, err := s.db.Exec(ctx, "delete from jobs.river_job where kind = 'safety_page'"); err != nil { // the chain is lost
			t.Fatal(err)
		}
		if err := s.DoSweep(ctx); err != nil {
			t.Fatal(err)
		}
		return s.due(t)
	}
	if n := sweep(); n != 0 {
		t.Errorf("called %d times a moment after", n)
	}
	s.clock.Advance(safety.RepageAfter)
	if n := sweep(); n != 1 || s.onlyCase(t, op).Pages != 2 {
		t.Errorf("%d calls of the sweep, %+v", n, s.onlyCase(t, op))
	}
	if err := s.Acknowledge(ctx, op, s.onlyCase(t, op).ID); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(safety.CloseWithin - time.Second)
	if n := sweep(); n != 0 {
		t.Errorf("called %d times to what somebody looks after", n)
	}
	s.clock.Advance(time.Second)
	if n := sweep(); n != 1 || !s.onlyCase(t, op).AcknowledgedAt.IsZero() {
		t.Errorf("%d calls to what is open for hours: %+v", n, s.onlyCase(t, op))
	}
}

// Somebody acknowledged a case and may not hear of the next message: the team does.
func TestANewMessageCallsTheTeamAgain(t *testing.T) {
	s := setup(t)
	ctx, who, op := t.Context(), s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	other := s.person(t, "other@example.org", identity.Admin)
	for _, p := range []identity.Principal{op, other} {
		if err := s.SetOnCall(ctx, p, true); err != nil {
			t.Fatal(err)
		}
	}
	again := func(why string, want bool) {
		t.Helper()
		c := s.onlyCase(t, op)
		if c.AcknowledgedAt.IsZero() {
			if err := s.Acknowledge(ctx, op, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		switch why {
		case "later":
			s.clock.Advance(safety.SeenFor)
		case "left":
			if err := s.SetOnCall(ctx, op, false); err != nil {
				t.Fatal(err)
			}
		}
		s.due(t)
		s.Judge(ctx, who, danger)
		if c := s.onlyCase(t, op); c.AcknowledgedAt.IsZero() != want || s.due(t) > 0 != want {
			t.Errorf("%s: %+v", why, c)
		}
	}
	s.Judge(ctx, who, danger)
	again("at once", false)
	again("later", true)
	again("left", true)
	if y, err := s.CountYear(ctx, op, 0); err != nil || y.Soon != 1 {
		t.Errorf("that it was seen at once is forgotten: %+v, %v", y, err)
	}
}

// C20: our own messages come back with help, and it is noticed when they do not.
func TestOurOwnMessageIsWatched(t *testing.T) {
	s := setup(t)
	op := s.person(t, "op@example.org", identity.Admin)
	if err := s.SetOnCall(t.Context(), op, true); err != nil {
		t.Fatal(err)
	}
	if err := s.DoWatch(t.Context()); err != nil || !s.hasCounted("watch_ok") || s.hasCounted("watch_failed") {
		t.Errorf("%v, %v", s.counted, err)
	}
	if s.hasCounted("lines_stale") {
		t.Error("the lines were checked lately")
	}
	s.clock.Advance(brand.CrisisFresh + 24*time.Hour)
	s.read = func(at time.Time, _ string) assess.Said { return assess.Said{At: at} }
	if err := s.DoWatch(t.Context()); err != nil || !s.hasCounted("watch_failed") || !s.hasCounted("lines_stale") || s.waiting(t, "safety_letter") != 1 {
		t.Errorf("%v, %d letters, %v", s.counted, s.waiting(t, "safety_letter"), err)
	}
}

// Only operators see who is in danger; readings are forgotten after two weeks.
func TestOthersSeeNothing(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	s.Judge(ctx, who, danger)
	for _, p := range []identity.Principal{{}, who, s.person(t, "pro@example.org", identity.Practitioner)} {
		_, _, list := s.Cases(ctx, p, 1, 20)
		_, asked := s.OnCall(ctx, p)
		for _, err := range []error{list, asked, s.SetOnCall(ctx, p, true), s.Acknowledge(ctx, p, uuid.New()), s.Resolve(ctx, p, uuid.New(), safety.Reached)} {
			if !errors.Is(err, identity.ErrForbidden) && !errors.Is(err, identity.ErrUnauthenticated) {
				t.Errorf("%s: %v", p.Role, err)
			}
		}
	}
	s.clock.Advance(15 * 24 * time.Hour)
	if err := s.DoForget(ctx); err != nil {
		t.Fatal(err)
	}
	if n := value[int](t, s, "select count(*) from safety.reading"); n != 0 {
		t.Errorf("%d readings are kept", n)
	}
}
