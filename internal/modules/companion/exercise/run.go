package exercise

import (
	"slices"
	"strings"
	"unicode/utf8"

	"klear/internal/platform/apperr"
)

// Answer is what a person gave at a step. Which field counts is decided by the step's kind.
type Answer struct {
	Step    string   `json:"step"`
	Skipped bool     `json:"skipped,omitempty"`
	Text    string   `json:"text,omitempty"`
	Lines   []string `json:"lines,omitempty"`
	Options []string `json:"options,omitempty"`
	Rate    *int     `json:"rate,omitempty"`
}

// Run is how far a person is: plain data, so it can be put away after any step and taken up on another device.
type Run struct {
	Slug    string   `json:"slug"`
	Version int      `json:"version"`
	At      string   `json:"at"` // the open step; "" at the end
	Answers []Answer `json:"answers,omitempty"`
}

// Done reports whether the exercise is at its end.
func (r Run) Done() bool { return r.At == "" }

// Given is the answer to a step, if there is one.
func (r Run) Given(step string) (Answer, bool) {
	for _, a := range r.Answers {
		if a.Step == step {
			return a, true
		}
	}
	return Answer{}, false
}

// Begin opens an exercise at its first step.
func (e Exercise) Begin() Run {
	return Run{Slug: e.Slug, Version: e.Version, At: e.Steps[0].ID}
}

// Open is the step at which a run stands; ok is false at the end.
func (e Exercise) Open(r Run) (s Step, ok bool) {
	s, _, ok = e.step(r.At)
	return s, ok
}

// Resume takes up a run that may be older than the file: it goes as far back as the answers still fit the steps.
func (e Exercise) Resume(r Run) Run {
	fresh := e.Begin()
	for _, a := range r.Answers {
		next, err := e.Answer(fresh, a)
		if err != nil {
			return fresh
		}
		fresh = next
	}
	return fresh
}

// Answer goes one step on. Errors: ErrStep (the run stands at another step), apperr.ErrValidation.
func (e Exercise) Answer(r Run, a Answer) (Run, error) {
	s, i, ok := e.step(r.At)
	if !ok || a.Step != r.At {
		return r, ErrStep
	}
	a, err := s.accept(a)
	if err != nil {
		return r, err
	}
	r.Answers = append(slices.Clone(r.Answers), a)
	r.At = e.after(i, a)
	return r, nil
}

// Back opens the step before and gives the answer that stood there, so that it can be changed. ok is false at the start.
func (e Exercise) Back(r Run) (back Run, given Answer, ok bool) {
	if len(r.Answers) == 0 {
		return r, Answer{}, false
	}
	last := len(r.Answers) - 1
	given = r.Answers[last]
	r.At, r.Answers = given.Step, slices.Clone(r.Answers[:last])
	return r, given, true
}

// Change is what was rated before and after, where the exercise asks twice and both were answered.
func (e Exercise) Change(r Run) (before, after int, ok bool) {
	found := 0
	for _, s := range e.Steps {
		a, given := r.Given(s.ID)
		if !given || a.Rate == nil {
			continue
		}
		switch s.Measure {
		case "before":
			before, found = *a.Rate, found|1
		case "after":
			after, found = *a.Rate, found|2
		}
	}
	return before, after, found == 3
}

// accept checks an answer against its step and keeps only what the step asks for.
func (s Step) accept(a Answer) (Answer, error) {
	out := Answer{Step: s.ID}
	if s.Kind == Tell || s.Kind == Breathe {
		return out, nil
	}
	if a.Skipped && s.Optional {
		out.Skipped = true
		return out, nil
	}
	var v apperr.Validation
	switch s.Kind {
	case Write:
		out.Text = strings.TrimSpace(a.Text)
		v.Check(out.Text != "" && within(out.Text, MaxText), "text", "length", "Write 1 to %d characters, or go back.", MaxText)
	case List:
		out.Lines = lines(a.Lines)
		v.Check(len(out.Lines) >= s.Least && len(out.Lines) <= s.Most, "lines", "count", "Write %d to %d lines.", s.Least, s.Most)
		v.Check(!slices.ContainsFunc(out.Lines, func(l string) bool { return !within(l, MaxLine) }), "lines", "length", "A line has at most %d characters.", MaxLine)
	case Choose:
		out.Options = a.Options
		v.Check(len(a.Options) == 1 && s.offers(a.Options), "options", "choice", "Choose one of the answers.")
	case Pick:
		out.Options = slices.Compact(slices.Sorted(slices.Values(a.Options)))
		v.Check(s.offers(out.Options), "options", "choice", "Choose from the answers offered.")
		v.Check(len(out.Options) >= s.Least && len(out.Options) <= s.Most, "options", "count", "Choose %d to %d answers.", s.Least, s.Most)
	case Rate:
		out.Rate = a.Rate
		v.Check(a.Rate != nil && *a.Rate >= s.Least && *a.Rate <= s.Most, "rate", "out_of_range", "Give a number from %d to %d.", s.Least, s.Most)
	}
	return out, v.Err()
}

func (s Step) offers(chosen []string) bool {
	for _, c := range chosen {
		if !slices.ContainsFunc(s.Options, func(o Option) bool { return o.ID == c }) {
			return false
		}
	}
	return true
}

func within(text string, most int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most
}

func lines(in []string) (out []string) {
	for _, l := range in {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
