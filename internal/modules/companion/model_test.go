package companion_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/identity"
)

// script is a model that says what it was given, in pieces of a few letters, and then fails if it is to.
type script struct {
	words string
	err   error
	asked []companion.Prompt
}

func (m *script) Speak(_ context.Context, p companion.Prompt, say func(string) error) error {
	m.asked = append(m.asked, p)
	for rest := m.words; rest != ""; {
		n := min(7, len(rest))
		if err := say(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return m.err
}

// outcomes counts what came of asking.
type outcomes map[string]int

func withModel(t *testing.T, m *script) (stage, outcomes) {
	counted := outcomes{}
	return newStageWith(t, func(d *companion.Deps) { d.Model, d.Counted = m, func(o string) { counted[o]++ } }), counted
}

// A model that says something fit is heard, all of it at once, and is told what it needs: the talk so far and what the
// message calls to mind, but nothing of what was said in danger, by whomever.
func TestAModelSpeaks(t *testing.T) {
	m := &script{words: "That sounds like a long week. What was the heaviest of it?"}
	s, counted := withModel(t, m)
	talk := s.talk(t, s.me)
	if _, err := s.Remember(t.Context(), s.me, "My sister lives in Pune and she is ill."); err != nil {
		t.Fatal(err)
	}
	s.say(t, talk.ID, "critical words")
	var pieces []string
	x, err := s.Stream(t.Context(), s.me, talk.ID, companion.Sent{Words: "I called my sister, she is still ill", Language: "en"}, func(p string) { pieces = append(pieces, p) })
	if err != nil || x.Answer.Author != companion.ByModel || x.Answer.Words != m.words {
		t.Fatalf("%+v, %v", x.Answer, err)
	}
	if strings.Join(pieces, "") != m.words || len(pieces) != 1 {
		t.Errorf("shown as %q", pieces)
	}
	if len(m.asked) != 1 {
		t.Fatalf("asked %d times: danger is not its concern", len(m.asked))
	}
	p := m.asked[0]
	if p.Recalled != "My sister lives in Pune and she is ill." || len(p.Lately) != 0 || p.Guide == "" {
		t.Errorf("it was told %+v", p)
	}
	if counted["spoken"] != 1 {
		t.Errorf("%v", counted)
	}
}

// What is not fit is not shown, whole answers and last sentences alike; the guide answers and it is counted.
func TestAnUnfitAnswerIsReplaced(t *testing.T) {
	for words, reason := range map[string]string{
		"You clearly have major depression. It is common.": "unfit_diagnosis",
		"That is hard. Take two tablets before bed":        "unfit_dose",
		"I will not tell anyone.":                          "unfit_secrecy",
		"":                                                 "failed",
		"\u200b...":                                        "unfit_empty",
		"Fue una semana larga. ¿Qué pesa más?": "unfit_unknown_words",
	} {
		t.Run(reason, func(t *testing.T) {
			s, counted := withModel(t, &script{words: words})
			talk, shown := s.talk(t, s.me), ""
			x, err := s.Stream(t.Context(), s.me, talk.ID, companion.Sent{Words: "I am so sad today", Language: "en"}, func(p string) { shown += p })
			if err != nil || x.Answer.Author != companion.ByGuide || x.Answer.Words == "" {
				t.Fatalf("%+v, %v", x.Answer, err)
			}
			for _, bad := range []string{"depression", "tablets", "tell anyone"} {
				if strings.Contains(shown, bad) || strings.Contains(x.Answer.Words, bad) {
					t.Errorf("shown: %q; kept: %q", shown, x.Answer.Words)
				}
			}
			if counted[reason] != 1 {
				t.Errorf("%v", counted)
			}
		})
	}
}

// A model that fails half way is no answer.
func TestAModelThatFails(t *testing.T) {
	s, counted := withModel(t, &script{words: "That is hard. And then", err: errors.New("gone")})
	talk := s.talk(t, s.me)
	if x := s.say(t, talk.ID, "I am so sad today"); x.Answer.Author != companion.ByGuide || counted["failed"] != 1 {
		t.Errorf("%+v, %v", x.Answer, counted)
	}
}

// A model that does not stop is no answer.
func TestAModelThatGoesOn(t *testing.T) {
	s, counted := withModel(t, &script{words: strings.Repeat("What else is there to say. ", 400)})
	talk := s.talk(t, s.me)
	if x := s.say(t, talk.ID, "I am so sad today"); x.Answer.Author != companion.ByGuide || counted["failed"] != 1 {
		t.Errorf("%d bytes by the %s, %v", len(x.Answer.Words), x.Answer.Author, counted)
	}
}

// From moderate on no model is asked; at high and critical the fixed words are the whole answer.
func TestNoModelInDanger(t *testing.T) {
	m := &script{words: "Let us talk about it."}
	s, _ := withModel(t, m)
	talk := s.talk(t, s.me)
	for _, words := range []string{"high danger", "critical danger"} {
		if x := s.say(t, talk.ID, words); x.Answer.Author != companion.BySafe || x.Answer.Words != fixed {
			t.Errorf("%+v", x.Answer)
		}
	}
	if x := s.say(t, talk.ID, "moderate words"); x.Answer.Author != companion.ByGuide || !strings.HasSuffix(x.Answer.Words, fixed) {
		t.Errorf("%+v", x.Answer)
	}
	if len(m.asked) != 0 {
		t.Errorf("asked %d times", len(m.asked))
	}
}

// pinned is a judge for whom help stays in sight after words of danger.
type pinned struct{ after *bool }

func (p pinned) Judge(ctx context.Context, who identity.Principal, words string) companion.Judgement {
	j := judge{}.Judge(ctx, who, words)
	*p.after = *p.after || j.Level.Urgent()
	j.Pinned = *p.after
	return j
}

// The message after one of danger is about it, however harmless: while help is pinned the guide answers. Afterwards a model is
// told nothing of what was said in danger, neither as history nor as memory.
func TestNoModelHearsOfDanger(t *testing.T) {
	m, help := &script{words: "Tell me more."}, false
	s := newStageWith(t, func(d *companion.Deps) { d.Model, d.Safety = m, pinned{&help} })
	talk := s.talk(t, s.me)
	if _, err := s.Remember(t.Context(), s.me, "My plan for tonight is critical, with the pills at home."); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"I will do it, this is critical", "ok, what now?", "my plan for tonight, with the pills at home"} {
		if x := s.say(t, talk.ID, words); x.Answer.Author == companion.ByModel {
			t.Errorf("to %q a model said %q", words, x.Answer.Words)
		}
	}
	s.say(t, talk.ID, "it is moderate again")
	help = false
	s.say(t, talk.ID, "I think of my plan for tonight, with the pills at home")
	if len(m.asked) != 1 {
		t.Fatalf("asked %d times", len(m.asked))
	}
	told := fmt.Sprintf("%+v", m.asked[0])
	for _, bad := range []string{"critical", "moderate", fixed} {
		if strings.Contains(told, bad) {
			t.Errorf("it was told %q: %s", bad, told)
		}
	}
	if len(m.asked[0].Lately) != 4 {
		t.Errorf("of the harmless it was told %+v", m.asked[0].Lately)
	}
}

// Who agreed while the guide answered is asked again before their words go to a model's server.
func TestAModelIsDisclosed(t *testing.T) {
	s, _ := withModel(t, &script{words: "Hello."})
	if err := s.Accept(t.Context(), s.me, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Welcomed(t.Context(), s.me); err != nil {
		t.Fatal(err)
	}
	s.Model = nil
	if _, err := s.Welcomed(t.Context(), s.me); !errors.Is(err, companion.ErrNotWelcomed) {
		t.Errorf("one page stands for the other: %v", err)
	}
}

// A model is told where an open exercise stands and what it asks there, never what was answered, and nothing of a plan for a
// crisis. Nothing of the account reaches it.
func TestWhatAModelIsTold(t *testing.T) {
	m := &script{words: "Take it one line at a time."}
	s, _ := withModel(t, m)
	s.me.Name, s.me.Email, s.me.Zone = "Kavya Rao", "kavya@example.org", "Asia/Kolkata"
	talk := s.talk(t, s.me)
	run, err := s.Do(t.Context(), s.me, "thought-record")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(t.Context(), s.me, run.ID, run.Version, exercise.Answer{Step: "situation", Text: "A private answer"}); err != nil {
		t.Fatal(err)
	}
	s.say(t, talk.ID, "I am stuck with it")
	run, err = s.GetRun(t.Context(), s.me, run.ID)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := run.Exercise.Open(run.Run)
	p := m.asked[0]
	if !p.Exercise || p.Step.Exercise != run.Exercise.Title.In("en") || p.Step.Asks != at.Text.In("en") {
		t.Errorf("%+v", p.Step)
	}
	for _, bad := range []string{"A private answer", "Kavya", "example.org", "Kolkata"} {
		if strings.Contains(fmt.Sprintf("%+v", p), bad) {
			t.Errorf("it was told %q", bad)
		}
	}
	s.kit.Clock.Advance(time.Minute)
	if _, err := s.Do(t.Context(), s.me, "safety-plan"); err != nil {
		t.Fatal(err)
	}
	s.say(t, talk.ID, "and now")
	if p := m.asked[1]; !p.Exercise || p.Step != (companion.Step{}) {
		t.Errorf("of the plan it was told %+v", p.Step)
	}
}

// Of a script that the guide cannot read a model may answer, in a language that can be looked at; else the guide says so.
func TestAModelReadsMoreThanTheGuide(t *testing.T) {
	m := &script{words: "That sounds heavy."}
	s, _ := withModel(t, m)
	talk := s.talk(t, s.me)
	const tamil = "நான் மிகவும் சோகமாக இருக்கிறேன்"
	if x := s.say(t, talk.ID, tamil); x.Answer.Author != companion.ByModel || !m.asked[0].Only {
		t.Errorf("%+v", x.Answer)
	}
	m.words = "இது கடினம்."
	if x := s.say(t, talk.ID, tamil); x.Answer.Author != companion.ByGuide || !strings.Contains(x.Answer.Words, "cannot read this script") {
		t.Errorf("%+v", x.Answer)
	}
	if x := s.say(t, talk.ID, tamil+" critical"); x.Answer.Author != companion.BySafe || len(m.asked) != 2 {
		t.Errorf("%+v", x.Answer)
	}
}
