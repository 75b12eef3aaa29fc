package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

func isNotWelcomed(err error) bool { return errors.Is(err, companion.ErrNotWelcomed) }

func (h talks) exercises(a huma.API) {
	const tag = "exercises"
	huma.Register(a, op(http.MethodGet, "/exercises", "listExercises", "The guided exercises, with their sources", tag), h.library)
	once(a, op(http.MethodPost, "/exercises/{exercise}/runs", "beginExercise", "Begin an exercise, or take it up where you left it", tag), h.do)
	huma.Register(a, op(http.MethodGet, "/exercise-runs", "listExerciseRuns", "Your ways through exercises, latest first, at most 100", tag), h.runs)
	huma.Register(a, op(http.MethodGet, "/exercise-runs/{run}", "getExerciseRun", "One of them, with the step at which it stands", tag), h.run)
	once(a, op(http.MethodPost, "/exercise-runs/{run}/answers", "answerExercise", "Answer the step at which it stands", tag), h.step)
	once(a, op(http.MethodPost, "/exercise-runs/{run}/back", "backExercise", "Take the last answer out, to give it again", tag), h.back)
	once(a, op(http.MethodDelete, "/exercise-runs/{run}", "removeExerciseRun", "Delete one with all its answers", tag), h.dropRun)
}

// ExerciseView is an exercise as it is offered.
type ExerciseView struct {
	Slug    string `json:"slug"`
	Title   string `json:"title"`
	About   string `json:"about"`
	Minutes int    `json:"minutes" doc:"that it usually takes"`
	Source  string `json:"source" doc:"who described it"`
}

func viewExercise(language string) func(exercise.Exercise) ExerciseView {
	return func(e exercise.Exercise) ExerciseView {
		return ExerciseView{Slug: e.Slug, Title: e.Title.In(language), About: e.About.In(language), Minutes: e.Minutes, Source: e.Source.Authors + ". " + e.Source.Reference}
	}
}

func (h talks) library(ctx context.Context, _ *struct{}) (*Out[[]ExerciseView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewAll(h.service.Exercises.All(), viewExercise(base(who.Locale)))), nil
}

// base is the language of a locale.
func base(locale string) string {
	if len(locale) > 2 {
		return locale[:2]
	}
	return locale
}

// ExerciseRunView is a way through an exercise.
type ExerciseRunView struct {
	ID        uuid.UUID         `json:"id" format:"uuid"`
	Exercise  ExerciseView      `json:"exercise"`
	Step      *ExerciseStepView `json:"step,omitempty" doc:"where it stands; missing at the end"`
	Answers   []ExerciseAnswer  `json:"answers"`
	BegunAt   time.Time         `json:"begunAt"`
	TouchedAt time.Time         `json:"touchedAt"`
	DoneAt    *time.Time        `json:"doneAt,omitempty"`
	Version   int64             `json:"version" doc:"send it with an answer: an older one is refused"`
	Help      string            `json:"help,omitempty" doc:"what you wrote speaks of danger: show these words, with help lines, before anything else"`
}

// ExerciseStepView is a step to be answered.
type ExerciseStepView struct {
	ID       string           `json:"id"`
	Kind     string           `json:"kind" enum:"tell,write,list,choose,pick,rate,breathe"`
	Text     string           `json:"text"`
	Hint     string           `json:"hint,omitempty"`
	Options  []ExerciseOption `json:"options"`
	Least    int              `json:"least" doc:"of lines, options or the figure"`
	Most     int              `json:"most"`
	Optional bool             `json:"optional"`
	Lines    bool             `json:"lines" doc:"show the help lines (/safety/resources) on this step"`
	Rounds   int              `json:"rounds,omitempty"`
	In       int              `json:"in,omitempty" doc:"seconds"`
	Hold     int              `json:"hold,omitempty" doc:"seconds"`
	Out      int              `json:"out,omitempty" doc:"seconds"`
}

// ExerciseOption is one answer of a choice.
type ExerciseOption struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// ExerciseAnswer is what was given at a step: which field counts is decided by the step's kind.
type ExerciseAnswer struct {
	Step    string   `json:"step" maxLength:"60"`
	Skipped bool     `json:"skipped,omitempty" doc:"only where the step is optional"`
	Text    string   `json:"text,omitempty" maxLength:"100000" doc:"at most 2000 characters"`
	Lines   []string `json:"lines,omitempty" maxItems:"20"`
	Options []string `json:"options,omitempty" maxItems:"20"`
	Rate    *int     `json:"rate,omitempty"`
}

func viewExerciseRun(language string) func(companion.Run) ExerciseRunView {
	return func(r companion.Run) ExerciseRunView {
		v := ExerciseRunView{ID: r.ID, Exercise: viewExercise(language)(r.Exercise), BegunAt: r.BegunAt, TouchedAt: r.TouchedAt, Version: r.Version, Help: r.Help,
			Answers: viewAll(r.Run.Answers, func(a exercise.Answer) ExerciseAnswer { return ExerciseAnswer(a) })}
		if s, ok := r.Exercise.Open(r.Run); ok {
			v.Step = &ExerciseStepView{ID: s.ID, Kind: string(s.Kind), Text: s.Text.In(language), Hint: s.Hint.In(language), Least: s.Least, Most: s.Most, Optional: s.Optional, Lines: s.Lines, Rounds: s.Rounds, In: s.In, Hold: s.Hold, Out: s.Out,
				Options: viewAll(s.Options, func(o exercise.Option) ExerciseOption { return ExerciseOption{o.ID, o.Text.In(language)} })}
		}
		if !r.DoneAt.IsZero() {
			v.DoneAt = &r.DoneAt
		}
		return v
	}
}

func shownRun(ctx context.Context, r companion.Run, err error) (*Out[ExerciseRunView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewExerciseRun(base(identity.PrincipalFrom(ctx).Locale))(r)), nil
}

type doInput struct {
	IdempotencyHeader
	Exercise string `path:"exercise" maxLength:"60"`
}

func (h talks) do(ctx context.Context, in *doInput) (*Out[ExerciseRunView], error) {
	r, err := h.service.Do(ctx, identity.PrincipalFrom(ctx), in.Exercise)
	return shownRun(ctx, r, err)
}

func (h talks) runs(ctx context.Context, _ *struct{}) (*Out[[]ExerciseRunView], error) {
	who := identity.PrincipalFrom(ctx)
	list, err := h.service.Runs(ctx, who)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewAll(list, viewExerciseRun(base(who.Locale)))), nil
}

// RunRef is the path of one run.
type RunRef struct {
	Run uuid.UUID `path:"run" format:"uuid"`
}

func (h talks) run(ctx context.Context, in *RunRef) (*Out[ExerciseRunView], error) {
	r, err := h.service.GetRun(ctx, identity.PrincipalFrom(ctx), in.Run)
	return shownRun(ctx, r, err)
}

type exerciseStepInput struct {
	RunRef
	IdempotencyHeader
	Body struct {
		Versioned
		ExerciseAnswer
	}
}

func (h talks) step(ctx context.Context, in *exerciseStepInput) (*Out[ExerciseRunView], error) {
	r, err := h.service.Step(ctx, identity.PrincipalFrom(ctx), in.Run, in.Body.Version, exercise.Answer(in.Body.ExerciseAnswer))
	return shownRun(ctx, r, err)
}

type exerciseBackInput struct {
	RunRef
	IdempotencyHeader
	Body Versioned
}

func (h talks) back(ctx context.Context, in *exerciseBackInput) (*Out[ExerciseRunView], error) {
	r, _, err := h.service.Back(ctx, identity.PrincipalFrom(ctx), in.Run, in.Body.Version)
	return shownRun(ctx, r, err)
}

type runChange struct {
	RunRef
	IdempotencyHeader
}

func (h talks) dropRun(ctx context.Context, in *runChange) (*Out[Empty], error) {
	return answer(ctx, h.service.DeleteRun(ctx, identity.PrincipalFrom(ctx), in.Run))
}
