package llm

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/platform/clock"
	"klear/internal/platform/secret"
)

func voice(t *testing.T, url string, c clock.Clock) *Voice {
	t.Helper()
	v, err := NewVoice(Options{URL: url, Key: secret.New("key"), Model: "small", Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A recording goes as the dialect wants it, with nothing of the person but its language, and its words come back.
func TestVoice(t *testing.T) {
	t.Parallel()
	url, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		file, head, err := r.FormFile("file")
		if err != nil {
			t.Error(err)
			return
		}
		data, _ := io.ReadAll(file)
		if string(data) != "OggS…" || head.Filename != "recording.ogg" || head.Header.Get("Content-Type") != "audio/ogg" || r.FormValue("model") != "small" || r.FormValue("language") != "hi" ||
			r.Header.Get("Authorization") != "Bearer key" || r.URL.Path != "/v1/audio/transcriptions" {
			t.Errorf("%s %+v %v", r.URL, head, r.Form)
		}
		_, _ = io.WriteString(w, `{"text":"Good evening."}`)
	})
	got, err := voice(t, url, clock.NewFake(time.Now())).Transcribe(t.Context(), companion.Audio{Data: []byte("OggS…"), Type: "audio/ogg", Ending: "ogg", Language: "hi-IN"})
	if err != nil || got != "Good evening." {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := NewVoice(Options{URL: "anthropic+https://x/v1"}); err == nil {
		t.Error("a dialect without recordings is taken")
	}
}

// A server that fails is left alone for a while, and its words stay out of the error.
func TestABrokenVoiceIsLeftAlone(t *testing.T) {
	t.Parallel()
	url, n := server(t, fails(500))
	v := voice(t, url, clock.NewFake(time.Now()))
	for range failuresMost {
		if _, err := v.Transcribe(t.Context(), companion.Audio{}); err == nil || errors.Is(err, ErrResting) || strings.Contains(err.Error(), "secret words") {
			t.Fatal(err)
		}
	}
	if _, err := v.Transcribe(t.Context(), companion.Audio{}); !errors.Is(err, ErrResting) || n.Load() != failuresMost {
		t.Errorf("%v after %d questions", err, n.Load())
	}
}
