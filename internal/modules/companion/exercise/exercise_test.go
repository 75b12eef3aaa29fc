package exercise

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"klear/internal/platform/apperr"
)

func library(t *testing.T) *Library {
	t.Helper()
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Ten exercises, each with its source, and one at least for every need.
func TestLibrary(t *testing.T) {
	t.Parallel()
	l := library(t)
	if n := len(l.All()); n != 10 {
		t.Errorf("%d exercises", n)
	}
	for _, n := range []Need{Rumination, LowMood, Worry, Panic, Sleeplessness, SelfCriticism, Stuck, Direction, Stress, Crisis} {
		if len(l.For(n)) == 0 {
			t.Errorf("nothing helps with %s", n)
		}
	}
	if _, err := l.Find("no-such"); !errors.Is(err, ErrNoExercise) {
		t.Errorf("an unknown name gives %v", err)
	}
}

// some is an answer that the step accepts; first says which option of a choice.
func some(s Step, first bool) Answer {
	a := Answer{Step: s.ID}
	rate := (s.Least + s.Most) / 2
	switch s.Kind {
	case Write:
		a.Text = "words"
	case List:
		a.Lines = []string{"one", "  ", "two"}[:max(s.Least, 1)]
	case Rate:
		a.Rate = &rate
	case Choose, Pick:
		a.Options = []string{s.Options[len(s.Options)-1].ID}
		if first {
			a.Options = []string{s.Options[0].ID}
		}
	}
	return a
}

// Every exercise can be gone through to its end, whichever way is chosen, stopped after any step and taken up again, and
// gone back to its start.
func TestEveryExerciseToItsEnd(t *testing.T) {
	t.Parallel()
	for _, e := range library(t).All() {
		for _, first := range []bool{true, false} {
			r := e.Begin()
			for steps := 0; !r.Done(); steps++ {
				if steps > len(e.Steps) {
					t.Fatalf("%s does not end", e.Slug)
				}
				s, ok := e.Open(r)
				if !ok {
					t.Fatalf("%s: no step %q", e.Slug, r.At)
				}
				a := some(s, first)
				if s.Kind == List && s.Least > 1 {
					a.Lines = []string{"one", "two"}
				}
				next, err := e.Answer(r, a)
				if err != nil {
					t.Fatalf("%s, %s: %v", e.Slug, s.ID, err)
				}
				if again := e.Resume(next); again.At != next.At || len(again.Answers) != len(next.Answers) {
					t.Fatalf("%s is taken up at %q, not at %q", e.Slug, again.At, next.At)
				}
				r = next
			}
			for ok := true; ok; {
				r, _, ok = e.Back(r)
			}
			if r.At != e.Steps[0].ID {
				t.Errorf("%s: the way back ends at %q", e.Slug, r.At)
			}
		}
	}
}

func TestAnswersAreChecked(t *testing.T) {
	t.Parallel()
	e, err := library(t).Find("thought-record")
	if err != nil {
		t.Fatal(err)
	}
	hundred, more := 100, 101
	at := func(step string) Run { return Run{Slug: e.Slug, Version: e.Version, At: step} }
	for name, c := range map[string]struct {
		run  Run
		give Answer
		want error
	}{
		"nothing written":     {at("situation"), Answer{Step: "situation", Text: " \n"}, apperr.ErrValidation},
		"too much written":    {at("situation"), Answer{Step: "situation", Text: strings.Repeat("आ", MaxText+1)}, apperr.ErrValidation},
		"as much as may be":   {at("situation"), Answer{Step: "situation", Text: strings.Repeat("आ", MaxText)}, nil},
		"no option":           {at("feelings"), Answer{Step: "feelings"}, apperr.ErrValidation},
		"an unknown option":   {at("feelings"), Answer{Step: "feelings", Options: []string{"merry"}}, apperr.ErrValidation},
		"too many options":    {at("feelings"), Answer{Step: "feelings", Options: []string{"sad", "afraid", "angry", "hurt", "numb"}}, apperr.ErrValidation},
		"one option twice":    {at("feelings"), Answer{Step: "feelings", Options: []string{"sad", "sad"}}, nil},
		"no number":           {at("before"), Answer{Step: "before"}, apperr.ErrValidation},
		"a number beyond":     {at("before"), Answer{Step: "before", Rate: &more}, apperr.ErrValidation},
		"the highest number":  {at("before"), Answer{Step: "before", Rate: &hundred}, nil},
		"skipping is refused": {at("before"), Answer{Step: "before", Skipped: true}, apperr.ErrValidation},
		"another step":        {at("before"), Answer{Step: "after", Rate: &hundred}, ErrStep},
		"after the end":       {at(""), Answer{Step: ""}, ErrStep},
	} {
		if _, err := e.Answer(c.run, c.give); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// An option leads past what does not concern somebody, and the change is told only when both were rated.
func TestWaysAndChange(t *testing.T) {
	t.Parallel()
	l := library(t)
	plan, _ := l.Find("safety-plan")
	r, err := plan.Answer(plan.Begin(), Answer{Step: "safe_now", Options: []string{"yes"}})
	if err != nil || r.At != "help_now" {
		t.Errorf("in danger the plan goes on at %q (%v)", r.At, err)
	}
	if r, _ = plan.Answer(plan.Begin(), Answer{Step: "safe_now", Options: []string{"no"}}); r.At != "signs" {
		t.Errorf("safe, the plan goes on at %q", r.At)
	}
	breathe, _ := l.Find("paced-breathing")
	eight, three := 8, 3
	run := Run{Answers: []Answer{{Step: "before", Rate: &eight}, {Step: "after", Rate: &three}}}
	if b, a, ok := breathe.Change(run); b != 8 || a != 3 || !ok {
		t.Errorf("change %d → %d, %v", b, a, ok)
	}
	if _, _, ok := breathe.Change(Run{Answers: run.Answers[:1]}); ok {
		t.Error("a change out of one rating")
	}
}

// A run that an older file wrote goes on where its answers still fit.
func TestResumeOfAnOlderRun(t *testing.T) {
	t.Parallel()
	e, _ := library(t).Find("thought-record")
	old := Run{Slug: e.Slug, Version: 0, At: "gone", Answers: []Answer{{Step: "situation", Text: "x"}, {Step: "gone", Text: "y"}}}
	if r := e.Resume(old); r.At != "feelings" || len(r.Answers) != 1 || r.Version != e.Version {
		t.Errorf("taken up as %+v", r)
	}
}

// A file with a fault does not load: each of these is what a writer could do wrong.
func TestFaultyFilesAreRefused(t *testing.T) {
	t.Parallel()
	const good = `{"slug":"a","version":1,"minutes":1,"helps":["worry"],"title":{"en":"a","hi":"a"},"about":{"en":"a","hi":"a"},
		"source":{"authors":"a","reference":"a","year":2000},"steps":[
		{"id":"one","kind":"choose","text":{"en":"a","hi":"a"},"options":[{"id":"x","text":{"en":"a","hi":"a"},"next":"two"},{"id":"y","text":{"en":"a","hi":"a"}}]},
		{"id":"two","kind":"tell","text":{"en":"a","hi":"a"}}]}`
	if _, err := parse([]byte(good)); err != nil {
		t.Fatalf("the sound file: %v", err)
	}
	for name, change := range map[string][2]string{
		"no JSON":            {`{"slug"`, `"slug"`},
		"no source":          {`"authors":"a"`, `"authors":""`},
		"a slug with spaces": {`"slug":"a"`, `"slug":"a b"`},
		"Hindi is missing":   {`"title":{"en":"a","hi":"a"}`, `"title":{"en":"a"}`},
		"an id twice":        {`"id":"two"`, `"id":"one"`},
		"a way to nowhere":   {`"next":"two"`, `"next":"three"`},
		"a way back":         {`"next":"two"`, `"next":"one"`},
		"a kind unknown":     {`"kind":"tell"`, `"kind":"sing"`},
		"a rating of one":    {`"kind":"tell"`, `"kind":"rate"`},
		"an island":          {`"next":"two"},{"id":"y","text":{"en":"a","hi":"a"}}`, `"next":"end"},{"id":"y","text":{"en":"a","hi":"a"},"next":"end"}`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := parse([]byte(bad)); err == nil {
			t.Errorf("%s: it loads", name)
		}
	}
	twice := fstest.MapFS{"data/1.json": {Data: []byte(good)}, "data/2.json": {Data: []byte(good)}}
	if _, err := load(twice); err == nil {
		t.Error("two files of one slug load")
	}
}
