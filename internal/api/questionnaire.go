package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/apperr"
)

// RoundView is the questionnaire as it was answered once.
type RoundView struct {
	ID      uuid.UUID `json:"id" format:"uuid"`
	Day     string    `json:"day" format:"date" doc:"your local day"`
	At      time.Time `json:"at"`
	Answers []int     `json:"answers" doc:"0 not at all, 1 several days, 2 more than half the days, 3 nearly every day"`
	Sum     int       `json:"sum" doc:"0 to 27"`
	Band    string    `json:"band" enum:"minimal,mild,moderate,moderately_severe,severe" doc:"what the authors call the sum (Kroenke, Spitzer, Williams 2001); no diagnosis"`
}

func viewRound(r mood.Round) RoundView {
	return RoundView{r.ID, r.Day.Format(time.DateOnly), r.At, r.Answers, r.Sum(), string(r.Band())}
}

// RoundsView is everything that was answered.
type RoundsView struct {
	Next   string      `json:"next,omitempty" format:"date" doc:"the day from which it can be answered again; left out when nothing was answered"`
	Rounds []RoundView `json:"rounds"`
}

func (h moods) rounds(ctx context.Context, _ *struct{}) (*Out[RoundsView], error) {
	list, err := h.service.Rounds(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	v := RoundsView{Rounds: make([]RoundView, len(list))}
	for i, r := range list {
		v.Rounds[i] = viewRound(r)
	}
	if len(list) > 0 {
		v.Next = list[0].Next().Format(time.DateOnly)
	}
	return OK(ctx, v), nil
}

// answerInput has no bounds in its schema: the last answer is judged before a fault is found in any other.
type answerInput struct {
	IdempotencyHeader
	Body struct {
		Answers []int  `json:"answers" doc:"to the nine questions in their order, 0 to 3 each; -1 is not answered and refused"`
		Zone    string `json:"zone,omitempty" doc:"IANA zone; decides the day"`
	}
}

// AnsweredView is what was kept. Help is what answers the ninth question above 0: show it before anything else.
type AnsweredView struct {
	RoundView
	Help string `json:"help,omitempty" doc:"show it at once, whole; in an error it is in the details"`
}

func (h moods) answer(ctx context.Context, in *answerInput) (*Out[AnsweredView], error) {
	r, help, err := h.service.Answer(ctx, identity.PrincipalFrom(ctx), mood.Filled{Answers: in.Body.Answers, Zone: in.Body.Zone})
	if err != nil {
		return nil, withHelp(err, help)
	}
	return OK(ctx, AnsweredView{viewRound(r), help.Words}), nil
}

// errUnkept is said where help is all that could be given.
var errUnkept = apperr.New(apperr.Unavailable, "answers_not_kept", "Your answers could not be kept. Try again later.")

// withHelp puts the words that answer danger into the details of an error, whatever failed.
func withHelp(err error, help mood.Help) error {
	if help.Words == "" {
		return err
	}
	e, known := apperr.As(err)
	if !known {
		e = errUnkept.With(err)
	}
	return e.WithFields().WithDetails(struct {
		Help   string         `json:"help"`
		Fields []apperr.Field `json:"fields,omitempty"`
	}{help.Words, e.Fields})
}

type roundChange struct {
	IdempotencyHeader
	Round uuid.UUID `path:"round" format:"uuid"`
}

func (h moods) dropRound(ctx context.Context, in *roundChange) (*Out[Empty], error) {
	return answer(ctx, h.service.DropRound(ctx, identity.PrincipalFrom(ctx), in.Round))
}
