package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/share"
)

// sharing serves both sides of what is shared: whose it is, and who may read it.
type sharing struct{ service *share.Service }

// Sharing registers sharing/* of whose it is and shared/* of who reads.
func Sharing(a huma.API, s *share.Service) {
	h := sharing{s}
	const tag = "sharing"
	huma.Register(a, op(http.MethodGet, "/sharing", "listSharing", "What you share and shared, latest first, with how often it was read", tag), h.given)
	once(a, op(http.MethodPost, "/sharing", "share", "Let a practitioner with whom you have or had a session read what you choose, until a day", tag), h.give)
	huma.Register(a, op(http.MethodGet, "/sharing/{share}/reads", "listReads", "Every time that something was read, latest first", tag), h.reads)
	once(a, op(http.MethodDelete, "/sharing/{share}", "endSharing", "End it at once", tag), h.end)
	huma.Register(a, op(http.MethodGet, "/shared", "listShared", "What is shared with you at this moment", tag), h.open)
	huma.Register(a, op(http.MethodGet, "/shared/{share}/mood", "readSharedMood", "The figures of the last 13 weeks, without words; its person sees that you read", tag), h.mood)
	huma.Register(a, op(http.MethodGet, "/shared/{share}/goals", "readSharedGoals", "Goals and how far they are, without reasons and notes; its person sees that you read", tag), h.goals)
	huma.Register(a, op(http.MethodGet, "/shared/{share}/insights", "readSharedInsights", "The last look at their entries; its person sees that you read", tag), h.insights)
}

// SharingView is what somebody lets somebody read.
type SharingView struct {
	ID       uuid.UUID  `json:"id" format:"uuid"`
	Name     string     `json:"name" doc:"of the other side"`
	Kinds    []string   `json:"kinds" doc:"mood, goals, insights"`
	From     time.Time  `json:"from"`
	Until    time.Time  `json:"until" doc:"from this moment on nothing is read"`
	Reads    int        `json:"reads,omitempty"`
	LastRead *time.Time `json:"lastRead,omitempty"`
}

func viewSharing(list []share.Consent) []SharingView {
	out := make([]SharingView, len(list))
	for i, c := range list {
		out[i] = SharingView{ID: c.ID, Name: c.Name, From: c.GivenAt, Until: c.Until, Reads: c.Reads}
		for _, k := range c.Kinds {
			out[i].Kinds = append(out[i].Kinds, string(k))
		}
		if !c.LastRead.IsZero() {
			out[i].LastRead = &c.LastRead
		}
	}
	return out
}

func (h sharing) given(ctx context.Context, _ *struct{}) (*Out[[]SharingView], error) {
	list, err := h.service.Given(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewSharing(list)), nil
}

type giveInput struct {
	IdempotencyHeader
	Body struct {
		PractitionerID uuid.UUID `json:"practitionerId" format:"uuid"`
		Kinds          []string  `json:"kinds" minItems:"1" maxItems:"3" enum:"mood,goals,insights"`
		Days           int       `json:"days" minimum:"1" maximum:"365"`
	}
}

// SharedID names what was shared.
type SharedID struct {
	ID uuid.UUID `json:"id" format:"uuid"`
}

func (h sharing) give(ctx context.Context, in *giveInput) (*Out[SharedID], error) {
	t := share.Terms{Practitioner: in.Body.PractitionerID, Days: in.Body.Days}
	for _, k := range in.Body.Kinds {
		t.Kinds = append(t.Kinds, share.Kind(k))
	}
	id, err := h.service.Give(ctx, identity.PrincipalFrom(ctx), t)
	if err != nil {
		return nil, err
	}
	return OK(ctx, SharedID{id}), nil
}

// ShareRef is the path of what is shared.
type ShareRef struct {
	Share uuid.UUID `path:"share" format:"uuid"`
}

// ReadView is one read.
type ReadView struct {
	Kind string    `json:"kind" enum:"mood,goals,insights"`
	At   time.Time `json:"at"`
}

func (h sharing) reads(ctx context.Context, in *ShareRef) (*Out[[]ReadView], error) {
	list, err := h.service.Readings(ctx, identity.PrincipalFrom(ctx), in.Share)
	if err != nil {
		return nil, err
	}
	out := make([]ReadView, len(list))
	for i, r := range list {
		out[i] = ReadView{string(r.Kind), r.At}
	}
	return OK(ctx, out), nil
}

type endSharingInput struct {
	ShareRef
	IdempotencyHeader
}

func (h sharing) end(ctx context.Context, in *endSharingInput) (*Out[Empty], error) {
	return answer(ctx, h.service.End(ctx, identity.PrincipalFrom(ctx), in.Share))
}

func (h sharing) open(ctx context.Context, _ *struct{}) (*Out[[]SharingView], error) {
	list, err := h.service.Open(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewSharing(list)), nil
}

func (h sharing) mood(ctx context.Context, in *ShareRef) (*Out[[]MoodPoint], error) {
	list, err := h.service.ReadMood(ctx, identity.PrincipalFrom(ctx), in.Share)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewPoints(list)), nil
}

func (h sharing) goals(ctx context.Context, in *ShareRef) (*Out[[]GoalView], error) {
	list, err := h.service.ReadGoals(ctx, identity.PrincipalFrom(ctx), in.Share)
	if err != nil {
		return nil, err
	}
	out := make([]GoalView, len(list))
	for i, g := range list {
		out[i] = viewGoal(g)
	}
	return OK(ctx, out), nil
}

// SharedInsights are claims about a client's entries.
type SharedInsights struct {
	At       *time.Time          `json:"at,omitempty"`
	Days     int                 `json:"days"`
	Insights []SharedInsightView `json:"insights"`
}

// SharedInsightView is a claim with the word that it mentions.
type SharedInsightView struct {
	InsightView
	Word string `json:"word,omitempty"`
}

func (h sharing) insights(ctx context.Context, in *ShareRef) (*Out[SharedInsights], error) {
	r, words, err := h.service.ReadInsights(ctx, identity.PrincipalFrom(ctx), in.Share)
	if err != nil {
		return nil, err
	}
	v := SharedInsights{Days: r.Days, Insights: []SharedInsightView{}}
	if !r.At.IsZero() {
		v.At = &r.At
	}
	for _, c := range r.Claims {
		v.Insights = append(v.Insights, SharedInsightView{viewInsight(c), words[c.Trigger]})
	}
	return OK(ctx, v), nil
}
