package httpx

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/clock"
	"klear/internal/platform/ratelimit"
)

// nullWriter costs nothing, so that the benchmarks show the chain alone.
type nullWriter struct{ h http.Header }

func (n *nullWriter) Header() http.Header         { return n.h }
func (n *nullWriter) Write(p []byte) (int, error) { return len(p), nil }
func (n *nullWriter) WriteHeader(int)             {}

func benchmark(b *testing.B, h http.Handler, headers ...string) {
	r := get("/api/v1/practitioners/0192f3c4", headers...)
	w := &nullWriter{h: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.h)
		h.ServeHTTP(w, r)
	}
}

func benchMux(body string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/practitioners/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = jsonType
		_, _ = io.WriteString(w, body)
	})
	return mux
}

func benchStack(b *testing.B) *Stack {
	s, err := New(Options{
		Logger: slog.New(slog.NewJSONHandler(io.Discard, nil)), PublicURL: "https://klear.example", Clock: clock.System{},
		Limiter: ratelimit.New(clock.System{}, 10_000), Limits: Limits{Address: [classes]ratelimit.Limit{ClassRead: ratelimit.PerSecond(1e9, 1e6)}},
		Rules:   []Rule{{Match: "/api/v1/files", MaxBody: 1}, {Match: "POST /api/v1/login", Class: ClassAuth}},
		Metrics: &nullRecorder{},
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkBare(b *testing.B) { benchmark(b, benchMux(strings.Repeat("x", 600))) }

func BenchmarkStack(b *testing.B) {
	benchmark(b, benchStack(b).Wrap(Routes(benchMux(strings.Repeat("x", 600)))), "Accept-Encoding", "gzip, br")
}

func BenchmarkStackGzip15K(b *testing.B) {
	benchmark(b, benchStack(b).Wrap(Routes(benchMux(page15K))), "Accept-Encoding", "gzip")
}

func BenchmarkStackBrotli15K(b *testing.B) {
	benchmark(b, benchStack(b).Wrap(Routes(benchMux(page15K))), "Accept-Encoding", "br")
}

var page15K = strings.Repeat(`<article class="card"><h2>Asha Rao</h2><p>Ayurveda, 12 years, Kochi</p><a href="/practitioners/0192f3c4">Book</a></article>`, 120)

type nullRecorder struct{}

func (nullRecorder) RequestStarted()                                {}
func (nullRecorder) RequestDone(string, string, int, time.Duration) {}

// benchmarkServer measures whole requests over loopback, to compare the chain with a bare server.
func benchmarkServer(b *testing.B, h http.Handler) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			resp, err := client.Get(srv.URL + "/api/v1/practitioners/0192f3c4")
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	})
}

func BenchmarkServerBare(b *testing.B) { benchmarkServer(b, benchMux(strings.Repeat("x", 600))) }

func BenchmarkServerStack(b *testing.B) {
	benchmarkServer(b, benchStack(b).Wrap(Routes(benchMux(strings.Repeat("x", 600)))))
}
