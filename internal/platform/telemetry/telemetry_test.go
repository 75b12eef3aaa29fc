package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/secret"
)

type ctxKey struct{}

func addID(ctx context.Context, r *slog.Record) {
	if id, ok := ctx.Value(ctxKey{}).(string); ok {
		r.AddAttrs(slog.String("request_id", id))
	}
}

func TestContextAttributesSurviveWithAndGroup(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	log := NewLogger(&b, LogOptions{JSON: true, Context: []FromContext{addID}}).With("module", "booking").WithGroup("g")
	log.InfoContext(context.WithValue(t.Context(), ctxKey{}, "r1"), "m", "n", 1)
	var got struct {
		Module string
		G      struct {
			N         int
			RequestID string `json:"request_id"`
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Module != "booking" || got.G.N != 1 || got.G.RequestID != "r1" {
		t.Errorf("record %s", b.String())
	}
}

func TestNothingPlantedReachesTheLog(t *testing.T) {
	t.Parallel()
	const marker = "planted-marker"
	for _, asJSON := range []bool{false, true} {
		var b bytes.Buffer
		log := NewLogger(&b, LogOptions{JSON: asJSON})
		for _, key := range []string{"password", "Password", "reset_token", "session-token", "Authorization", "cookie", "api_key", "email", "owner_email", "phone", "body", "notes", "user.diagnosis"} {
			log.Info("m", key, marker)
			log.Info("m", slog.Group("g", key, marker))
			log.With(key, marker).WithGroup("h").Info("m", key, []byte(marker))
		}
		log.Info("m", "x", secret.New(marker), "e", struct{ S secret.Text }{secret.New(marker)})
		if strings.Contains(b.String(), marker) {
			t.Errorf("json %v: leaked: %s", asJSON, b.String())
		}
		log.Info("m", "route", "visible")
		if !strings.Contains(b.String(), "visible") {
			t.Error("an ordinary value was masked")
		}
	}
}

func TestLogLinesCannotBeForged(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{false, true} {
		var b bytes.Buffer
		log := NewLogger(&b, LogOptions{JSON: asJSON, Level: slog.LevelInfo})
		attack := "x\nlevel=ERROR msg=forged\r\u2028\x00"
		log.Info(attack, "k", attack, attack, "v")
		log.Debug("below the level")
		if n := strings.Count(b.String(), "\n"); n != 1 {
			t.Errorf("json %v: %d lines: %q", asJSON, n, b.String())
		}
	}
}

func TestTracingOffIsNothing(t *testing.T) {
	t.Parallel()
	tr, err := NewTracing(t.Context(), TraceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if tr.Tracer("x") != nil || tr.Provider == nil || tr.Shutdown(t.Context()) != nil {
		t.Error("tracing without an endpoint must have no tracer, a no-op provider and nothing to shut down")
	}
}

func TestSpansReachTheCollector(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- r.URL.Path + " " + string(b)
	}))
	defer collector.Close()
	tr, err := NewTracing(t.Context(), TraceOptions{Endpoint: collector.URL, Service: "klear-test", Version: "v9"})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tr.Tracer("x").Start(t.Context(), "GET /bookings/{id}")
	span.End()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := tr.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	sent := <-got
	for _, want := range []string{"/v1/traces ", "klear-test", "v9", "GET /bookings/{id}"} {
		if !strings.Contains(sent, want) {
			t.Errorf("the collector did not get %q", want)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := NewMetrics("v1", "abc")
	m.RequestStarted()
	m.RequestStarted()
	m.RequestDone("/a/{id}", "GET", 200, 3*time.Millisecond)
	m.Counter("bookings_total", "Bookings.", "outcome").WithLabelValues("ok").Inc()
	m.Gauge("queue_depth", "Jobs.", "queue").WithLabelValues("mail").Set(4)
	m.GaugeFunc("keys", "Keys.", func() float64 { return 7 })
	m.Histogram("job", "Jobs.", []float64{1}, "kind").WithLabelValues("x").Observe(0.5)

	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`http_request_duration_seconds_bucket{method="GET",route="/a/{id}",status="200",le="0.005"} 1`, `http_requests_in_flight 1`,
		`klear_bookings_total{outcome="ok"} 1`, `klear_queue_depth{queue="mail"} 4`, `klear_keys 7`, `klear_job_seconds_count{kind="x"} 1`,
		`revision="abc"`, `go_goroutines `,
	} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}

func TestLocalOnly(t *testing.T) {
	t.Parallel()
	h := LocalOnly(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }))
	for _, c := range []struct {
		peer, header string
		want         int
	}{
		{"127.0.0.1:1", "", 200}, {"[::1]:1", "", 200}, {"[::ffff:127.0.0.1]:1", "", 200},
		{"192.0.2.1:1", "", 404}, {"10.0.0.1:1", "", 404}, {"nonsense", "", 404},
		{"127.0.0.1:1", "X-Forwarded-For", 404}, {"127.0.0.1:1", "Forwarded", 404}, {"127.0.0.1:1", "Via", 404},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.peer
		if c.header != "" {
			r.Header.Set(c.header, "127.0.0.1")
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.peer, c.header, rec.Code, c.want)
		}
	}
}

func BenchmarkRequestDone(b *testing.B) {
	m := NewMetrics("v", "r")
	b.ReportAllocs()
	for b.Loop() {
		m.RequestStarted()
		m.RequestDone("/a/{id}", "GET", 200, time.Millisecond)
	}
}
