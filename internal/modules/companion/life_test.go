package companion_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
)

// Everything is the person's to take along, and nothing of it is left when they delete their account. Others keep theirs.
func TestExportAndErasure(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	s.say(t, talk.ID, "My sister lives in Pune and she is ill.")
	if err := s.End(ctx, s.me, talk.ID, 8, "A good talk."); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(ctx, s.me, "paced-breathing"); err != nil {
		t.Fatal(err)
	}
	theirs := s.talk(t, s.them)
	mine, err := s.Export(ctx, s.me)
	if err != nil || len(mine.Sessions) != 1 || mine.Sessions[0].Summary != "A good talk." || len(mine.Messages) != 2 || len(mine.Runs) != 1 || len(mine.Memories) != 1 || !mine.Welcome.Remember {
		t.Fatalf("%+v, %v", mine, err)
	}
	data, err := json.Marshal(identity.DeletedEvent{PersonID: s.me.PersonID})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.OnErased(ctx, events.Delivery{Data: data}); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"welcome", "session", "message", "exercise_run", "memory"} {
		if n := s.count(t, "select count(*) from companion."+table+" where person_id = '"+s.me.PersonID.String()+"'"); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	if _, err := s.Session(ctx, s.them, theirs.ID); err != nil {
		t.Errorf("somebody else's talk: %v", err)
	}
}

// What a program sends again under the key of its request is done and judged once, and the table of keys holds no words.
func TestARequestIsRepeated(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	talk := s.talk(t, s.me)
	key, err := idem.New("test", "one", "body")
	if err != nil {
		t.Fatal(err)
	}
	keyed := idem.With(ctx, key)
	first, err := s.Send(keyed, s.me, talk.ID, companion.Sent{Words: "a private word", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Send(keyed, s.me, talk.ID, companion.Sent{Words: "a private word", Language: "en"})
	if err != nil || again.Said.ID != first.Said.ID || again.Answer.Words != first.Answer.Words {
		t.Errorf("%+v, %v", again, err)
	}
	other, err := idem.New("test", "one", "another body")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(idem.With(ctx, other), s.me, talk.ID, companion.Sent{Words: "x"}); !errors.Is(err, idem.ErrReused) {
		t.Errorf("another request: %v", err)
	}
	if n := s.count(t, "select count(*) from companion.message"); n != 2 {
		t.Errorf("%d messages", n)
	}
	if n := s.count(t, "select count(*) from platform.idempotency where response::text like '%private%'"); n != 0 {
		t.Error("the words lie in the table of keys")
	}
}

// Another request under a used key is refused, and heard all the same.
func TestAReusedRequestIsHeard(t *testing.T) {
	heard := &listener{}
	s := newStageWith(t, func(d *companion.Deps) { d.Safety = heard })
	talk := s.talk(t, s.me)
	for i, words := range []string{"one", "two"} {
		key, err := idem.New("test", "one", words)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Send(idem.With(t.Context(), key), s.me, talk.ID, companion.Sent{Words: words})
		if reused := errors.Is(err, idem.ErrReused); reused != (i == 1) {
			t.Fatal(err)
		}
	}
	if got := strings.Join(heard.words, "|"); got != "one|two" {
		t.Errorf("judged: %q", got)
	}
}

// What is written outside of a talk is judged too.
func TestWhatIsWrittenElsewhereIsHeard(t *testing.T) {
	heard := &listener{}
	s, ctx := newStageWith(t, func(d *companion.Deps) { d.Safety = heard }), t.Context()
	talk := s.talk(t, s.me)
	m, err := s.Remember(ctx, s.me, "kept words")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Correct(ctx, s.me, m.ID, "corrected words"); err != nil {
		t.Fatal(err)
	}
	if err := s.Summarise(ctx, s.me, talk.ID, "summed up words"); err != nil {
		t.Fatal(err)
	}
	run, err := s.Do(ctx, s.me, "thought-record")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(ctx, s.me, run.ID, run.Version, exercise.Answer{Step: "situation", Text: "written words"}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(heard.words, "|"); got != "kept words|corrected words|summed up words|written words" {
		t.Errorf("judged: %q", got)
	}
}

// What is too long to be kept is heard, wherever it is written.
func TestWhatIsRefusedElsewhereIsHeard(t *testing.T) {
	heard := &listener{}
	s, ctx := newStageWith(t, func(d *companion.Deps) { d.Safety = heard }), t.Context()
	talk, long := s.talk(t, s.me), strings.Repeat("I cannot go on. ", 2000)
	m, err := s.Remember(ctx, s.me, "short")
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Do(ctx, s.me, "thought-record")
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"a memory":     func() error { _, err := s.Remember(ctx, s.me, long); return err },
		"a correction": func() error { return s.Correct(ctx, s.me, m.ID, long) },
		"a summary":    func() error { return s.Summarise(ctx, s.me, talk.ID, long) },
		"an end":       func() error { return s.End(ctx, s.me, talk.ID, 5, long) },
		"a step": func() error {
			_, err := s.Step(ctx, s.me, run.ID, run.Version, exercise.Answer{Step: "situation", Text: long})
			return err
		},
	} {
		heard.words = nil
		if err := write(); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%s: %v", name, err)
		}
		if len(heard.words) != 1 || heard.words[0] != strings.TrimSpace(long) {
			t.Errorf("%s: %d messages were judged", name, len(heard.words))
		}
	}
}
