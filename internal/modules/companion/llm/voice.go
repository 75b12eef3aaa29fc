package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"

	"klear/internal/modules/companion"
	"klear/internal/platform/secret"
)

// Voice is a companion.Transcriber: any server that answers audio/transcriptions as OpenAI's does. It is safe for concurrent use.
type Voice struct {
	http    *http.Client
	base    string
	key     secret.Text
	model   string
	breaker *breaker
}

// NewVoice makes one. It asks nothing yet.
func NewVoice(o Options) (*Voice, error) {
	if err := Check(o.URL); err != nil || strings.HasPrefix(o.URL, anthropicScheme) {
		return nil, fmt.Errorf("%q is not https://host/v1", o.URL)
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	return &Voice{http: o.HTTP, base: strings.TrimRight(o.URL, "/"), key: o.Key, model: o.Model, breaker: &breaker{clock: o.Clock}}, nil
}

// Transcribe is companion.Transcriber, within Whole. Errors: ErrResting, those of the network, what the server says.
func (v *Voice) Transcribe(ctx context.Context, a companion.Audio) (string, error) {
	if !v.breaker.allows() {
		return "", ErrResting
	}
	ctx, cancel := context.WithTimeout(ctx, Whole)
	defer cancel()
	words, err := v.ask(ctx, a)
	v.breaker.note(err == nil)
	return words, err
}

func (v *Voice) ask(ctx context.Context, a companion.Audio) (string, error) {
	r, err := v.request(ctx, a)
	if err != nil {
		return "", err
	}
	res, err := v.http.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("llm: the server for recordings answered %d", res.StatusCode) // its body may repeat what was said
	}
	var out struct {
		Text string `json:"text"`
	}
	err = json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&out)
	return out.Text, err
}

func (v *Voice) request(ctx context.Context, a companion.Audio) (*http.Request, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := [][2]string{{"model", v.model}, {"response_format", "json"}}
	if lang, _, _ := strings.Cut(a.Language, "-"); len(lang) == 2 {
		fields = append(fields, [2]string{"language", lang})
	}
	for _, f := range fields {
		if err := form.WriteField(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="recording.` + a.Ending + `"`}, "Content-Type": {a.Type}})
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(a.Data); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+"/audio/transcriptions", &body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	if key := v.key.Reveal(); key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	return r, nil
}
