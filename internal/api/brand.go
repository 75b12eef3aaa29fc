package api

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/theme"
)

// ToneBody is a colour as the theme grows from it.
type ToneBody struct {
	Hue    float64 `json:"hue" minimum:"0" maximum:"360" doc:"degrees of OKLCH"`
	Chroma float64 `json:"chroma" minimum:"0" maximum:"0.4" doc:"of OKLCH; 0 is grey"`
}

// ColoursBody are the numbers that every colour of a theme grows from.
type ColoursBody struct {
	Primary ToneBody `json:"primary"`
	Accent  ToneBody `json:"accent"`
	Neutral ToneBody `json:"neutral"`
}

func (c ColoursBody) colours() theme.Colours {
	return theme.Colours{Primary: theme.Tone(c.Primary), Accent: theme.Tone(c.Accent), Neutral: theme.Tone(c.Neutral)}
}

// LookBody is what an operator changes of a brand.
type LookBody struct {
	Name        string      `json:"name" minLength:"1" maxLength:"40"`
	LegalName   string      `json:"legalName" minLength:"1" maxLength:"120"`
	SupportMail string      `json:"supportMail" format:"email" maxLength:"254"`
	Colours     ColoursBody `json:"colours"`
}

func viewLook(l settings.Look) LookBody {
	c := l.Colours
	return LookBody{l.Name, l.LegalName, l.SupportMail, ColoursBody{ToneBody(c.Primary), ToneBody(c.Accent), ToneBody(c.Neutral)}}
}

// BrandView is the running brand as it stands.
type BrandView struct {
	LookBody
	File    LookBody     `json:"file" doc:"what the brand comes with, and what restoreBrand brings back"`
	Own     bool         `json:"own" doc:"something differs from file"`
	Version int64        `json:"version" doc:"what saveBrand and restoreBrand want to see; 1 until somebody changed it"`
	Changed *TouchedView `json:"changed,omitempty"`
}

func answerBrand(ctx context.Context, s settings.LookState, err error) (*Out[BrandView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, BrandView{viewLook(s.Look), viewLook(s.File), s.Changed, s.Version, touched(s.Touched)}), nil
}

func (h setup) brand(ctx context.Context, _ *struct{}) (*Out[BrandView], error) {
	s, err := h.settings.LookOf(ctx, identity.PrincipalFrom(ctx))
	return answerBrand(ctx, s, err)
}

type saveBrandInput struct {
	IdempotencyHeader
	Body struct {
		LookBody
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h setup) saveBrand(ctx context.Context, in *saveBrandInput) (*Out[BrandView], error) {
	b := in.Body
	look := settings.Look{Name: b.Name, LegalName: b.LegalName, SupportMail: b.SupportMail, Colours: b.Colours.colours()}
	s, err := h.settings.SaveLook(ctx, identity.PrincipalFrom(ctx), look, b.Version)
	return answerBrand(ctx, s, err)
}

type restoreBrandInput struct {
	IdempotencyHeader
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h setup) restoreBrand(ctx context.Context, in *restoreBrandInput) (*Out[BrandView], error) {
	s, err := h.settings.RestoreLook(ctx, identity.PrincipalFrom(ctx), in.Body.Version)
	return answerBrand(ctx, s, err)
}

// PairView is how legible one colour is on another.
type PairView struct {
	Fore  string   `json:"fore" doc:"token of the style sheet"`
	Back  string   `json:"back" doc:"token that it stands on"`
	Kind  string   `json:"kind" enum:"text,graphic"`
	Needs float64  `json:"needs" doc:"the least ratio by WCAG 2.2: 4.5 or 3"`
	Light SeenView `json:"light"`
	Dark  SeenView `json:"dark"`
}

// SeenView is a pair in one appearance.
type SeenView struct {
	Fore  string  `json:"fore" doc:"#rrggbb"`
	Back  string  `json:"back" doc:"#rrggbb"`
	Ratio float64 `json:"ratio"`
	Holds bool    `json:"holds"`
}

func viewPair(p theme.Pair) PairView {
	light, dark := p.Fails()
	seen := func(x theme.Painted, fails bool) SeenView {
		return SeenView{x.Fore.Hex(), x.Back.Hex(), x.Ratio, !fails}
	}
	return PairView{p.Fore, p.Back, map[bool]string{true: "graphic", false: "text"}[p.Graphic], p.Least(), seen(p.Light, light), seen(p.Dark, dark)}
}

func (h setup) checkBrand(ctx context.Context, in *struct{ Body ColoursBody }) (*Out[[]PairView], error) {
	pairs, err := h.settings.Measure(identity.PrincipalFrom(ctx), in.Body.colours())
	if err != nil {
		return nil, err
	}
	out := make([]PairView, len(pairs))
	for i, p := range pairs {
		out[i] = viewPair(p)
	}
	return OK(ctx, out), nil
}
