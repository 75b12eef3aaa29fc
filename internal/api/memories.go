package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

func (h talks) memories(a huma.API) {
	const tag = "memories"
	huma.Register(a, op(http.MethodGet, "/memories", "listMemories", "What the companion remembers of you, latest first", tag), h.remembered)
	once(a, op(http.MethodPost, "/memories", "addMemory", "Let it remember a sentence of yours", tag), h.remember)
	once(a, op(http.MethodPut, "/memories/{memory}", "correctMemory", "Correct what is remembered", tag), h.correct)
	once(a, op(http.MethodDelete, "/memories/{memory}", "removeMemory", "Delete one thing that is remembered", tag), h.forget)
	once(a, op(http.MethodDelete, "/memories", "removeMemories", "Delete everything that is remembered", tag), h.forgetAll)
}

// MemoryView is one thing that is remembered.
type MemoryView struct {
	ID             uuid.UUID  `json:"id" format:"uuid"`
	Words          string     `json:"words"`
	ConversationID *uuid.UUID `json:"conversationId,omitempty" doc:"where you said it"`
	Own            bool       `json:"own" doc:"written or corrected here by you"`
	KeptAt         time.Time  `json:"keptAt"`
	TouchedAt      time.Time  `json:"touchedAt"`
}

func viewMemory(m companion.Memory) MemoryView {
	v := MemoryView{ID: m.ID, Words: m.Words, Own: m.ByPerson, KeptAt: m.KeptAt, TouchedAt: m.TouchedAt}
	if m.FromSession != uuid.Nil {
		v.ConversationID = &m.FromSession
	}
	return v
}

func (h talks) remembered(ctx context.Context, in *PageQuery) (*Out[[]MemoryView], error) {
	all, err := h.service.Memories(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	from := min((in.Page-1)*in.Limit, len(all))
	list := all[from:min(from+in.Limit, len(all))]
	return OKPage(ctx, viewAll(list, viewMemory), in.Page, in.Limit, len(all)), nil
}

// MemoryFields are what is to be remembered.
type MemoryFields struct {
	Words string `json:"words" minLength:"1" maxLength:"100000" doc:"at most 500 characters"`
}

type rememberInput struct {
	IdempotencyHeader
	Body MemoryFields
}

func (h talks) remember(ctx context.Context, in *rememberInput) (*Out[MemoryView], error) {
	m, err := h.service.Remember(ctx, identity.PrincipalFrom(ctx), in.Body.Words)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewMemory(m)), nil
}

type correctInput struct {
	IdempotencyHeader
	Memory uuid.UUID `path:"memory" format:"uuid"`
	Body   MemoryFields
}

func (h talks) correct(ctx context.Context, in *correctInput) (*Out[Empty], error) {
	return answer(ctx, h.service.Correct(ctx, identity.PrincipalFrom(ctx), in.Memory, in.Body.Words))
}

type forgetInput struct {
	IdempotencyHeader
	Memory uuid.UUID `path:"memory" format:"uuid"`
}

func (h talks) forget(ctx context.Context, in *forgetInput) (*Out[Empty], error) {
	return answer(ctx, h.service.Forget(ctx, identity.PrincipalFrom(ctx), in.Memory))
}

type forgetAllInput struct{ IdempotencyHeader }

func (h talks) forgetAll(ctx context.Context, _ *forgetAllInput) (*Out[Empty], error) {
	return answer(ctx, h.service.ForgetAll(ctx, identity.PrincipalFrom(ctx)))
}

// EverythingView is everything that the companion holds of you.
type EverythingView struct {
	Conversations []ConversationView `json:"conversations"`
	Messages      []MessageView      `json:"messages" doc:"in the order of time"`
	Runs          []ExerciseRunView  `json:"exerciseRuns"`
	Memories      []MemoryView       `json:"memories"`
}

func (h talks) export(ctx context.Context, _ *struct{}) (*Out[EverythingView], error) {
	who := identity.PrincipalFrom(ctx)
	all, err := h.service.Export(ctx, who)
	if err != nil {
		return nil, err
	}
	return OK(ctx, EverythingView{viewAll(all.Sessions, viewConversation), viewAll(all.Messages, viewMessage), viewAll(all.Runs, viewExerciseRun(base(who.Locale))), viewAll(all.Memories, viewMemory)}), nil
}
