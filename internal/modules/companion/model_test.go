package companion_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"klear/internal/modules/companion"
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
// message calls to mind, but nothing that was said in danger by the fixed words.
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
	if p.Recalled != "My sister lives in Pune and she is ill." || len(p.Lately) != 1 || !p.Lately[0].Person || p.Guide == "" {
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

// At the levels high and critical no model is asked, and the fixed words are the whole answer.
func TestNoModelInDanger(t *testing.T) {
	m := &script{words: "Let us talk about it."}
	s, _ := withModel(t, m)
	talk := s.talk(t, s.me)
	for _, words := range []string{"high danger", "critical danger"} {
		if x := s.say(t, talk.ID, words); x.Answer.Author != companion.BySafe || x.Answer.Words != fixed {
			t.Errorf("%+v", x.Answer)
		}
	}
	if x := s.say(t, talk.ID, "moderate words"); x.Answer.Author != companion.ByModel || !strings.HasSuffix(x.Answer.Words, fixed) {
		t.Errorf("%+v", x.Answer)
	}
	if len(m.asked) != 1 {
		t.Errorf("asked %d times", len(m.asked))
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
