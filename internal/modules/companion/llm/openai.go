package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/platform/secret"
)

// openai asks chat/completions, which most servers for models answer.
type openai struct {
	base  string
	key   secret.Text
	model string
}

func (d openai) request(ctx context.Context, p companion.Prompt) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{"model": d.model, "stream": true, "max_tokens": maxTokens, "temperature": 0.4,
		"messages": append([]turn{{"system", system(p)}}, turns(p)...)})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	if key := d.key.Reveal(); key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	return r, nil
}

func (openai) piece(data []byte) (string, bool, error) {
	if string(data) == "[DONE]" {
		return "", true, nil
	}
	var e struct {
		Choices []struct {
			Delta struct{ Content string }
		}
	}
	if err := json.Unmarshal(data, &e); err != nil {
		return "", false, err
	}
	if len(e.Choices) == 0 {
		return "", false, nil
	}
	return e.Choices[0].Delta.Content, false, nil
}
