package mood_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/mood"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type stage struct {
	*mood.Service
	kit      *identitytest.Kit
	db       *db.DB
	me, them identity.Principal
}

// What is written into an entry is judged, also when it is refused.
func TestAnEntryIsHeard(t *testing.T) {
	s := newStage(t)
	var heard []string
	s.Hear = func(_ context.Context, _ identity.Principal, words string) { heard = append(heard, words) }
	e, err := s.Keep(t.Context(), s.me, mood.Draft{Figures: mood.Figures{Mood: 2}, Note: "a dark note", Triggers: []string{"alone"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Edit(t.Context(), s.me, e.ID, e.Version, mood.Draft{Figures: mood.Figures{Mood: 2}, Note: "darker"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Keep(t.Context(), s.me, mood.Draft{Note: strings.Repeat("dark ", mood.MaxNote)}); err == nil {
		t.Fatal("it was kept")
	}
	if len(heard) != 3 || heard[0] != "a dark note\nalone" || heard[1] != "darker" || len(heard[2]) < mood.MaxNote {
		t.Errorf("judged: %.80q", heard)
	}
}

func newStage(t *testing.T) stage {
	t.Helper()
	t.Parallel()
	d := dbtest.New(t)
	kit := identitytest.New(t, d)
	s := stage{kit: kit, db: d, me: seeker(t, kit, "kavya@example.org"), them: seeker(t, kit, "other@example.org")}
	s.Service = mood.New(mood.Deps{DB: d, Clock: kit.Clock, IDs: ids.NewSource(nil), Events: kit.Bus, People: kit.Service})
	return s
}

func seeker(t *testing.T, kit *identitytest.Kit, email string) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: kit.Account(t, email, identity.Seeker).ID, Role: identity.Seeker}
}

func (s stage) keep(t *testing.T, d mood.Draft) mood.Entry {
	t.Helper()
	e, err := s.Keep(t.Context(), s.me, d)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnEntryIsKeptChangedAndRemoved(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	e := s.keep(t, mood.Draft{Figures: mood.Figures{Mood: 4, Stress: 7}, Zone: "Asia/Kolkata", Note: " A long day. ", Triggers: []string{"Work", "work", " bad  sleep "}})
	if e.Mood != 4 || e.Stress != 7 || e.Anxiety != 0 || e.Note != "A long day." || len(e.Triggers) != 2 || e.Version != 1 {
		t.Errorf("%+v", e)
	}
	got, err := s.Edit(ctx, s.me, e.ID, 1, mood.Draft{Figures: mood.Figures{Mood: 6}, Triggers: []string{"WORK"}})
	if err != nil || got.Mood != 6 || got.Stress != 0 || got.Note != "" || len(got.Triggers) != 1 || got.Triggers[0].Name != "Work" || !got.At.Equal(e.At) || got.Zone.String() != "Asia/Kolkata" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Edit(ctx, s.me, e.ID, 1, mood.Draft{Figures: mood.Figures{Mood: 8}}); !errors.Is(err, mood.ErrVersion) {
		t.Errorf("an older version: %v", err)
	}
	if list, err := s.Triggers(ctx, s.me); err != nil || len(list) != 2 || list[0].Uses != 1 || list[1].Uses != 0 {
		t.Errorf("the list: %+v, %v", list, err)
	}
	for name, err := range map[string]error{
		"reads":   second(s.Get(ctx, s.them, e.ID)),
		"edits":   second(s.Edit(ctx, s.them, e.ID, 2, mood.Draft{Figures: mood.Figures{Mood: 2}})),
		"removes": s.Remove(ctx, s.them, e.ID),
	} {
		if !errors.Is(err, mood.ErrNotFound) {
			t.Errorf("another %s it: %v", name, err)
		}
	}
	if err := s.Remove(ctx, s.me, e.ID); err != nil {
		t.Fatal(err)
	}
	if list, n, err := s.List(ctx, s.me, 1, 10); err != nil || n != 0 || len(list) != 0 {
		t.Errorf("removed: %v, %v", list, err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestTheDayIsThePersons: half past midnight in Kolkata is the day before in UTC, and still the 10th after a flight.
func TestTheDayIsThePersons(t *testing.T) {
	s := newStage(t)
	at := s.kit.Clock.Now().UTC().AddDate(0, 0, -10)
	at = time.Date(at.Year(), at.Month(), at.Day(), 19, 0, 0, 0, time.UTC)
	india := s.keep(t, mood.Draft{Figures: mood.Figures{Mood: 4}, At: at, Zone: "Asia/Kolkata"})
	here := s.keep(t, mood.Draft{Figures: mood.Figures{Mood: 4}, At: at, Zone: "UTC"})
	if want := at.Truncate(24 * time.Hour); !india.Day.Equal(want.AddDate(0, 0, 1)) || !here.Day.Equal(want) {
		t.Errorf("days %v and %v of %v", india.Day, here.Day, at)
	}
}

func TestWhatCannotBeEntered(t *testing.T) {
	s := newStage(t)
	now := s.kit.Clock.Now()
	good := mood.Figures{Mood: 6}
	many := strings.Split(strings.Repeat("x ", mood.MaxOfEntry+1), " ")
	for i := range many {
		many[i] += string(rune('a' + i))
	}
	for field, d := range map[string]mood.Draft{
		"mood":     {},
		"stress":   {Figures: mood.Figures{Mood: 6, Stress: 11}},
		"anxiety":  {Figures: mood.Figures{Mood: 6, Anxiety: -1}},
		"zone":     {Figures: good, Zone: "Asia/Nowhere"},
		"at":       {Figures: good, At: now.Add(time.Hour)},
		"note":     {Figures: good, Note: strings.Repeat("n", mood.MaxNote+1)},
		"triggers": {Figures: good, Triggers: many},
	} {
		_, err := s.Keep(t.Context(), s.me, d)
		if e, ok := apperr.As(err); !ok || len(e.Fields) == 0 || e.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := s.Keep(t.Context(), s.me, mood.Draft{Figures: good, At: now.AddDate(-1, 0, -2)}); err == nil {
		t.Error("more than a year back")
	}
	s.keep(t, mood.Draft{Figures: good, At: now.AddDate(0, 0, -365)})
	if _, err := s.Keep(t.Context(), identity.Principal{}, mood.Draft{Figures: good}); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a visitor: %v", err)
	}
}

// TestAnOldEntryMayStillBeChanged: its words after more than a year, and its time to one that could be entered today.
func TestAnOldEntryMayStillBeChanged(t *testing.T) {
	s := newStage(t)
	e := s.keep(t, mood.Draft{Figures: mood.Figures{Mood: 6}})
	s.kit.Clock.Advance(400 * 24 * time.Hour)
	e, err := s.Edit(t.Context(), s.me, e.ID, e.Version, mood.Draft{Figures: e.Figures, At: e.At, Note: "Now I see why."})
	if err != nil || e.Note == "" {
		t.Fatalf("%+v, %v", e, err)
	}
	if e, err = s.Edit(t.Context(), s.me, e.ID, e.Version, mood.Draft{Figures: e.Figures, At: s.kit.Clock.Now().AddDate(0, 0, -1)}); err != nil {
		t.Errorf("yesterday: %v", err)
	}
}

// TestOneEntryHoweverOftenSent: the same tap arrives twelve times at once and again after it was deleted. Red without the
// primary key of mood.sent.
func TestOneEntryHoweverOftenSent(t *testing.T) {
	s := newStage(t)
	d := mood.Draft{Figures: mood.Figures{Mood: 8}, Key: uuid.New()}
	var wg sync.WaitGroup
	got := make([]uuid.UUID, 12)
	for i := range got {
		wg.Go(func() {
			e, err := s.Keep(t.Context(), s.me, d)
			if err != nil {
				t.Error(err)
			}
			got[i] = e.ID
		})
	}
	wg.Wait()
	if _, n, err := s.List(t.Context(), s.me, 1, 10); err != nil || n != 1 {
		t.Fatalf("%d entries, %v", n, err)
	}
	for _, id := range got {
		if id != got[0] {
			t.Errorf("answers differ: %v", got)
			break
		}
	}
	if _, err := s.Keep(t.Context(), s.them, d); err != nil {
		t.Errorf("another person's device may have the same key: %v", err)
	}
	if err := s.Remove(t.Context(), s.me, got[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Keep(t.Context(), s.me, d); !errors.Is(err, mood.ErrRemoved) {
		t.Errorf("a late copy: %v", err)
	}
}

// TestADayHoldsFifty although sixty arrive at once. Red without the trigger entry_limit.
func TestADayHoldsFifty(t *testing.T) {
	s := newStage(t)
	at := s.kit.Clock.Now().AddDate(0, 0, -1)
	var wg sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range mood.MaxPerDay + 10 {
		wg.Go(func() {
			if _, err := s.Keep(t.Context(), s.me, mood.Draft{Figures: mood.Figures{Mood: 2}, At: at}); errors.Is(err, mood.ErrTooMany) {
				mu.Lock()
				refused++
				mu.Unlock()
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, n, err := s.List(t.Context(), s.me, 1, 1); err != nil || n != mood.MaxPerDay || refused != 10 {
		t.Errorf("%d entries, %d refused, %v", n, refused, err)
	}
}

// TestWordsAreSealed: neither a note nor a trigger can be read in the tables, and no event says them.
func TestWordsAreSealed(t *testing.T) {
	s := newStage(t)
	s.keep(t, mood.Draft{Figures: mood.Figures{Mood: 4}, Note: "zqmarker note", Triggers: []string{"zqmarker word"}})
	for _, table := range []string{"mood.entry", "mood.trigger", "mood.sent", "events.event"} {
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
}

func TestErasedIsGone(t *testing.T) {
	s := newStage(t)
	s.keep(t, mood.Draft{Figures: mood.Figures{Mood: 4}, Triggers: []string{"Work"}, Key: uuid.New()})
	s.answer(t, few)
	data, err := json.Marshal(identity.DeletedEvent{PersonID: s.me.PersonID})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.OnErased(t.Context(), events.Delivery{Data: data}); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := s.db.QueryRow(t.Context(), "select (select count(*) from mood.entry) + (select count(*) from mood.trigger) + (select count(*) from mood.sent) + (select count(*) from mood.entry_trigger) + (select count(*) from mood.questionnaire)").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows are left, %v", n, err)
	}
}
