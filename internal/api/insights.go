package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
)

// insights serves what a person's own entries show, to them alone.
type insights struct{ service *insight.Service }

// Insights registers insights/*.
func Insights(a huma.API, s *insight.Service) {
	h := insights{s}
	const tag = "insights"
	huma.Register(a, op(http.MethodGet, "/insights", "getInsights", "The last look at your entries, and what it found", tag), h.latest)
	once(a, op(http.MethodPost, "/insights", "lookForInsights", "Look at your entries now, at most once an hour", tag), h.look)
	huma.Register(a, op(http.MethodGet, "/insights/{insight}", "getInsight", "One claim with the entries that it was read from", tag), h.one)
	once(a, op(http.MethodPut, "/insights/{insight}", "decideInsight", "Say that you saw it, or that it is wrong: then it stays unsaid", tag), h.decide)
}

// InsightView is a claim.
type InsightView struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	Kind      string     `json:"kind" enum:"trend,weekday,trigger"`
	Figure    string     `json:"figure" enum:"mood,anxiety,stress,energy"`
	Weekday   string     `json:"weekday,omitempty" doc:"of a weekday: the day that differs most"`
	TriggerID *uuid.UUID `json:"triggerId,omitempty" format:"uuid"`
	Up        bool       `json:"up"`
	Effect    float64    `json:"effect" doc:"of a trend: points a week (Theil-Sen); else the difference of the means"`
	MeanWith  float64    `json:"meanWith" doc:"of a trend: of the first half"`
	MeanOther float64    `json:"meanOther"`
	Days      int        `json:"days" doc:"n: at least 8"`
	DaysWith  int        `json:"daysWith"`
	P         float64    `json:"p" doc:"trend: Mann-Kendall; weekday: Kruskal-Wallis by permutation; trigger: difference of means by permutation"`
	Q         float64    `json:"q" doc:"p after Benjamini and Hochberg over all tests of the look: at most 0.05"`
	Verdict   string     `json:"verdict" enum:"open,acknowledged,wrong"`
}

func viewInsight(c insight.Claim) InsightView {
	v := InsightView{ID: c.ID, Kind: string(c.Kind), Figure: string(c.Figure), Up: c.Up, Effect: c.Effect, MeanWith: c.MeanWith, MeanOther: c.MeanOther,
		Days: c.Days, DaysWith: c.DaysWith, P: c.P, Q: c.Q, Verdict: string(c.Verdict)}
	switch c.Kind {
	case insight.Weekday:
		v.Weekday = c.Weekday.String()
	case insight.Trigger:
		v.TriggerID = &c.Trigger
	}
	return v
}

// InsightsView is a look.
type InsightsView struct {
	At       *time.Time    `json:"at,omitempty" doc:"left out: nobody looked yet"`
	Days     int           `json:"days" doc:"with entries that it read"`
	HaveDays int           `json:"haveDays" doc:"with entries now; below 8 nothing is said"`
	Tests    int           `json:"tests"`
	Insights []InsightView `json:"insights"`
	Wrong    []InsightView `json:"wrong" doc:"what you called wrong"`
}

func shownInsights(ctx context.Context, r insight.Report, err error) (*Out[InsightsView], error) {
	if err != nil {
		return nil, err
	}
	v := InsightsView{Days: r.Days, HaveDays: r.HaveDays, Tests: r.Tests, Insights: viewInsights(r.Claims), Wrong: viewInsights(r.Hidden)}
	if !r.At.IsZero() {
		v.At = &r.At
	}
	return OK(ctx, v), nil
}

func viewInsights(list []insight.Claim) []InsightView {
	out := make([]InsightView, len(list))
	for i, c := range list {
		out[i] = viewInsight(c)
	}
	return out
}

func (h insights) latest(ctx context.Context, _ *struct{}) (*Out[InsightsView], error) {
	r, err := h.service.Latest(ctx, identity.PrincipalFrom(ctx))
	return shownInsights(ctx, r, err)
}

type lookInput struct{ IdempotencyHeader }

func (h insights) look(ctx context.Context, _ *lookInput) (*Out[InsightsView], error) {
	r, err := h.service.Look(ctx, identity.PrincipalFrom(ctx))
	return shownInsights(ctx, r, err)
}

// InsightRef is the path of one claim.
type InsightRef struct {
	Insight uuid.UUID `path:"insight" format:"uuid"`
}

// InsightDetail is a claim with what it was read from.
type InsightDetail struct {
	InsightView
	Entries []MoodPoint `json:"entries" doc:"oldest first; those deleted since are left out"`
}

func (h insights) one(ctx context.Context, in *InsightRef) (*Out[InsightDetail], error) {
	c, points, err := h.service.One(ctx, identity.PrincipalFrom(ctx), in.Insight)
	if err != nil {
		return nil, err
	}
	return OK(ctx, InsightDetail{viewInsight(c), viewPoints(points)}), nil
}

type decideInsightInput struct {
	InsightRef
	IdempotencyHeader
	Body struct {
		Verdict string `json:"verdict" enum:"acknowledged,wrong,open"`
	}
}

func (h insights) decide(ctx context.Context, in *decideInsightInput) (*Out[Empty], error) {
	return answer(ctx, h.service.Decide(ctx, identity.PrincipalFrom(ctx), in.Insight, insight.Verdict(in.Body.Verdict)))
}
