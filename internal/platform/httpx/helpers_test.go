package httpx

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/platform/clock"
)

var testNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// syncBuffer is a log that may be written and read at the same time.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *syncBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// records returns the log lines with the message msg.
func (s *syncBuffer) records(t *testing.T, msg string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for line := range strings.Lines(s.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		if m["msg"] == msg {
			out = append(out, m)
		}
	}
	return out
}

func newStack(t testing.TB, opt Options) (*Stack, *syncBuffer) {
	t.Helper()
	log := &syncBuffer{}
	opt.Logger = slog.New(slog.NewJSONHandler(log, nil))
	if opt.Clock == nil {
		opt.Clock = clock.NewFake(testNow)
	}
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

func do(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

func get(path string, headers ...string) *http.Request {
	return request(http.MethodGet, path, "", headers...)
}

func request(method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body == "" {
		r = httptest.NewRequest(method, path, nil)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

func text(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(s)) }
}

func prefixes(s ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range s {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// failure decodes an error envelope.
func failure(t *testing.T, rec *httptest.ResponseRecorder) *ErrorBody {
	t.Helper()
	var e Envelope[any]
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil {
		t.Fatalf("body %q: %v", rec.Body, err)
	}
	if e.Success || e.Error == nil {
		t.Fatalf("not a failure: %s", rec.Body)
	}
	return e.Error
}
