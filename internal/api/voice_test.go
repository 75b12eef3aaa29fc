package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"klear/internal/platform/config"
)

// TestTranscripts over REST: words come back, are judged by then, and nothing is kept; what is no recording, and who did not
// read the first page, get no further.
func TestTranscripts(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"text":"I have the pills here and I am going to kill myself tonight"}`)
	}))
	t.Cleanup(server.Close)
	w := newWorldWith(t, func(c *config.Config) { c.VoiceURL, c.VoiceModel = server.URL+"/v1", "small" })
	w.account("kavya@example.org", "seeker")
	who, _ := w.tokens("kavya@example.org")
	send := func(bearer, recording string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/transcripts", strings.NewReader(recording))
		r.Header.Set("Content-Type", "application/octet-stream")
		if bearer != "" {
			r.Header.Set("Authorization", "Bearer "+bearer)
		}
		return w.serve(r)
	}
	if got := send("", "OggS and more"); got.Code != http.StatusUnauthorized {
		t.Errorf("nobody: %d", got.Code)
	}
	if got := send(who, "OggS and more"); got.Code != http.StatusConflict {
		t.Errorf("before the first page: %d", got.Code)
	}
	w.data(w.call("PUT", "/conversations/welcome", who, object{"remember": false}))
	if got := w.data(send(who, "OggS and more")); !strings.HasPrefix(got["words"].(string), "I have the pills") {
		t.Errorf("%v", got)
	}
	if card := w.data(w.call("GET", "/safety/card", who, nil)); card["pinned"] != true {
		t.Error("what was spoken in danger was not heard")
	}
	if got := send(who, "no recording"); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "audio_unreadable") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	var n int
	if err := w.db.QueryRow(t.Context(), "select count(*) from companion.message").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d messages are kept, %v", n, err)
	}
}
