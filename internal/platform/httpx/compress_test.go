package httpx

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"pgregory.net/rapid"
)

func TestNegotiate(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]coding{
		"": identity, "identity": identity, "deflate": identity, "gzip": gzipped, "br": brotlied, "*": gzipped,
		"gzip, deflate, br, zstd": brotlied, "br;q=0, gzip": gzipped, "gzip;q=0": identity, "gzip;q=1.0, br;q=0.5": gzipped,
		"br;q=nonsense, gzip": gzipped, "GZIP": gzipped, "gzip;q=0.5;x": identity, ",,;": identity,
	} {
		if got := negotiate([]string{header}); got != want {
			t.Errorf("%q: %d, want %d", header, got, want)
		}
	}
}

func decode(t rapid.TB, rec *httptest.ResponseRecorder) []byte {
	t.Helper()
	var r io.Reader = rec.Body
	switch rec.Header().Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "br":
		r = brotli.NewReader(r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCompressionTable(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("klear ", 1000)
	s, _ := newStack(t, Options{})
	for _, c := range []struct {
		name, accept, contentType, body string
		method                          string
		status                          int
		encoding, vary                  string
	}{
		{"large HTML, brotli", "gzip, br", "text/html; charset=utf-8", big, "GET", 200, "br", "Accept-Encoding"},
		{"large JSON, gzip", "gzip", "application/json", big, "GET", 200, "gzip", "Accept-Encoding"},
		{"problem JSON", "gzip", "application/problem+json", big, "GET", 404, "gzip", "Accept-Encoding"},
		{"sniffed", "gzip", "", big, "GET", 200, "gzip", "Accept-Encoding"},
		{"small", "gzip", "text/html", "hi", "GET", 200, "", "Accept-Encoding"},
		{"client cannot", "", "text/html", big, "GET", 200, "", "Accept-Encoding"},
		{"picture", "gzip", "image/jpeg", big, "GET", 200, "", ""},
		{"events", "gzip", "text/event-stream", big, "GET", 200, "", ""},
		{"head", "gzip", "text/html", "", "HEAD", 200, "", ""},
		{"no content", "gzip", "text/html", "", "GET", 204, "", ""},
		{"part", "gzip", "text/html", big, "GET", 206, "", ""},
	} {
		h := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if c.contentType != "" {
				w.Header().Set("Content-Type", c.contentType)
			}
			w.Header().Set("Etag", `"v1"`)
			if c.body != "" {
				w.Header().Set("Content-Length", strconv.Itoa(len(c.body)))
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		rec := do(h, request(c.method, "/", "", "Accept-Encoding", c.accept))
		enc := rec.Header().Get("Content-Encoding")
		if enc != c.encoding || rec.Header().Get("Vary") != c.vary || rec.Code != c.status {
			t.Errorf("%s: encoding %q, vary %q, status %d", c.name, enc, rec.Header().Get("Vary"), rec.Code)
		}
		wantTag, wantLength := `"v1"`, strconv.Itoa(len(c.body))
		if enc != "" {
			wantTag, wantLength = `W/"v1"`, ""
		}
		if c.body == "" {
			wantLength = ""
		}
		if rec.Header().Get("Etag") != wantTag || rec.Header().Get("Content-Length") != wantLength {
			t.Errorf("%s: etag %q, length %q", c.name, rec.Header().Get("Etag"), rec.Header().Get("Content-Length"))
		}
		if got := string(decode(t, rec)); got != c.body {
			t.Errorf("%s: body of %d bytes, want %d", c.name, len(got), len(c.body))
		}
	}
}

// However a body is cut into writes and flushes, the client reads the same bytes.
func TestBodiesSurviveAnyWriting(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{})
	rapid.Check(t, func(t *rapid.T) {
		accept := rapid.SampledFrom([]string{"", "gzip", "br", "gzip, br;q=0.1"}).Draw(t, "accept")
		contentType := rapid.SampledFrom([]string{"", "text/html", "image/png", "text/event-stream"}).Draw(t, "type")
		sizes := rapid.SliceOfN(rapid.IntRange(0, 3000), 0, 6).Draw(t, "sizes")
		flush := rapid.SliceOfN(rapid.Bool(), len(sizes), len(sizes)).Draw(t, "flush")
		rng := rand.New(rand.NewPCG(1, uint64(len(sizes))))
		var want bytes.Buffer
		h := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if contentType != "" {
				w.Header().Set("Content-Type", contentType)
			}
			for i, n := range sizes {
				p := make([]byte, n)
				for j := range p {
					p[j] = byte('a' + rng.IntN(20))
				}
				want.Write(p)
				if k, err := w.Write(p); err != nil || k != n {
					t.Fatalf("Write = %d, %v", k, err)
				}
				if flush[i] {
					w.(http.Flusher).Flush()
				}
			}
		}))
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, get("/", "Accept-Encoding", accept))
		if got := decode(t, rec); !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("read %d bytes, written %d", len(got), want.Len())
		}
		if rec.Header().Get("Content-Encoding") != "" && rec.Header().Get("Content-Type") == "" {
			t.Fatal("compressed without a type: the browser would have to guess")
		}
	})
}
