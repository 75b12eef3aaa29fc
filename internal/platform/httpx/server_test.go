package httpx

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// startServer runs Serve on a free port and returns its URL, a stop function and its result.
func startServer(t *testing.T, cfg ServerConfig, h http.Handler) (string, context.CancelFunc, <-chan error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	addr := make(chan net.Addr, 1)
	cfg.Addr = "127.0.0.1:0"
	cfg.Listening = func(a net.Addr) { addr <- a }
	result := make(chan error, 1)
	go func() { result <- Serve(ctx, cfg, h) }()
	select {
	case a := <-addr:
		return "http://" + a.String(), stop, result
	case err := <-result:
		t.Fatal(err)
		return "", nil, nil
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	url, _, _ := startServer(t, ServerConfig{}, text(""))
	err := Serve(t.Context(), ServerConfig{Addr: url[len("http://"):]}, text(""))
	listen, ok := errors.AsType[*ListenError](err)
	if !ok || !errors.Is(err, syscall.EADDRINUSE) || listen.Addr != url[len("http://"):] {
		t.Errorf("err = %v", err)
	}
}

// Under constant load a stop loses no request as long as new ones stop coming within the drain delay, which is what
// a load balancer that watches /readyz does.
func TestStopLosesNoRequest(t *testing.T) {
	t.Parallel()
	health := &Health{}
	var served, answered, lost atomic.Int64
	warm := make(chan struct{})
	url, stop, result := startServer(t, ServerConfig{DrainDelay: 500 * time.Millisecond, Grace: 10 * time.Second, Health: health},
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if served.Add(1) == 200 {
				close(warm)
			}
			_, _ = io.WriteString(w, "done")
		}))

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			for health.serving.Load() {
				resp, err := client.Post(url, "text/plain", nil) // a POST is never retried by the client itself
				if err != nil {
					lost.Add(1)
					return
				}
				if _, err := io.ReadAll(resp.Body); err != nil {
					lost.Add(1)
				}
				_ = resp.Body.Close()
				answered.Add(1)
			}
		})
	}
	<-warm
	stop()
	wg.Wait()
	if err := <-result; err != nil {
		t.Error(err)
	}
	if _, err := http.Post(url, "text/plain", nil); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("the door is still open: %v", err)
	}
	if lost.Load() != 0 || answered.Load() != served.Load() {
		t.Errorf("%d lost, %d served, %d answered", lost.Load(), served.Load(), answered.Load())
	}
}

func TestRunningRequestFinishesAndStreamsAreTold(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	url, stop, result := startServer(t, ServerConfig{Grace: 10 * time.Second}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(started)
		<-Stopping(r.Context())
		if r.Context().Err() != nil {
			t.Error("the context was cancelled before the grace period ended")
		}
		_, _ = io.WriteString(w, "goodbye")
	}))
	body := make(chan string, 1)
	go func() {
		resp, err := http.Get(url)
		if err != nil {
			body <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		body <- string(b)
	}()
	<-started
	stop()
	if got := <-body; got != "goodbye" {
		t.Errorf("body %q", got)
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func TestGraceEnds(t *testing.T) {
	t.Parallel()
	started, cancelled := make(chan struct{}), make(chan struct{})
	url, stop, result := startServer(t, ServerConfig{Grace: time.Millisecond}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
		close(cancelled)
	}))
	go func() {
		if resp, err := http.Get(url); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-started
	stop()
	if err := <-result; !errors.Is(err, ErrGraceOver) {
		t.Errorf("err = %v, want ErrGraceOver", err)
	}
	<-cancelled
}

func TestHealth(t *testing.T) {
	t.Parallel()
	type failedCheck struct{ Name, Text string }
	failures := make(chan failedCheck, 10)
	h := &Health{OnFailure: func(name string, err error) { failures <- failedCheck{name, err.Error()} }}
	ask := func() (int, Readiness) {
		rec := httptest.NewRecorder()
		h.Ready(rec, get("/readyz"))
		var got Readiness
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		return rec.Code, got
	}
	if code, got := ask(); code != 503 || got.Status != "stopping" {
		t.Errorf("before serving: %d %+v", code, got)
	}
	rec := httptest.NewRecorder()
	if h.Live(rec, get("/healthz")); rec.Code != 200 {
		t.Errorf("healthz %d", rec.Code)
	}

	h.SetServing(true)
	var calls atomic.Int64
	h.Register("good", time.Second, func(context.Context) error { calls.Add(1); return nil })
	if code, got := ask(); code != 200 || got.Status != "ready" {
		t.Errorf("ready: %d %+v", code, got)
	}
	if ask(); calls.Load() != 1 {
		t.Errorf("%d calls for two questions in a second, want 1", calls.Load())
	}

	h.lastAt = time.Time{}
	forever := make(chan struct{})
	defer close(forever)
	h.Register("bad", time.Second, func(context.Context) error { return errors.New("host db.internal refused") })
	h.Register("stuck", time.Millisecond, func(context.Context) error { <-forever; return nil })
	code, got := ask()
	want := Readiness{Status: "not_ready", Checks: map[string]CheckResult{"good": {Status: "ok"}, "bad": {Status: "failed"}, "stuck": {Status: "timeout"}}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(CheckResult{}, "Millis")); diff != "" || code != 503 {
		t.Errorf("%d\n%s", code, diff)
	}
	seen := map[string]bool{(<-failures).Name: true, (<-failures).Name: true}
	if diff := cmp.Diff(map[string]bool{"bad": true, "stuck": true}, seen); diff != "" {
		t.Error(diff)
	}
}
