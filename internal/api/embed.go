package api

import "context"

// EmbedView is where a booking box may be shown.
type EmbedView struct {
	Origins []string `json:"origins" maxItems:"10" doc:"scheme, host and port; https only, except on the machine itself" example:"[\"https://example.org\"]"`
}

func (h practitioners) embed(ctx context.Context, in *PractitionerPath) (*Out[EmbedView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	own, err := h.catalog.OwnEmbedOrigins(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, EmbedView{Origins: list(own)}), nil
}

type setEmbedInput struct {
	PractitionerPath
	IdempotencyHeader
	Body EmbedView
}

func (h practitioners) setEmbed(ctx context.Context, in *setEmbedInput) (*Out[EmbedView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := h.catalog.SetEmbedOrigins(ctx, who, in.ID, in.Body.Origins)
	if err != nil {
		return nil, err
	}
	return OK(ctx, EmbedView{Origins: kept}), nil
}
