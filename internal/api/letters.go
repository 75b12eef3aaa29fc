package api

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings"
)

// LetterView is a letter in one language.
type LetterView struct {
	Name     string       `json:"name"`
	Language string       `json:"language"`
	Subject  string       `json:"subject"`
	Body     string       `json:"body"`
	Own      bool         `json:"own" doc:"in an operator's words; false: as the program brings it"`
	Version  int64        `json:"version" doc:"what saveLetter and restoreLetter want to see; 1 until somebody changed it"`
	Changed  *TouchedView `json:"changed,omitempty"`
}

func viewLetter(s settings.LetterState) LetterView {
	return LetterView{s.Name, s.Lang, s.Words.Subject, s.Words.Body, s.Changed, s.Version, touched(s.Touched)}
}

func (h setup) letters(ctx context.Context, _ *struct{}) (*Out[[]LetterView], error) {
	list, err := h.settings.LetterList(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]LetterView, len(list))
	for i, s := range list {
		out[i] = viewLetter(s)
	}
	return OK(ctx, out), nil
}

// LetterPath names a letter in one language.
type LetterPath struct {
	Language string `path:"language" maxLength:"3"`
	Letter   string `path:"letter" maxLength:"60"`
}

func (h setup) letter(ctx context.Context, in *LetterPath) (*Out[LetterView], error) {
	s, err := h.settings.LetterOf(ctx, identity.PrincipalFrom(ctx), in.Language, in.Letter)
	return answerLetter(ctx, s, err)
}

func answerLetter(ctx context.Context, s settings.LetterState, err error) (*Out[LetterView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewLetter(s)), nil
}

// WordsBody is a letter as somebody writes it.
type WordsBody struct {
	Subject string `json:"subject" minLength:"1" maxLength:"200"`
	Body    string `json:"body" minLength:"1" maxLength:"8000" doc:"paragraphs; one that begins with -> Label: {{.Link}} is a button"`
}

type saveLetterInput struct {
	IdempotencyHeader
	LetterPath
	Body struct {
		WordsBody
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h setup) saveLetter(ctx context.Context, in *saveLetterInput) (*Out[LetterView], error) {
	s, err := h.settings.SaveLetter(ctx, identity.PrincipalFrom(ctx), in.Language, in.Letter, notify.Words{Subject: in.Body.Subject, Body: in.Body.Body}, in.Body.Version)
	return answerLetter(ctx, s, err)
}

type restoreLetterInput struct {
	IdempotencyHeader
	LetterPath
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h setup) restoreLetter(ctx context.Context, in *restoreLetterInput) (*Out[LetterView], error) {
	s, err := h.settings.RestoreLetter(ctx, identity.PrincipalFrom(ctx), in.Language, in.Letter, in.Body.Version)
	return answerLetter(ctx, s, err)
}

type previewLetterInput struct {
	LetterPath
	Body WordsBody
}

// LetterPreview is a letter with example data.
type LetterPreview struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

func (h setup) previewLetter(ctx context.Context, in *previewLetterInput) (*Out[LetterPreview], error) {
	subject, text, markup, err := h.settings.PreviewLetter(identity.PrincipalFrom(ctx), in.Language, in.Letter, notify.Words{Subject: in.Body.Subject, Body: in.Body.Body})
	if err != nil {
		return nil, err
	}
	return OK(ctx, LetterPreview{subject, text, markup}), nil
}
