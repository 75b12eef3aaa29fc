package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
)

// goals serves what a person sets out to do: for everybody else their goals do not exist.
type goals struct{ service *goal.Service }

// Goals registers goals/*.
func Goals(a huma.API, s *goal.Service) {
	h := goals{s}
	const tag = "goals"
	huma.Register(a, op(http.MethodGet, "/goals", "listGoals", "Your goals, oldest first, with how far each is", tag), h.list)
	once(a, op(http.MethodPost, "/goals", "addGoal", "Set out to do something", tag), h.add)
	huma.Register(a, op(http.MethodGet, "/goals/{goal}", "getGoal", "One of your goals", tag), h.get)
	once(a, op(http.MethodPut, "/goals/{goal}", "updateGoal", "Change words, target and day of a goal", tag), h.update)
	once(a, op(http.MethodPost, "/goals/{goal}/state", "moveGoal", "Pause a goal, take it up again, finish it or put it away", tag), h.move)
	huma.Register(a, op(http.MethodGet, "/goals/{goal}/history", "goalHistory", "How a goal moved between its states, latest first", tag), h.history)
	once(a, op(http.MethodDelete, "/goals/{goal}", "removeGoal", "Delete a goal for good, with its progress", tag), h.remove)
	huma.Register(a, op(http.MethodGet, "/goals/{goal}/progress", "listProgress", "What was entered of a goal, latest first", tag), h.steps)
	once(a, op(http.MethodPost, "/goals/{goal}/progress", "addProgress", "Enter how a goal goes; a day of a goal by days is ticked once", tag), h.step)
	once(a, op(http.MethodDelete, "/goals/{goal}/progress/{progress}", "removeProgress", "Take progress back", tag), h.undo)
}

// GoalWords are what somebody sets out to do.
type GoalWords struct {
	Title  string `json:"title" minLength:"1" maxLength:"120"`
	Why    string `json:"why,omitempty" maxLength:"1000"`
	Target int    `json:"target" minimum:"1" maximum:"1000000" doc:"of days: how many days of a week, 1 to 7"`
	Due    string `json:"due,omitempty" format:"date"`
}

func (f GoalWords) draft(m string) (goal.Draft, error) {
	d := goal.Draft{Title: f.Title, Why: f.Why, Target: f.Target, Measure: goal.Measure(m)}
	if f.Due == "" {
		return d, nil
	}
	var err error
	d.Due, err = dateOf("due", f.Due)
	return d, err
}

// GoalView is a goal and how far it is.
type GoalView struct {
	ID        uuid.UUID `json:"id" format:"uuid"`
	Title     string    `json:"title"`
	Why       string    `json:"why,omitempty"`
	Measure   string    `json:"measure" enum:"days,count,level"`
	Target    int       `json:"target"`
	Due       string    `json:"due,omitempty" format:"date"`
	State     string    `json:"state" enum:"active,paused,done,archived"`
	Total     int64     `json:"total" doc:"of everything entered; of days: days"`
	Latest    int       `json:"latest" doc:"the last value"`
	ThisWeek  int       `json:"thisWeek" doc:"entries of the last seven days"`
	Reached   bool      `json:"reached"`
	CreatedAt time.Time `json:"createdAt"`
	Version   int64     `json:"version"`
}

func viewGoal(g goal.Goal) GoalView {
	v := GoalView{ID: g.ID, Title: g.Title, Why: g.Why, Measure: string(g.Measure), Target: g.Target, State: string(g.State), Total: g.Total, Latest: g.Latest,
		ThisWeek: g.ThisWeek, Reached: g.Reached(), CreatedAt: g.CreatedAt, Version: g.Version}
	if !g.Due.IsZero() {
		v.Due = g.Due.Format(time.DateOnly)
	}
	return v
}

func shownGoal(ctx context.Context, g goal.Goal, err error) (*Out[GoalView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewGoal(g)), nil
}

// ZoneQuery says where the person is: it decides which day today is.
type ZoneQuery struct {
	Zone string `query:"zone" maxLength:"64" doc:"IANA zone; UTC when left out"`
}

func (z ZoneQuery) location() (*time.Location, error) { return zoneOf(z.Zone) }

func zoneOf(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	loc, err := clock.Zone(name)
	if err != nil {
		return nil, apperr.ErrValidation.WithFields(apperr.Field{Path: "zone", Code: "zone", Message: "Choose a time zone of the list."})
	}
	return loc, nil
}

// dateOf reads a date, midnight UTC.
func dateOf(field, text string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, apperr.ErrValidation.WithFields(apperr.Field{Path: field, Code: "date", Message: "Write a date, like 2026-03-31."})
	}
	return t, nil
}

func (h goals) list(ctx context.Context, in *ZoneQuery) (*Out[[]GoalView], error) {
	zone, err := in.location()
	if err != nil {
		return nil, err
	}
	list, err := h.service.List(ctx, identity.PrincipalFrom(ctx), zone)
	if err != nil {
		return nil, err
	}
	out := make([]GoalView, len(list))
	for i, g := range list {
		out[i] = viewGoal(g)
	}
	return OK(ctx, out), nil
}

type addGoalInput struct {
	IdempotencyHeader
	Body struct {
		GoalWords
		Measure string `json:"measure" enum:"days,count,level" doc:"stays as it is"`
	}
}

func (h goals) add(ctx context.Context, in *addGoalInput) (*Out[GoalView], error) {
	d, err := in.Body.draft(in.Body.Measure)
	if err != nil {
		return nil, err
	}
	g, err := h.service.Add(ctx, identity.PrincipalFrom(ctx), d)
	return shownGoal(ctx, g, err)
}

// GoalRef is the path of one goal.
type GoalRef struct {
	Goal uuid.UUID `path:"goal" format:"uuid"`
}

type getGoalInput struct {
	GoalRef
	ZoneQuery
}

func (h goals) get(ctx context.Context, in *getGoalInput) (*Out[GoalView], error) {
	zone, err := in.location()
	if err != nil {
		return nil, err
	}
	g, err := h.service.Get(ctx, identity.PrincipalFrom(ctx), in.Goal, zone)
	return shownGoal(ctx, g, err)
}

type updateGoalInput struct {
	GoalRef
	IdempotencyHeader
	Body struct {
		Versioned
		GoalWords
	}
}

func (h goals) update(ctx context.Context, in *updateGoalInput) (*Out[GoalView], error) {
	d, err := in.Body.draft("")
	if err != nil {
		return nil, err
	}
	g, err := h.service.Edit(ctx, identity.PrincipalFrom(ctx), in.Goal, in.Body.Version, d)
	return shownGoal(ctx, g, err)
}

type moveGoalInput struct {
	GoalRef
	IdempotencyHeader
	Body struct {
		Versioned
		State string `json:"state" enum:"active,paused,done,archived"`
	}
}

func (h goals) move(ctx context.Context, in *moveGoalInput) (*Out[GoalView], error) {
	g, err := h.service.Move(ctx, identity.PrincipalFrom(ctx), in.Goal, in.Body.Version, goal.State(in.Body.State))
	return shownGoal(ctx, g, err)
}

// GoalMoveView is a change of a goal's state.
type GoalMoveView struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	At   time.Time `json:"at"`
}

func (h goals) history(ctx context.Context, in *GoalRef) (*Out[[]GoalMoveView], error) {
	list, err := h.service.Course(ctx, identity.PrincipalFrom(ctx), in.Goal)
	if err != nil {
		return nil, err
	}
	out := make([]GoalMoveView, len(list))
	for i, m := range list {
		out[i] = GoalMoveView{From: string(m.From), To: string(m.To), At: m.At}
	}
	return OK(ctx, out), nil
}

type goalChange struct {
	GoalRef
	IdempotencyHeader
}

func (h goals) remove(ctx context.Context, in *goalChange) (*Out[Empty], error) {
	return answer(ctx, h.service.Remove(ctx, identity.PrincipalFrom(ctx), in.Goal))
}

// StepView is progress as it was entered.
type StepView struct {
	ID     uuid.UUID `json:"id" format:"uuid"`
	Day    string    `json:"day" format:"date" doc:"your local day"`
	Amount int       `json:"amount"`
	Note   string    `json:"note,omitempty"`
	At     time.Time `json:"at" doc:"when it was entered"`
}

func viewStep(s goal.Step) StepView {
	return StepView{ID: s.ID, Day: s.Day.Format(time.DateOnly), Amount: s.Amount, Note: s.Note, At: s.At}
}

type listStepsInput struct {
	GoalRef
	PageQuery
}

func (h goals) steps(ctx context.Context, in *listStepsInput) (*Out[[]StepView], error) {
	list, total, err := h.service.Steps(ctx, identity.PrincipalFrom(ctx), in.Goal, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]StepView, len(list))
	for i, s := range list {
		out[i] = viewStep(s)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type progressInput struct {
	GoalRef
	IdempotencyHeader
	Body struct {
		Day    string `json:"day,omitempty" format:"date" doc:"left out: today in zone; up to a year back"`
		Zone   string `json:"zone,omitempty" maxLength:"64" doc:"IANA zone in which you are; UTC when left out"`
		Amount int    `json:"amount,omitempty" minimum:"0" maximum:"1000000" doc:"of days always 1"`
		Note   string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (h goals) step(ctx context.Context, in *progressInput) (*Out[StepView], error) {
	zone, err := zoneOf(in.Body.Zone)
	if err != nil {
		return nil, err
	}
	a := goal.Advance{Zone: zone, Amount: in.Body.Amount, Note: in.Body.Note}
	if in.Body.Day != "" {
		if a.Day, err = dateOf("day", in.Body.Day); err != nil {
			return nil, err
		}
	}
	s, err := h.service.Step(ctx, identity.PrincipalFrom(ctx), in.Goal, a)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewStep(s)), nil
}

type undoStepInput struct {
	GoalRef
	IdempotencyHeader
	Step uuid.UUID `path:"progress" format:"uuid"`
}

func (h goals) undo(ctx context.Context, in *undoStepInput) (*Out[Empty], error) {
	return answer(ctx, h.service.Undo(ctx, identity.PrincipalFrom(ctx), in.Goal, in.Step))
}
