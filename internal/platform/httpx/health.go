package httpx

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Check reports whether something we need works.
type Check func(ctx context.Context) error

// Health answers the two questions an orchestrator asks: is the process alive (/healthz), and may it get requests
// (/readyz). The text of a failed check goes to OnFailure only.
type Health struct {
	// OnFailure is told about each failed check; may be nil.
	OnFailure func(name string, err error)

	serving atomic.Bool
	mu      sync.Mutex
	checks  []namedCheck
	last    Readiness
	lastAt  time.Time
}

type namedCheck struct {
	name    string
	timeout time.Duration
	check   Check
}

// Readiness is the body of /readyz.
type Readiness struct {
	Status string                 `json:"status"` // "ready", "not_ready" or "stopping"
	Checks map[string]CheckResult `json:"checks,omitempty"`
}

// CheckResult is one check: "ok", "failed" or "timeout", and how long it took.
type CheckResult struct {
	Status string `json:"status"`
	Millis int64  `json:"ms"`
}

// readinessFor is how long one answer is reused: readiness is not rate limited, so it must be cheap.
const readinessFor = time.Second

// Register adds a check with its time limit. Call it before serving.
func (h *Health) Register(name string, timeout time.Duration, check Check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks = append(h.checks, namedCheck{name, timeout, check})
}

// SetServing says whether this process takes requests; Serve calls it.
func (h *Health) SetServing(on bool) { h.serving.Store(on) }

// Live answers /healthz: the process can answer.
func (h *Health) Live(w http.ResponseWriter, _ *http.Request) {
	writeBody(w, http.StatusOK, jsonType, []byte(`{"status":"ok"}`+"\n"))
}

// Ready answers /readyz: 200 when serving and every check passes, else 503.
func (h *Health) Ready(w http.ResponseWriter, r *http.Request) {
	ready := h.readiness(r.Context())
	status := http.StatusOK
	if ready.Status != "ready" {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, r, status, ready)
}

func (h *Health) readiness(ctx context.Context) Readiness {
	if !h.serving.Load() {
		return Readiness{Status: "stopping"}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.lastAt) < readinessFor {
		return h.last
	}
	// The asker may hang up; the result is for everybody.
	h.last, h.lastAt = h.run(context.WithoutCancel(ctx)), time.Now()
	return h.last
}

// run does all checks at the same time. A check that ignores its deadline is left behind, not waited for.
func (h *Health) run(ctx context.Context) Readiness {
	type named struct {
		name string
		CheckResult
	}
	results := make(chan named, len(h.checks))
	for _, c := range h.checks {
		go func() { results <- named{c.name, h.runOne(ctx, c)} }()
	}
	out := Readiness{Status: "ready", Checks: map[string]CheckResult{}}
	for range h.checks {
		r := <-results
		out.Checks[r.name] = r.CheckResult
		if r.Status != "ok" {
			out.Status = "not_ready"
		}
	}
	return out
}

func (h *Health) runOne(ctx context.Context, c namedCheck) CheckResult {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	start := time.Now()
	done := make(chan error, 1)
	go func() { done <- c.check(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	result := CheckResult{Status: "ok", Millis: time.Since(start).Milliseconds()}
	if err != nil {
		result.Status = "failed"
		if errors.Is(err, context.DeadlineExceeded) {
			result.Status = "timeout"
		}
		if h.OnFailure != nil {
			h.OnFailure(c.name, err)
		}
	}
	return result
}
