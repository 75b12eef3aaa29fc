package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/apperr"
)

// moods serves a person's own journal: for everybody else its entries do not exist.
type moods struct{ service *mood.Service }

// Mood registers mood/*.
func Mood(a huma.API, s *mood.Service) {
	h := moods{s}
	const tag = "mood"
	huma.Register(a, op(http.MethodGet, "/mood", "listMoods", "Your entries, newest first, with their words", tag), h.list)
	huma.Register(a, op(http.MethodGet, "/mood/days", "moodDays", "The figures of some days, oldest first, without words", tag), h.days)
	once(a, op(http.MethodPost, "/mood", "addMood", "Enter how you are, or how you were up to a year ago", tag), h.add)
	huma.Register(a, op(http.MethodGet, "/mood/{mood}", "getMood", "One of your entries", tag), h.get)
	once(a, op(http.MethodPut, "/mood/{mood}", "updateMood", "Change an entry", tag), h.update)
	once(a, op(http.MethodDelete, "/mood/{mood}", "removeMood", "Delete an entry for good", tag), h.remove)
	huma.Register(a, op(http.MethodGet, "/mood/triggers", "listTriggers", "Your own words for what plays a part", tag), h.triggers)
	huma.Register(a, op(http.MethodGet, "/mood/two-weeks", "listQuestionnaires", "What you answered to the PHQ-9, newest first", tag), h.rounds)
	once(a, op(http.MethodPost, "/mood/two-weeks", "answerQuestionnaire", "Answer the PHQ-9, at most every two weeks", tag), h.answer)
	once(a, op(http.MethodDelete, "/mood/two-weeks/{round}", "removeQuestionnaire", "Delete what you answered once, for good", tag), h.dropRound)
	once(a, op(http.MethodDelete, "/mood/triggers/{trigger}", "removeTrigger", "Take a word off your list and off every entry", tag), h.dropTrigger)
}

// MoodFigures are 1 to 10 each; 0 or left out is: not said.
type MoodFigures struct {
	Mood    int `json:"mood" minimum:"1" maximum:"10"`
	Anxiety int `json:"anxiety,omitempty" minimum:"0" maximum:"10"`
	Stress  int `json:"stress,omitempty" minimum:"0" maximum:"10"`
	Energy  int `json:"energy,omitempty" minimum:"0" maximum:"10"`
}

// MoodFields are what somebody enters.
type MoodFields struct {
	MoodFigures
	At       time.Time `json:"at,omitzero" doc:"left out: now; up to a year back"`
	Zone     string    `json:"zone,omitempty" maxLength:"64" doc:"IANA zone in which it was so; decides the day"`
	Note     string    `json:"note,omitempty" maxLength:"4000"`
	Triggers []string  `json:"triggers,omitempty" maxItems:"10" doc:"words; new ones join your own list"`
}

func (f MoodFields) draft(key uuid.UUID) mood.Draft {
	return mood.Draft{Figures: mood.Figures(f.MoodFigures), At: f.At, Zone: f.Zone, Note: f.Note, Triggers: f.Triggers, Key: key}
}

// MoodView is an entry.
type MoodView struct {
	ID       uuid.UUID `json:"id" format:"uuid"`
	Day      string    `json:"day" format:"date" doc:"your local day"`
	At       time.Time `json:"at"`
	Zone     string    `json:"zone"`
	Note     string    `json:"note,omitempty"`
	Triggers []string  `json:"triggers"`
	Version  int64     `json:"version"`
	MoodFigures
}

func viewMood(e mood.Entry) MoodView {
	v := MoodView{ID: e.ID, MoodFigures: MoodFigures(e.Figures), At: e.At, Day: e.Day.Format(time.DateOnly), Zone: e.Zone.String(), Note: e.Note, Version: e.Version, Triggers: []string{}}
	for _, t := range e.Triggers {
		v.Triggers = append(v.Triggers, t.Name)
	}
	return v
}

func (h moods) list(ctx context.Context, in *PageQuery) (*Out[[]MoodView], error) {
	list, total, err := h.service.List(ctx, identity.PrincipalFrom(ctx), in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]MoodView, len(list))
	for i, e := range list {
		out[i] = viewMood(e)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type moodDaysInput struct {
	From string `query:"from" format:"date" required:"true"`
	To   string `query:"to" format:"date" required:"true" doc:"at most a year after from"`
}

// MoodPoint is an entry without words.
type MoodPoint struct {
	ID  uuid.UUID `json:"id" format:"uuid"`
	Day string    `json:"day" format:"date"`
	At  time.Time `json:"at"`
	MoodFigures
}

func (h moods) days(ctx context.Context, in *moodDaysInput) (*Out[[]MoodPoint], error) {
	from, err := dateOf("from", in.From)
	if err != nil {
		return nil, err
	}
	to, err := dateOf("to", in.To)
	if err != nil {
		return nil, err
	}
	if to.Sub(from) > 366*24*time.Hour {
		return nil, apperr.ErrValidation.WithFields(apperr.Field{Path: "to", Code: "range", Message: "Ask for a year at most."})
	}
	list, err := h.service.Between(ctx, identity.PrincipalFrom(ctx), from, to)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPoints(list)), nil
}

func viewPoints(list []mood.Point) []MoodPoint {
	out := make([]MoodPoint, len(list))
	for i, p := range list {
		out[i] = MoodPoint{ID: p.ID, Day: p.Day.Format(time.DateOnly), At: p.At, MoodFigures: MoodFigures(p.Figures)}
	}
	return out
}

type addMoodInput struct {
	IdempotencyHeader
	Body struct {
		MoodFields
		Key uuid.UUID `json:"key,omitzero" format:"uuid" doc:"your device's own key of this entry: however late and often it is sent, it is one entry"`
	}
}

func (h moods) add(ctx context.Context, in *addMoodInput) (*Out[MoodView], error) {
	e, err := h.service.Keep(ctx, identity.PrincipalFrom(ctx), in.Body.draft(in.Body.Key))
	return shownMood(ctx, e, err)
}

func shownMood(ctx context.Context, e mood.Entry, err error) (*Out[MoodView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewMood(e)), nil
}

// MoodRef is the path of one entry.
type MoodRef struct {
	Mood uuid.UUID `path:"mood" format:"uuid"`
}

func (h moods) get(ctx context.Context, in *MoodRef) (*Out[MoodView], error) {
	e, err := h.service.Get(ctx, identity.PrincipalFrom(ctx), in.Mood)
	return shownMood(ctx, e, err)
}

type updateMoodInput struct {
	MoodRef
	IdempotencyHeader
	Body struct {
		Versioned
		MoodFields
	}
}

func (h moods) update(ctx context.Context, in *updateMoodInput) (*Out[MoodView], error) {
	e, err := h.service.Edit(ctx, identity.PrincipalFrom(ctx), in.Mood, in.Body.Version, in.Body.draft(uuid.Nil))
	return shownMood(ctx, e, err)
}

type moodChange struct {
	MoodRef
	IdempotencyHeader
}

func (h moods) remove(ctx context.Context, in *moodChange) (*Out[Empty], error) {
	return answer(ctx, h.service.Remove(ctx, identity.PrincipalFrom(ctx), in.Mood))
}

// TriggerView is a word of one's own list.
type TriggerView struct {
	ID   uuid.UUID `json:"id" format:"uuid"`
	Name string    `json:"name"`
	Uses int       `json:"uses" doc:"entries with it"`
}

func (h moods) triggers(ctx context.Context, _ *struct{}) (*Out[[]TriggerView], error) {
	list, err := h.service.Triggers(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]TriggerView, len(list))
	for i, t := range list {
		out[i] = TriggerView(t)
	}
	return OK(ctx, out), nil
}

type dropTriggerInput struct {
	IdempotencyHeader
	Trigger uuid.UUID `path:"trigger" format:"uuid"`
}

func (h moods) dropTrigger(ctx context.Context, in *dropTriggerInput) (*Out[Empty], error) {
	return answer(ctx, h.service.DropTrigger(ctx, identity.PrincipalFrom(ctx), in.Trigger))
}
