package safety_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/db"

	"github.com/jackc/pgx/v5"
)

const (
	despair = "I wish I could go to sleep and never wake up"
	danger  = "I want to kill myself"
	plan    = "I am going to kill myself tonight"
)

// C1: what is slow or breaks is answered with the safe words, and the team is called.
func TestALayerThatFailsIsAnsweredSafely(t *testing.T) {
	for name, read := range map[string]func(time.Time, string) assess.Said{
		"breaks": func(time.Time, string) assess.Said { panic("secret words") },
		"slow":   func(time.Time, string) assess.Said { time.Sleep(2 * safety.Limit); return assess.Said{} },
	} {
		t.Run(name, func(t *testing.T) {
			s := setup(t)
			s.read = read
			who := s.person(t, "meera@example.org", identity.Seeker)
			began := time.Now()
			j := s.Judge(t.Context(), who, "hello")
			if took := time.Since(began); name == "slow" && took < safety.Limit {
				t.Errorf("did not wait its %s", safety.Limit)
			}
			if !j.Level.Urgent() || !strings.Contains(j.Words, "14416") && !strings.Contains(j.Words, "findahelpline") {
				t.Errorf("%+v", j)
			}
			if n := value[int](t, s, "select count(*) from safety.on_call_case where person_id = $1", who.PersonID); n != 1 {
				t.Errorf("%d cases", n)
			}
		})
	}
}

// C1, C7: nobody signed in, and no database: there is an answer all the same.
func TestHelpIsNeverWithheld(t *testing.T) {
	s := setup(t)
	who := s.person(t, "meera@example.org", identity.Seeker)
	who.Zone = "Asia/Kolkata"
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the reader is gone: it is recorded all the same
	s.Judge(ctx, who, plan)
	if n := value[int](t, s, "select count(*) from safety.event where level = 'critical'"); n != 1 {
		t.Errorf("%d events of a reader who closed the page", n)
	}
	s.db.Close()
	for _, p := range []identity.Principal{{}, who} {
		if j := s.Judge(t.Context(), p, plan); j.Level != assess.Critical || !strings.Contains(j.Words, "112") {
			t.Errorf("%+v", j)
		}
	}
	if !s.hasCounted("unrecorded") {
		t.Error("nobody hears that judgements are lost")
	}
}

// C1, C21: while the database is slow a verdict that is finished stands, the words go out and promise nobody, the card is pinned;
// what was said is recorded when it can be, once.
func TestASlowDatabaseHidesNoDanger(t *testing.T) {
	s := setup(t)
	ctx, who, op := t.Context(), s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	if err := s.SetOnCall(ctx, op, true); err != nil {
		t.Fatal(err)
	}
	if j := s.Judge(ctx, who, danger); !strings.Contains(j.Words, "on-call team") {
		t.Errorf("a team that is called is not said: %q", j.Words)
	}
	s.Patience = 100 * time.Millisecond
	err := s.db.InTx(ctx, func(tx db.Tx) error {
		if _, err := tx.Exec(ctx, "lock table safety.reading, safety.card in access exclusive mode"); err != nil {
			return err
		}
		began := time.Now()
		j := s.Judge(ctx, who, plan)
		if took := time.Since(began); took > 2*safety.Limit+time.Second {
			t.Errorf("the words came after %s", took)
		}
		if j.Level != assess.Critical || slices.Contains(j.Reasons, "unjudged") || strings.Contains(j.Words, "on-call team") || !strings.Contains(j.Words, "nobody has been called") {
			t.Errorf("%+v", j)
		}
		short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		defer cancel()
		if card, err := s.CardOf(short, who); err != nil || card.Level != assess.Critical || !card.Pinned(s.clock.Now()) {
			t.Errorf("%+v, %v", card, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(time.Minute); value[int](t, s, "select count(*) from safety.event where level = 'critical'")+s.waiting(t, "safety_record") != 1; {
		if time.Now().After(until) {
			t.Fatal("it is neither recorded nor will be")
		}
	}
}

// asOwner does to the tables what the application may not.
func (s *stage) asOwner(t *testing.T, sql string) {
	t.Helper()
	owner, err := pgx.Connect(t.Context(), s.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(t.Context())
	if _, err := owner.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// What cannot be recorded is a job that tries again, and recorded once however often it tries.
func TestRecordingIsTriedAgain(t *testing.T) {
	s := setup(t)
	ctx, who, op := t.Context(), s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	if err := s.SetOnCall(ctx, op, true); err != nil {
		t.Fatal(err)
	}
	s.asOwner(t, "alter table safety.event rename to away")
	if j := s.Judge(ctx, who, plan); j.Level != assess.Critical || strings.Contains(j.Words, "on-call team") {
		t.Errorf("%+v", j)
	}
	if card, err := s.CardOf(ctx, who); err != nil || card.Level != assess.Critical || !card.Pinned(s.clock.Now()) {
		t.Errorf("%+v, %v", card, err)
	}
	for until := time.Now().Add(time.Minute); s.waiting(t, "safety_record") != 1; {
		if time.Now().After(until) {
			t.Fatal("no job tries again")
		}
	}
	s.asOwner(t, "alter table safety.away rename to event")
	job := value[safety.Reading](t, s, "select args from jobs.river_job where kind = 'safety_record'")
	for range 2 {
		if err := s.DoAgain(ctx, job); err != nil {
			t.Fatal(err)
		}
	}
	if c := s.onlyCase(t, op); c.Messages != 1 || c.Level != assess.Critical || value[int](t, s, "select count(*) from safety.event") != 1 {
		t.Errorf("%+v", c)
	}
}

// In a plan for bad hours danger that is under way is heard; what the plan asks for is not held against anybody.
func TestWhatAPlanSays(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	for _, c := range []struct {
		words string
		signs bool
		want  bool
	}{
		{"I start thinking about ending my life\nthoughts of suicide get louder\nI plan how I would do it", true, false},
		{"I want to kill myself when I drink alone at night", true, false},
		{"My brother takes my pills tonight\nThrow away the rope in the garage", true, false},
		{"I drink alone\nI am going to kill myself tonight", true, true},
		{"I have just taken all my pills", true, true},
		{"Asha 98200 12345\nmy cat needs me", false, false},
		{"Nothing. I want to kill myself", false, true},
	} {
		if j := s.JudgePlan(ctx, who, c.words, c.signs); j.Level.Urgent() != c.want || (j.Words != "") != c.want {
			t.Errorf("%q: %+v", c.words, j)
		}
	}
	if n := value[int](t, s, "select count(*) from safety.reading"); n != 3 {
		t.Errorf("%d readings of three dangers", n)
	}
}

// Who says that they are in danger is in danger: lines, card, event, case.
func TestDangerIsDeclared(t *testing.T) {
	s := setup(t)
	ctx, who, op := t.Context(), s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	if j := s.Declare(ctx, who); j.Level != assess.High || !strings.Contains(j.Words, "findahelpline") && !strings.Contains(j.Words, "14416") {
		t.Errorf("%+v", j)
	}
	if c := s.onlyCase(t, op); c.Level != assess.High {
		t.Errorf("%+v", c)
	}
	if card, err := s.CardOf(ctx, who); err != nil || !card.Pinned(s.clock.Now()) {
		t.Errorf("%+v, %v", card, err)
	}
	if n := value[int](t, s, "select count(*) from safety.event where reasons = '{declared}'"); n != 1 {
		t.Errorf("%d events", n)
	}
}

// C5, C6: the profile's country before the locale's, both when they differ, the international list when neither is known.
func TestTheLinesAreOfTheRightCountry(t *testing.T) {
	s := setup(t)
	for _, c := range []struct {
		zone, locale, asked string
		want                string
	}{
		{"Asia/Kolkata", "en-US", "", "IN US"}, {"Asia/Kolkata", "en-IN", "", "IN"}, {"", "en-GB", "", "GB"}, {"", "en", "", "ZZ"},
		{"America/New_York", "en-FR", "", "US EU"}, {"Asia/Kolkata", "en-US", "GB", "GB IN"}, {"", "xx-YY", "", "ZZ"}, {"Europe/London", "hi", "QQ", "ZZ GB"},
	} {
		var got []string
		for _, l := range s.LinesFor(identity.Principal{Zone: c.zone, Locale: c.locale}, c.asked) {
			got = append(got, l.Country)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// Where the country is not known no number is said as if it were right there; where it is, its own is.
func TestNoNumberIsRightEverywhere(t *testing.T) {
	s := setup(t)
	if j := s.Judge(t.Context(), identity.Principal{}, plan); !strings.Contains(j.Words, "your country's emergency number (often 112, 911 or 999)") || strings.Contains(j.Words, "right now: 112") {
		t.Error(j.Words)
	}
	if j := s.Judge(t.Context(), identity.Principal{Zone: "America/New_York"}, plan); !strings.Contains(j.Words, "right now: 911") || strings.Contains(j.Words, "112") {
		t.Error(j.Words)
	}
}

// C8: no denial takes the card away, and the next visit begins with a question.
func TestADenialDoesNotTakeTheCardAway(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	s.Judge(ctx, who, danger)
	until := s.clock.Now().Add(safety.CardFor)
	for range 3 {
		s.clock.Advance(10 * time.Minute)
		s.Judge(ctx, who, "no, I'm fine, it was nothing, you misunderstood me")
	}
	card, err := s.CardOf(ctx, who)
	if err != nil || card.Until.Before(until) || card.Level != assess.High || card.CheckIn {
		t.Errorf("%+v, %v", card, err)
	}
	s.clock.Advance(time.Hour)
	if card, _ = s.CardOf(ctx, who); !card.CheckIn {
		t.Error("the next visit asks nothing")
	}
	if err := s.CheckedIn(ctx, who); err != nil {
		t.Fatal(err)
	}
	if card, _ = s.CardOf(ctx, who); card.CheckIn || !card.Pinned(s.clock.Now()) {
		t.Errorf("%+v", card)
	}
	if _, err := s.db.Exec(ctx, "update safety.card set pinned_until = pinned_until - interval '1 hour'"); err == nil {
		t.Error("a card was taken away early")
	}
	if other, err := s.CardOf(ctx, s.person(t, "asha@example.org", identity.Seeker)); err != nil || other.Pinned(s.clock.Now()) {
		t.Errorf("somebody else's card: %+v, %v", other, err)
	}
}

// The days before count, by their levels; and no words are kept.
func TestTheCourseOfDaysCounts(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	const calm = "I feel calm now, I have decided and everything is clear"
	alone := s.Judge(ctx, who, calm)
	s.Judge(ctx, who, plan)
	s.clock.Advance(20 * time.Hour)
	if j := s.Judge(ctx, who, calm); !j.Level.Urgent() || j.Level <= alone.Level {
		t.Errorf("calm after danger is %s, alone %s", j.Level, alone.Level)
	}
	if n := value[int](t, s, "select count(*) from events.event where data::text ilike '%kill%'"); n != 0 {
		t.Error("words are in the event log")
	}
}

// C13: an event is never changed, and ordinary talk leaves nothing.
func TestEventsAreOnlyAddedTo(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	if j := s.Judge(ctx, who, "Can I move my session to Friday?"); j.Level != assess.None || j.Words != "" {
		t.Errorf("%+v", j)
	}
	if n := value[int](t, s, "select count(*) from safety.reading"); n != 0 {
		t.Errorf("%d readings of ordinary talk", n)
	}
	if j := s.Judge(ctx, who, despair); j.Level != assess.Moderate || j.Words == "" {
		t.Errorf("%+v", j)
	}
	if n := value[int](t, s, "select count(*) from safety.event where case_id is null and level = 'moderate'"); n != 1 {
		t.Errorf("%d events", n)
	}
	for _, sql := range []string{"update safety.event set level = 'high'", "delete from safety.event"} {
		if _, err := s.db.Exec(ctx, sql); err == nil {
			t.Errorf("%s", sql)
		}
	}
}

// C18: an answer above 0 to the ninth question of the PHQ-9 pins the card; from 2 on the team has a case, in the light of the days
// before also at 1. Nothing that is no answer is taken for a harmless one.
func TestTheNinthAnswerIsFlagged(t *testing.T) {
	s := setup(t)
	ctx := t.Context()
	for answer, want := range map[int]assess.Level{1: assess.Moderate, 2: assess.High, 3: assess.High, 9: assess.High} {
		who := s.person(t, "kavya"+strconv.Itoa(answer)+"@example.org", identity.Seeker)
		j := s.JudgeAnswer(ctx, who, answer)
		if j.Level != want || !strings.Contains(j.Words, "findahelpline") {
			t.Errorf("%d: %+v", answer, j)
		}
		if card, err := s.CardOf(ctx, who); err != nil || card.Level != want || !card.Pinned(s.clock.Now()) {
			t.Errorf("%d: %+v, %v", answer, card, err)
		}
		if n := value[int](t, s, "select count(*) from safety.on_call_case where person_id = $1", who.PersonID); (n == 1) != want.Urgent() {
			t.Errorf("%d: %d cases", answer, n)
		}
		if reasons := value[[]string](t, s, "select reasons from safety.event where person_id = $1", who.PersonID); len(reasons) != 1 || answer < 4 && reasons[0] != "phq9_item9" {
			t.Errorf("%d: %v", answer, reasons)
		}
	}
	night := s.person(t, "meera@example.org", identity.Seeker)
	s.clock.Set(time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC))
	s.Judge(ctx, night, despair)
	s.Judge(ctx, night, despair)
	if j := s.JudgeAnswer(ctx, night, 1); j.Level != assess.High {
		t.Errorf("the third of one night: %+v", j)
	}
	s.db.Close()
	if j := s.JudgeAnswer(ctx, night, 3); j.Level != assess.High || !strings.Contains(j.Words, "findahelpline") {
		t.Errorf("without a database: %+v", j)
	}
}

// One person's flood fills neither the database nor the list of the team, and is answered every time: trigger reading_limit. What is
// graver than the flood is heard.
func TestAFloodIsAnsweredAndKeptSmall(t *testing.T) {
	s := setup(t)
	ctx, who, op := t.Context(), s.person(t, "meera@example.org", identity.Seeker), s.person(t, "op@example.org", identity.Admin)
	if err := s.SetOnCall(ctx, op, true); err != nil {
		t.Fatal(err)
	}
	s.read = func(at time.Time, words string) assess.Said { // quick, on a slow machine as well
		level := assess.High
		if words == plan {
			level = assess.Critical
		}
		return assess.Said{At: at, Verdict: assess.Verdict{Level: level, Reasons: []string{"phrase"}}}
	}
	var writers sync.WaitGroup
	for range 6 {
		writers.Go(func() {
			for range 10 {
				if j := s.Judge(ctx, who, danger); !strings.Contains(j.Words, "findahelpline") || !strings.Contains(j.Words, "on-call team") {
					t.Errorf("%+v", j)
				}
			}
		})
	}
	writers.Wait()
	for sql, want := range map[string]int{
		"select count(*) from safety.reading":                             30,
		"select count(*) from safety.event":                               30,
		"select count(*) from safety.on_call_case":                        1,
		"select messages from safety.on_call_case":                        60,
		"select count(*) from events.event where type = 'safety.flagged'": 30,
	} {
		if n := value[int](t, s, sql); n != want {
			t.Errorf("%s: %d, not %d", sql, n, want)
		}
	}
	if n := s.waiting(t, "safety_page"); n != 1 || !s.hasCounted("flooded") {
		t.Errorf("the team is called %d times", n)
	}
	s.Judge(ctx, who, plan)
	if n := value[int](t, s, "select count(*) from safety.event where level = 'critical'"); n != 1 {
		t.Errorf("what is graver is recorded %d times", n)
	}
	s.clock.Advance(61 * time.Minute)
	s.Judge(ctx, who, danger)
	if n := value[int](t, s, "select count(*) from safety.reading"); n != 32 {
		t.Errorf("%d readings an hour later", n)
	}
}
