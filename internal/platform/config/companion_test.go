package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/secret"
)

func TestTheModel(t *testing.T) {
	const url, model, key = "--llm-url (LLM_URL)", "--llm-model (LLM_MODEL)", "--llm-key (LLM_KEY)"
	for name, tt := range map[string]struct {
		url, model, key string
		want            []string
	}{
		"none":             {"", "", "", nil},
		"whole":            {"https://api.example/v1", "small", "k", nil},
		"anthropic":        {"anthropic+https://api.example/v1", "small", "k", nil},
		"this machine":     {"http://127.0.0.1:11434/v1", "small", "", nil},
		"own network":      {"http://10.0.0.7:8000/v1", "small", "", nil},
		"no model":         {"https://api.example/v1", "", "", []string{model}},
		"no address":       {"", "small", "", []string{url}},
		"only a key":       {"", "", "k", []string{key}},
		"in the clear":     {"http://api.example/v1", "small", "k", []string{url}},
		"a key in the URL": {"https://k:s@api.example/v1", "small", "", []string{url}},
		"no URL":           {"api.example", "small", "", []string{url}},
	} {
		c := parse(t)
		c.LLMURL, c.LLMModel, c.LLMKey = tt.url, tt.model, secret.New(tt.key)
		if diff := cmp.Diff(tt.want, faultsOf(c.ValidateEnv(nil))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The server for recordings is held to the same, and has one dialect.
func TestTheVoice(t *testing.T) {
	for name, tt := range map[string]struct {
		url, model string
		want       int
	}{
		"none": {"", "", 0}, "whole": {"https://api.example/v1", "small", 0}, "no model": {"https://api.example/v1", "", 1}, "in the clear": {"http://api.example/v1", "small", 1},
		"another dialect": {"anthropic+https://api.example/v1", "small", 1},
	} {
		c := parse(t)
		c.VoiceURL, c.VoiceModel = tt.url, tt.model
		if got := faultsOf(c.ValidateEnv(nil)); len(got) != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Places and bars that nobody can read are named before anything starts.
func TestPlacesAreRead(t *testing.T) {
	for bars, want := range map[string]int{"": 0, "*=insights US-CA=dialogue,emotions": 0, "US-CA=talks": 1, "California=dialogue": 1} {
		c := parse(t)
		c.Bars = bars
		if got := faultsOf(c.ValidateEnv(nil)); len(got) != want {
			t.Errorf("%q: %v", bars, got)
		}
	}
}
