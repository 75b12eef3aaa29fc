package companion_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/platform/jurisdiction"
)

// barred is a stage whose first person lives where talks are barred, with a model that would say something.
func barred(t *testing.T) (stage, *script) {
	t.Helper()
	laws, err := jurisdiction.Load("IN", "", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	m := &script{words: "That sounds heavy. What is the worst of it?"}
	s := newStageWith(t, func(d *companion.Deps) { d.Model, d.Laws = m, laws })
	s.me.Place = "US-IL"
	return s, m
}

// TestWhereTalksAreBarred what is written is kept: no model is asked, nothing is said back, called to mind or learnt, and no
// exercise follows from a feeling.
func TestWhereTalksAreBarred(t *testing.T) {
	s, m := barred(t)
	talk := s.talk(t, s.me)
	if _, err := s.Remember(t.Context(), s.me, "My sister lives in Pune and she is ill."); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"I am so sad and lonely, my sister is ill", "I keep replaying the question that I fumbled", "मैं बहुत उदास हूँ", "My brother lives in Goa.", "I hate myself, I am worthless"} {
		shown := ""
		x, err := s.Stream(t.Context(), s.me, talk.ID, companion.Sent{Words: words, Language: "en"}, func(p string) { shown += p })
		if err != nil || x.Answer.Author != companion.ByGuide || shown != x.Answer.Words {
			t.Fatalf("%+v, %v", x.Answer, err)
		}
		for _, bad := range []string{"sad", "lonely", "sister", "fumbled", "Goa", "?", "Pune", "उदास"} {
			if strings.Contains(x.Answer.Words, bad) {
				t.Errorf("%q is answered by %q", words, x.Answer.Words)
			}
		}
		if slices.ContainsFunc(x.Answer.Choices, func(c guide.Choice) bool { return c.Kind == guide.Exercise }) {
			t.Errorf("%q is answered with an exercise", words)
		}
	}
	if len(m.asked) != 0 {
		t.Errorf("the model was asked %d times", len(m.asked))
	}
	if known, err := s.Memories(t.Context(), s.me); err != nil || len(known) != 1 {
		t.Errorf("%d things are remembered, %v", len(known), err)
	}
	if x := s.say(t, talk.ID, "book a session"); len(x.Answer.Choices) == 0 {
		t.Error("nobody is offered who asked for a person")
	}
	if x := s.say(t, talk.ID, "give me an exercise"); len(x.Answer.Choices) != 2 {
		t.Errorf("who asks for an exercise is offered %+v", x.Answer.Choices)
	}
}

// TestHelpWhereTalksAreBarred is as everywhere: the fixed words alone at urgent levels, and lines at moderate.
func TestHelpWhereTalksAreBarred(t *testing.T) {
	s, m := barred(t)
	talk := s.talk(t, s.me)
	for _, words := range []string{"critical words", "high words"} {
		if x := s.say(t, talk.ID, words); x.Answer.Author != companion.BySafe || x.Answer.Words != fixed {
			t.Errorf("%q: %+v", words, x.Answer)
		}
	}
	if x := s.say(t, talk.ID, "moderate words"); !strings.HasSuffix(x.Answer.Words, fixed) {
		t.Errorf("%+v", x.Answer)
	}
	if len(m.asked) != 0 {
		t.Error("the model was asked")
	}
}

// TestExercisesWhereTalksAreBarred go on: they are scripts, and what is written into them is judged as everywhere.
func TestExercisesWhereTalksAreBarred(t *testing.T) {
	s, _ := barred(t)
	heard := &listener{}
	s.Safety = heard
	run, err := s.Do(t.Context(), s.me, "thought-record")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(t.Context(), s.me, run.ID, run.Version, exercise.Answer{Step: "situation", Text: "written words"}); err != nil || len(heard.words) != 1 {
		t.Errorf("%d were judged, %v", len(heard.words), err)
	}
}

// TestAnotherPlaceIsAnotherPage: who agreed to a journal did not agree to a model, and the other way about.
func TestAnotherPlaceIsAnotherPage(t *testing.T) {
	s, m := barred(t)
	s.talk(t, s.me)
	there := s.me
	there.Place = "US-WI"
	if _, err := s.Welcomed(t.Context(), there); !errors.Is(err, companion.ErrNotWelcomed) {
		t.Errorf("one page stands for the other: %v", err)
	}
	talk := s.talk(t, there)
	x, err := s.Send(t.Context(), there, talk.ID, companion.Sent{Words: "I am so sad today", Language: "en"})
	if err != nil || x.Answer.Author != companion.ByModel || len(m.asked) != 1 {
		t.Errorf("%+v, %v", x.Answer, err)
	}
	if _, err := s.Welcomed(t.Context(), s.me); !errors.Is(err, companion.ErrNotWelcomed) {
		t.Errorf("the other way about: %v", err)
	}
}
