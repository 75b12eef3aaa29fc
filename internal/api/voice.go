package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
)

// voice registers transcripts. It is there only where a transcriber is configured, and takes no key: nothing is kept.
func (h talks) voice(a huma.API) {
	o := op(http.MethodPost, "/transcripts", "transcribe", "Write a recording down, for its speaker to read before it is sent; it is judged for danger, and kept nowhere", "conversations")
	o.MaxBodyBytes = companion.MaxAudio + 1 // one more, so that the refusal says why
	huma.Register(a, o, h.transcribe)
}

type transcribeInput struct {
	Language string `query:"language" maxLength:"35" doc:"BCP 47, that is spoken; left out: your account's"`
	RawBody  []byte `contentType:"application/octet-stream" doc:"WAV, Ogg, WebM, M4A, MP3 or FLAC, at most 6 MB and five minutes"`
}

// TranscriptView is what was understood.
type TranscriptView struct {
	Words string `json:"words"`
}

func (h talks) transcribe(ctx context.Context, in *transcribeInput) (*Out[TranscriptView], error) {
	who := identity.PrincipalFrom(ctx)
	if in.Language == "" {
		in.Language = who.Locale
	}
	words, err := h.service.Transcribe(ctx, who, bytes.NewReader(in.RawBody), in.Language)
	if err != nil {
		return nil, err
	}
	return OK(ctx, TranscriptView{words}), nil
}
