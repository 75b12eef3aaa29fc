package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/platform/secret"
)

// anthropicScheme goes before the address of a server that speaks Anthropic's dialect.
const anthropicScheme = "anthropic+"

// anthropic asks /messages.
type anthropic struct {
	base  string
	key   secret.Text
	model string
}

func (d anthropic) request(ctx context.Context, p companion.Prompt) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{"model": d.model, "stream": true, "max_tokens": maxTokens, "temperature": 0.4, "system": system(p), "messages": turns(p)})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+"/messages", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Anthropic-Version", "2023-06-01")
	r.Header.Set("X-Api-Key", d.key.Reveal())
	return r, nil
}

func (anthropic) piece(data []byte) (string, bool, error) {
	var e struct {
		Type  string
		Delta struct{ Text string }
	}
	if err := json.Unmarshal(data, &e); err != nil {
		return "", false, err
	}
	switch e.Type {
	case "content_block_delta":
		return e.Delta.Text, false, nil
	case "message_stop":
		return "", true, nil
	case "error":
		return "", false, errors.New("llm: the model's server reported an error")
	}
	return "", false, nil
}
