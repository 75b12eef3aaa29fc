package exercises

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is every exercise, and the reader's own way through them.
type List struct {
	Page  layout.Page
	Begun []Line
	Done  []Line
	All   []About
}

// Line is one run.
type Line struct {
	URL, Title string
	At         time.Time
}

// About is what an exercise is, and who described it.
type About struct {
	URL, Title, About, Source string
	Minutes                   int
}

// Show is an exercise before it is begun.
type Show struct {
	Page  layout.Page
	About About
}

// Run is somebody's way through an exercise. Step is nil at the end.
type Run struct {
	Page          layout.Page
	About         About
	URL           string
	Version       int64
	Step          *Step
	Given         []Answer
	Before, After int
	Rated         bool             // both are known
	Card          *layout.CareCard // the help that stands beneath a step that asks about danger, and beneath a safety plan
}

// Step is the open one. Its field is called "answer" in every kind.
type Step struct {
	ID, Text, Hint string
	Kind           exercise.Kind
	Number         int // 1 is the first
	Shown          []string
	Value          string
	Choices        []ui.Choice
	Several        bool // more than one choice
	Optional       bool
	First          bool
	In, Hold, Out  int // seconds
	Rounds         int
	Most           int
}

// Answer is what was given at a step.
type Answer struct {
	Text  string
	Lines []string
}

// tongue is the language of the exercises for a page.
func tongue(p layout.Page) string { return p.L.Tag() }

func about(p layout.Page, e exercise.Exercise) About {
	return About{URL: "/exercises/" + e.Slug, Title: e.Title.In(tongue(p)), About: e.About.In(tongue(p)), Minutes: e.Minutes,
		Source: e.Source.Authors + " (" + strconv.Itoa(e.Source.Year) + "). " + e.Source.Reference}
}

func step(p layout.Page, run companion.Run, s exercise.Step) Step {
	out := Step{ID: s.ID, Kind: s.Kind, Text: s.Text.In(tongue(p)), Hint: s.Hint.In(tongue(p)), Number: len(run.Run.Answers) + 1, Optional: s.Optional,
		First: len(run.Run.Answers) == 0, Several: s.Kind == exercise.Pick, In: s.In, Hold: s.Hold, Out: s.Out, Rounds: s.Rounds, Most: s.Most}
	for _, o := range s.Options {
		out.Choices = append(out.Choices, ui.Choice{Value: o.ID, Label: o.Text.In(tongue(p))})
	}
	if s.Kind == exercise.Rate {
		out.Choices = scale(p, s.Least, s.Most)
	}
	if earlier, ok := run.Run.Given(s.Shows); ok && s.Shows != "" {
		out.Shown = said(p, run.Exercise, earlier)
	}
	return out
}

// scale are the figures of a rating, at most eleven.
func scale(p layout.Page, least, most int) (out []ui.Choice) {
	by := max((most-least)/10, 1)
	for n := least; n <= most; n += by {
		out = append(out, ui.Choice{Value: strconv.Itoa(n), Label: p.L.Number(n)})
	}
	return out
}

// refill puts an answer back into the form.
func (s *Step) refill(values []string) {
	if len(s.Choices) == 0 {
		s.Value = strings.Join(values, "\n")
	}
	for i := range s.Choices {
		s.Choices[i].Selected = slices.Contains(values, s.Choices[i].Value)
	}
}

// given are the answers so far, with what was asked. Steps that ask for nothing are left out.
func given(p layout.Page, run companion.Run) (out []Answer) {
	for _, a := range run.Run.Answers {
		lines := said(p, run.Exercise, a)
		i := slices.IndexFunc(run.Exercise.Steps, func(s exercise.Step) bool { return s.ID == a.Step })
		if len(lines) > 0 && i >= 0 {
			out = append(out, Answer{Text: run.Exercise.Steps[i].Text.In(tongue(p)), Lines: lines})
		}
	}
	return out
}

// said is an answer in words.
func said(p layout.Page, e exercise.Exercise, a exercise.Answer) (out []string) {
	switch {
	case a.Rate != nil:
		return []string{p.L.Number(*a.Rate)}
	case len(a.Lines) > 0:
		return a.Lines
	case a.Text != "":
		return []string{a.Text}
	}
	for _, s := range e.Steps {
		for _, o := range s.Options {
			if s.ID == a.Step && slices.Contains(a.Options, o.ID) {
				out = append(out, o.Text.In(tongue(p)))
			}
		}
	}
	return out
}
