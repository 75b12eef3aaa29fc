package companion_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// judge stands for the safety module: a message that contains a level's name is of that level.
type judge struct{}

const fixed = "Please call one of these numbers now."

func (judge) Judge(_ context.Context, _ identity.Principal, words string) companion.Judgement {
	for _, l := range []companion.Level{companion.Critical, companion.High, companion.Moderate, companion.Low} {
		if strings.Contains(words, string(l)) {
			return companion.Judgement{Level: l, Words: fixed}
		}
	}
	return companion.Judgement{Level: companion.None}
}

type stage struct {
	*companion.Service
	kit      *identitytest.Kit
	db       *db.DB
	me, them identity.Principal
}

func newStage(t *testing.T) stage {
	t.Helper()
	return newStageWith(t, func(*companion.Deps) {})
}

// listener keeps what it was asked to judge, and finds nothing.
type listener struct{ words []string }

func (l *listener) Judge(_ context.Context, _ identity.Principal, words string) companion.Judgement {
	l.words = append(l.words, words)
	return companion.Judgement{Level: companion.None}
}

func newStageWith(t *testing.T, change func(*companion.Deps)) stage {
	t.Helper()
	t.Parallel()
	d := dbtest.New(t)
	kit := identitytest.New(t, d)
	library, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := guide.New(library)
	if err != nil {
		t.Fatal(err)
	}
	s := stage{kit: kit, db: d, me: seeker(t, kit, "kavya@example.org"), them: seeker(t, kit, "other@example.org")}
	deps := companion.Deps{DB: d, Clock: kit.Clock, IDs: ids.NewSource(nil), People: kit.Service, Safety: judge{}, Guide: g,
		Exercises: library, SlotKey: bytes.Repeat([]byte{7}, 32)}
	change(&deps)
	s.Service = companion.New(deps)
	return s
}

func seeker(t *testing.T, kit *identitytest.Kit, email string) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: kit.Account(t, email, identity.Seeker).ID, Role: identity.Seeker}
}

// talk is an open talk of somebody who read the first page.
func (s stage) talk(t *testing.T, who identity.Principal) companion.Session {
	t.Helper()
	if err := s.Accept(t.Context(), who, true); err != nil {
		t.Fatal(err)
	}
	begun, err := s.Begin(t.Context(), who, 4)
	if err != nil {
		t.Fatal(err)
	}
	return begun
}

func (s stage) say(t *testing.T, session uuid.UUID, words string) companion.Exchange {
	t.Helper()
	x, err := s.Send(t.Context(), s.me, session, companion.Sent{Words: words, Language: "en", Zone: "Asia/Kolkata"})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (s stage) exec(t *testing.T, sql string, args ...any) error {
	t.Helper()
	_, err := s.db.Exec(t.Context(), sql, args...)
	return err
}

func (s stage) count(t *testing.T, sql string) (n int) {
	t.Helper()
	if err := s.db.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNobodyTalksUnwarned(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	if _, err := s.Begin(ctx, s.me, 0); !errors.Is(err, companion.ErrNotWelcomed) {
		t.Errorf("before the first page: %v", err)
	}
	if _, err := s.Begin(ctx, identity.Principal{}, 0); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a visitor: %v", err)
	}
	talk := s.talk(t, s.me)
	if err := s.exec(t, "update companion.welcome set disclosure = 'older'"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(ctx, s.me, talk.ID, companion.Sent{Words: "hello"}); !errors.Is(err, companion.ErrNotWelcomed) {
		t.Errorf("after the first page changed: %v", err)
	}
}

func TestATalk(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	x := s.say(t, talk.ID, "  I feel so anxious about tomorrow ")
	if x.Said.Seq != 1 || x.Said.Words != "I feel so anxious about tomorrow" || x.Answer.Seq != 2 || x.Answer.Author != companion.ByGuide || x.Answer.Words == "" {
		t.Errorf("%+v", x)
	}
	second := s.say(t, talk.ID, "my boss wants it by nine")
	all, err := s.Messages(ctx, s.me, talk.ID, 0, 3)
	if err != nil || len(all) != 3 || all[0].Seq != 2 || all[2].Words != second.Answer.Words {
		t.Errorf("the latest three: %+v, %v", all, err)
	}
	if late, err := s.After(ctx, s.me, talk.ID, 2, 10); err != nil || len(late) != 2 || late[0].Words != "my boss wants it by nine" {
		t.Errorf("what another device lacks: %+v, %v", late, err)
	}
	if found, err := s.Search(ctx, s.me, "BOSS nine"); err != nil || len(found) == 0 || found[len(found)-1].ID != second.Said.ID {
		t.Errorf("search: %+v, %v", found, err)
	}
	if err := s.End(ctx, s.me, talk.ID, 6, " A clearer head. "); err != nil {
		t.Fatal(err)
	}
	got, err := s.Session(ctx, s.me, talk.ID)
	if err != nil || got.Open() || got.MoodBefore != 4 || got.MoodAfter != 6 || got.Summary != "A clearer head." || got.Messages != 4 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Send(ctx, s.me, talk.ID, companion.Sent{Words: "still there?"}); !errors.Is(err, companion.ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
	if err := s.Summarise(ctx, s.me, talk.ID, "Mine."); err != nil {
		t.Error(err)
	}
	if list, total, err := s.Sessions(ctx, s.me, 0, 10); err != nil || total != 1 || list[0].Summary != "Mine." {
		t.Errorf("%+v, %d, %v", list, total, err)
	}
	if err := s.Delete(ctx, s.me, talk.ID); err != nil {
		t.Error(err)
	}
	if _, err := s.Messages(ctx, s.me, talk.ID, 0, 10); !errors.Is(err, companion.ErrNoSession) {
		t.Errorf("after it was deleted: %v", err)
	}
}

func TestATalkIsNobodyElses(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	s.say(t, talk.ID, "a secret about my garden")
	s.talk(t, s.them)
	for name, err := range map[string]error{
		"reads it":       errOf(s.Session(ctx, s.them, talk.ID)),
		"reads messages": errOf(s.Messages(ctx, s.them, talk.ID, 0, 10)),
		"follows":        errOf(s.After(ctx, s.them, talk.ID, 0, 10)),
		"writes":         errOf(s.Send(ctx, s.them, talk.ID, companion.Sent{Words: "hello"})),
		"ends it":        s.End(ctx, s.them, talk.ID, 0, ""),
		"renames it":     s.Summarise(ctx, s.them, talk.ID, "x"),
		"deletes it":     s.Delete(ctx, s.them, talk.ID),
	} {
		if !errors.Is(err, companion.ErrNoSession) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if found, err := s.Search(ctx, s.them, "garden"); err != nil || len(found) > 0 {
		t.Errorf("another finds %+v, %v", found, err)
	}
}

func errOf[T any](_ T, err error) error { return err }

// What is written is readable nowhere in the tables.
func TestWordsAreSealed(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	s.say(t, talk.ID, "My sister Waldmeister lives in Pune.")
	if err := s.End(ctx, s.me, talk.ID, 0, "Waldmeister"); err != nil {
		t.Fatal(err)
	}
	run, err := s.Do(ctx, s.me, "thought-record")
	if err != nil {
		t.Fatal(err)
	}
	_ = run
	for _, table := range []string{"session", "message", "memory", "exercise_run"} {
		n := s.count(t, "select count(*) from companion."+table+" t where t::text ~* 'Waldmeister|thought' or encode(convert_to(t::text, 'UTF8'), 'escape') ~* 'Waldmeister'")
		if rows := s.count(t, "select count(*) from companion."+table); rows == 0 || n != 0 {
			t.Errorf("%s: %d of %d rows can be read", table, n, rows)
		}
	}
}

// At urgent levels the fixed words answer alone; the database refuses anything else.
func TestOnlySafetyAnswersDanger(t *testing.T) {
	s := newStage(t)
	talk := s.talk(t, s.me)
	for _, level := range []companion.Level{companion.High, companion.Critical} {
		x := s.say(t, talk.ID, "this is "+string(level))
		if x.Answer.Author != companion.BySafe || x.Answer.Words != fixed || x.Said.Level != level || len(x.Answer.Choices) > 0 {
			t.Errorf("%s: %+v", level, x.Answer)
		}
	}
	x := s.say(t, talk.ID, "this is moderate, I feel sad")
	if x.Answer.Author != companion.ByGuide || !strings.HasSuffix(x.Answer.Words, fixed) {
		t.Errorf("moderate: %+v", x.Answer)
	}
	urgent := s.say(t, talk.ID, "this is high")
	err := s.exec(t, `insert into companion.message (id, session_id, person_id, seq, author, body_sealed, level, answers, sent_at)
		select gen_random_uuid(), session_id, person_id, 99, 'model', 'x', 'high', $1, sent_at from companion.message where id = $1`, urgent.Said.ID)
	if !db.Violates(err, "message_urgent_is_answered_by_safety") && !db.Violates(err, "message_one_answer") {
		t.Errorf("a model's answer to danger: %v", err)
	}
	if err := s.exec(t, "update companion.message set level = 'none' where id = $1", urgent.Said.ID); err == nil {
		t.Error("a judgement was taken back")
	}
}

// Whatever keeps a message from being kept, danger in it is heard and answered: before the first page, too fast, in a talk that
// ended or is gone.
func TestDangerIsHeardBeforeAnythingIsAsked(t *testing.T) {
	busy := errors.New("too fast")
	limited := false
	s := newStageWith(t, func(d *companion.Deps) {
		d.Limit = func(uuid.UUID) error {
			if limited {
				return busy
			}
			return nil
		}
	})
	send := func(talk uuid.UUID, words string) error {
		_, err := s.Send(t.Context(), s.me, talk, companion.Sent{Words: words})
		return err
	}
	heard := func(talk uuid.UUID, why error) {
		t.Helper()
		err := send(talk, "critical words")
		if u, ok := errors.AsType[*companion.Unkept](err); !ok || u.Words != fixed || u.Level != companion.Critical || !errors.Is(err, why) {
			t.Errorf("of %v: %v", why, err)
		}
		if _, ok := errors.AsType[*companion.Unkept](send(talk, "hello")); ok {
			t.Errorf("harmless words are danger when %v", why)
		}
	}
	heard(uuid.New(), companion.ErrNotWelcomed)
	talk := s.talk(t, s.me)
	limited = true
	heard(talk.ID, busy)
	limited = false
	heard(uuid.New(), companion.ErrNoSession)
	if _, err := s.Send(t.Context(), identity.Principal{}, talk.ID, companion.Sent{Words: "critical words"}); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Error(err)
	}
	if err := s.End(t.Context(), s.me, talk.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if err := send(talk.ID, "hello"); !errors.Is(err, companion.ErrEnded) {
		t.Error(err)
	}
}

// What is too long to be kept is heard all the same.
func TestTooMuchIsHeard(t *testing.T) {
	heard := &listener{}
	s := newStageWith(t, func(d *companion.Deps) { d.Safety = heard })
	talk, long := s.talk(t, s.me), strings.Repeat("I cannot go on. ", companion.MaxWords)
	if _, err := s.Send(t.Context(), s.me, talk.ID, companion.Sent{Words: long}); !errors.Is(err, apperr.ErrValidation) {
		t.Fatal(err)
	}
	if len(heard.words) != 1 || heard.words[0] != strings.TrimSpace(long) {
		t.Errorf("%d messages were judged", len(heard.words))
	}
}

// Other words under a key that was used are another message: they are judged, answered and kept. The same words are not.
func TestAUsedKeyHidesNothing(t *testing.T) {
	s := newStage(t)
	talk, key := s.talk(t, s.me), uuid.New()
	send := func(words string) companion.Exchange {
		t.Helper()
		x, err := s.Send(t.Context(), s.me, talk.ID, companion.Sent{Words: words, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	first, danger := send("hello"), send("critical words")
	if danger.Said.ID == first.Said.ID || danger.Said.Level != companion.Critical || danger.Answer.Words != fixed {
		t.Errorf("%+v", danger)
	}
	if again := send(" critical words"); again.Said.ID != danger.Said.ID {
		t.Errorf("the same words were kept twice: %+v", again)
	}
	if again := send("hello"); again.Said.ID != first.Said.ID {
		t.Errorf("the first words were kept twice: %+v", again)
	}
}

// A message is kept and answered once, however many devices and tries send it at once.
func TestAMessageIsSentOnce(t *testing.T) {
	s := newStage(t)
	talk := s.talk(t, s.me)
	const tries = 16
	var wg sync.WaitGroup
	answers, key := make([]companion.Exchange, tries), uuid.New()
	for i := range tries {
		wg.Go(func() {
			var err error
			if answers[i], err = s.Send(t.Context(), s.me, talk.ID, companion.Sent{Words: "hello", Key: key}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a.Said.ID != answers[0].Said.ID || a.Answer.Words != answers[0].Answer.Words {
			t.Errorf("%+v is not %+v", a, answers[0])
		}
	}
	if n := s.count(t, "select count(*) from companion.message"); n != 2 {
		t.Errorf("%d messages", n)
	}
}

func TestOneOpenTalk(t *testing.T) {
	s := newStage(t)
	if err := s.Accept(t.Context(), s.me, true); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	opened := make([]uuid.UUID, 12)
	for i := range opened {
		wg.Go(func() {
			b, err := s.Begin(t.Context(), s.me, 0)
			if opened[i] = b.ID; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(slices.Compact(opened)) != 1 {
		t.Errorf("devices are in different talks: %v", opened)
	}
}

// A long talk says again that it is software.
func TestTheReminder(t *testing.T) {
	s := newStage(t)
	talk := s.talk(t, s.me)
	first := s.say(t, talk.ID, "hello")
	s.kit.Clock.Advance(3*time.Hour + time.Minute)
	second, third := s.say(t, talk.ID, "I am still awake"), s.say(t, talk.ID, "and tired")
	reminder := s.Guide.Reminder("en")
	if strings.Contains(first.Answer.Words, reminder) || !strings.HasPrefix(second.Answer.Words, reminder) || strings.Contains(third.Answer.Words, reminder) {
		t.Errorf("%q, %q, %q", first.Answer.Words, second.Answer.Words, third.Answer.Words)
	}
}

func TestWhatIsRemembered(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	s.say(t, talk.ID, "My sister lives in Pune and she is ill.")
	s.say(t, talk.ID, "My sister lives in Pune and she is ill!")
	s.say(t, talk.ID, "My brother is critical and in danger")
	list, err := s.Memories(ctx, s.me)
	if err != nil || len(list) != 1 || list[0].Words != "My sister lives in Pune and she is ill." || list[0].FromSession != talk.ID || list[0].ByPerson {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := s.End(ctx, s.me, talk.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	next, err := s.Begin(ctx, s.me, 0)
	if err != nil {
		t.Fatal(err)
	}
	if x := s.say(t, next.ID, "I called my sister, she is still ill"); !strings.Contains(x.Answer.Words, list[0].Words) {
		t.Errorf("not called to mind: %q", x.Answer.Words)
	}
	if err := s.Correct(ctx, s.me, list[0].ID, "My sister is well again."); err != nil {
		t.Error(err)
	}
	if list, err = s.Memories(ctx, s.me); err != nil || !list[0].ByPerson || list[0].Words != "My sister is well again." {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.Forget(ctx, s.them, list[0].ID); !errors.Is(err, companion.ErrNoMemory) {
		t.Errorf("another makes it forget: %v", err)
	}
	if _, err := s.Remember(ctx, s.me, strings.Repeat("x", companion.MaxMemory+1)); !errors.Is(err, apperr.ErrValidation) {
		t.Errorf("too long: %v", err)
	}
	if _, err := s.Remember(ctx, s.me, "I like rain"); err != nil {
		t.Error(err)
	}
	if err := s.ForgetAll(ctx, s.me); err != nil {
		t.Error(err)
	}
	if all, err := s.Memories(ctx, s.me); err != nil || len(all) != 0 {
		t.Errorf("%d are left, %v", len(all), err)
	}
}

// What is written into the memory and speaks of danger is shown there, and called to mind in no answer.
func TestDangerIsNotCalledToMind(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	for _, words := range []string{"My sister lives in Pune with the critical pills.", "My sister lives in Pune, that is moderate."} {
		if _, err := s.Remember(ctx, s.me, words); err != nil {
			t.Fatal(err)
		}
	}
	calm, err := s.Remember(ctx, s.me, "My sister lives in Pune by the river.")
	if err != nil {
		t.Fatal(err)
	}
	asked := "My sister lives in Pune, I called her"
	if x := s.say(t, talk.ID, asked); !strings.Contains(x.Answer.Words, calm.Words) {
		t.Errorf("of three it says %q", x.Answer.Words)
	}
	if err := s.Correct(ctx, s.me, calm.ID, "My sister lives in Pune and it is high."); err != nil {
		t.Fatal(err)
	}
	if x := s.say(t, talk.ID, asked); strings.Contains(x.Answer.Words, "lives in Pune") {
		t.Errorf("it says %q", x.Answer.Words)
	}
	if all, err := s.Memories(ctx, s.me); err != nil || len(all) < 3 {
		t.Errorf("%d are shown, %v", len(all), err)
	}
}

// Who chose that nothing is kept has no memory, neither new nor called to mind.
func TestNothingIsRememberedUnasked(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	if err := s.Accept(ctx, s.me, false); err != nil {
		t.Fatal(err)
	}
	s.say(t, talk.ID, "My sister lives in Pune and she is ill.")
	if list, err := s.Memories(ctx, s.me); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAnExerciseIsTakenUpAgain(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	run, err := s.Do(ctx, s.me, "paced-breathing")
	if err != nil {
		t.Fatal(err)
	}
	begun := run
	for !run.Run.Done() {
		step, _ := run.Exercise.Open(run.Run)
		if run, err = s.Step(ctx, s.me, run.ID, run.Version, answerTo(step)); err != nil {
			t.Fatalf("%s: %v", step.ID, err)
		}
		if again, err := s.GetRun(ctx, s.me, run.ID); err != nil || again.Run.At != run.Run.At || again.Version != run.Version {
			t.Fatalf("taken up at %q, not %q: %v", again.Run.At, run.Run.At, err)
		}
	}
	if run.DoneAt.IsZero() {
		t.Error("the end has no time")
	}
	if _, err := s.Step(ctx, s.me, begun.ID, begun.Version, exercise.Answer{}); !errors.Is(err, companion.ErrMoved) {
		t.Errorf("an older device: %v", err)
	}
	if fresh, err := s.Do(ctx, s.me, "paced-breathing"); err != nil || fresh.ID == run.ID {
		t.Errorf("a second time: %+v, %v", fresh, err)
	}
	if runs, err := s.Runs(ctx, s.me); err != nil || len(runs) != 2 {
		t.Errorf("%+v, %v", runs, err)
	}
	if _, err := s.GetRun(ctx, s.them, run.ID); !errors.Is(err, companion.ErrNoRun) {
		t.Errorf("another reads it: %v", err)
	}
	if err := s.DeleteRun(ctx, s.them, run.ID); !errors.Is(err, companion.ErrNoRun) {
		t.Errorf("another deletes it: %v", err)
	}
	if err := s.DeleteRun(ctx, s.me, run.ID); err != nil {
		t.Error(err)
	}
	if _, err := s.Do(ctx, s.me, "no-such"); !errors.Is(err, exercise.ErrNoExercise) {
		t.Errorf("an unknown one: %v", err)
	}
}

// answerTo is an answer that a step takes.
func answerTo(step exercise.Step) exercise.Answer {
	a := exercise.Answer{Step: step.ID}
	switch step.Kind {
	case exercise.Write:
		a.Text = "words"
	case exercise.List:
		a.Lines = slices.Repeat([]string{"a line"}, max(step.Least, 1))
	case exercise.Choose:
		a.Options = []string{step.Options[0].ID}
	case exercise.Pick:
		for _, o := range step.Options[:max(step.Least, 1)] {
			a.Options = append(a.Options, o.ID)
		}
	case exercise.Rate:
		a.Rate = &step.Most
	}
	return a
}

// Of many devices that answer one step at once, one goes on.
func TestOneDeviceGoesOn(t *testing.T) {
	s := newStage(t)
	run, err := s.Do(t.Context(), s.me, "paced-breathing")
	if err != nil {
		t.Fatal(err)
	}
	step, _ := run.Exercise.Open(run.Run)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 12 {
		wg.Go(func() {
			_, err := s.Step(t.Context(), s.me, run.ID, run.Version, answerTo(step))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.Is(err, companion.ErrMoved) {
				t.Error(err)
			}
		})
	}
	if wg.Wait(); won != 1 {
		t.Errorf("%d devices went on", won)
	}
}
