package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/flags"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// setup serves what operators change without a developer.
type setup struct{ settings *settings.Service }

// Settings registers admin/flags and admin/letters.
func Settings(a huma.API, s *settings.Service) {
	h := setup{s}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/flags", "listFlags", "The areas that can be switched off, and whether they are on (operators)", tag), h.flags)
	once(a, op(http.MethodPut, "/admin/flags/{flag}", "setFlag", "Switch an area on or off: its pages, its operations and all links to it (operators)", tag), h.setFlag)
	const letter = "/admin/letters/{language}/{letter}"
	huma.Register(a, op(http.MethodGet, "/admin/letters", "listLetters", "All letters in all languages as they go out (operators)", tag), h.letters)
	huma.Register(a, op(http.MethodGet, letter, "getLetter", "One letter (operators)", tag), h.letter)
	once(a, op(http.MethodPut, letter, "saveLetter", "Put one's own words in place of a letter (operators)", tag), h.saveLetter)
	once(a, op(http.MethodPost, letter+"/restore", "restoreLetter", "Bring the original letter back (operators)", tag), h.restoreLetter)
	huma.Register(a, op(http.MethodPost, letter+"/preview", "previewLetter", "How words would read with example data; nothing is kept (operators)", tag), h.previewLetter)
}

// TouchedView says who changed something last.
type TouchedView struct {
	By uuid.UUID `json:"by" format:"uuid"`
	At time.Time `json:"at"`
}

func touched(t settings.Touched) *TouchedView {
	if t.At.IsZero() {
		return nil
	}
	return &TouchedView{t.By, t.At}
}

// FlagView is one switch. What keeps people safe has none.
type FlagView struct {
	Name    flags.Name   `json:"name"`
	Does    string       `json:"does" doc:"what there is while it is on"`
	Owner   string       `json:"owner" doc:"the module that asks"`
	Default bool         `json:"default"`
	On      bool         `json:"on"`
	Version int64        `json:"version" doc:"what setFlag wants to see; 1 until somebody decided"`
	Changed *TouchedView `json:"changed,omitempty"`
}

func viewFlag(f settings.FlagState) FlagView {
	return FlagView{f.Name, f.Does, f.Owner, f.Default, f.On, f.Version, touched(f.Touched)}
}

func (h setup) flags(ctx context.Context, _ *struct{}) (*Out[[]FlagView], error) {
	list, err := h.settings.FlagList(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]FlagView, len(list))
	for i, f := range list {
		out[i] = viewFlag(f)
	}
	return OK(ctx, out), nil
}

type flagInput struct {
	IdempotencyHeader
	Flag flags.Name `path:"flag" maxLength:"40"`
	Body struct {
		On      bool  `json:"on"`
		Version int64 `json:"version" minimum:"1" doc:"as listFlags told it"`
	}
}

func (h setup) setFlag(ctx context.Context, in *flagInput) (*Out[FlagView], error) {
	f, err := h.settings.SetFlag(ctx, identity.PrincipalFrom(ctx), in.Flag, in.Body.On, in.Body.Version)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewFlag(f)), nil
}
