package httpx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"klear/internal/platform/apperr"
	"klear/internal/platform/telemetry"
)

func TestEveryAnswerCarriesSecurityHeaders(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ok", text("ok"))
	mux.HandleFunc("GET /empty", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /silent", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("boom") })
	mux.HandleFunc("GET /redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusSeeOther) })
	s, _ := newStack(t, Options{PublicURL: "https://klear.example"})
	h := s.Wrap(Routes(mux))

	for path, status := range map[string]int{"/ok": 200, "/empty": 204, "/silent": 200, "/panic": 500, "/redirect": 303, "/missing": 404} {
		rec := do(h, get(path))
		if rec.Code != status {
			t.Errorf("%s: status %d, want %d", path, rec.Code, status)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options":       "^nosniff$",
			"Referrer-Policy":              "^strict-origin-when-cross-origin$",
			"Strict-Transport-Security":    "^max-age=31536000; includeSubDomains$",
			"Cross-Origin-Opener-Policy":   "^same-origin$",
			"Cross-Origin-Resource-Policy": "^same-origin$",
			"Permissions-Policy":           "geolocation=\\(self\\)",
			"X-Request-Id":                 "^[0-9a-f-]{36}$",
			"Content-Security-Policy":      "^default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; .*object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; require-trusted-types-for 'script'$",
		} {
			if got := rec.Header().Get(name); !regexp.MustCompile(want).MatchString(got) {
				t.Errorf("%s: %s = %q, want %s", path, name, got, want)
			}
		}
	}
}

func TestNoHSTSOverPlainHTTP(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{PublicURL: "http://localhost:8080"})
	if got := do(s.Wrap(text("")), get("/")).Header().Get(headerHSTS); got != "" {
		t.Errorf("HSTS = %q over http", got)
	}
}

func TestPageNonceIsInTheHeaderAndThePage(t *testing.T) {
	t.Parallel()
	page := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<script nonce=\""+templ.GetNonce(ctx)+"\">")
		return err
	})
	s, _ := newStack(t, Options{CSP: CSP{Form: []string{"https://pay.example"}, Frame: []string{"https://pay.example"}}})
	h := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { WritePage(w, r, 200, page) }))
	seen := map[string]bool{}
	for range 3 {
		rec := do(h, get("/"))
		nonce := regexp.MustCompile(`nonce="([A-Z2-7]{26})"`).FindStringSubmatch(rec.Body.String())
		if nonce == nil || seen[nonce[1]] {
			t.Fatalf("no fresh nonce in %q", rec.Body)
		}
		seen[nonce[1]] = true
		csp := rec.Header().Get(headerCSP)
		for _, want := range []string{"script-src 'self' 'nonce-" + nonce[1] + "';", "style-src 'self' 'nonce-" + nonce[1] + "';", "form-action 'self' https://pay.example;", "frame-src https://pay.example;"} {
			if !strings.Contains(csp, want) {
				t.Errorf("CSP %q lacks %q", csp, want)
			}
		}
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	const theirs = "edge-0123.ABC_9"
	s, _ := newStack(t, Options{TrustedProxies: prefixes("192.0.2.0/24")})
	for _, c := range []struct {
		name, peer, sent string
		kept             bool
	}{
		{"trusted proxy", "192.0.2.1:1", theirs, true},
		{"stranger", "198.51.100.1:1", theirs, false},
		{"line break from a trusted proxy", "192.0.2.1:1", "a\nb", false},
		{"too long", "192.0.2.1:1", strings.Repeat("a", 129), false},
	} {
		var inContext string
		h := s.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inContext = RequestID(r.Context()) }))
		r := get("/", "X-Request-Id", c.sent)
		r.RemoteAddr = c.peer
		got := do(h, r).Header().Get("X-Request-Id")
		if got != inContext || (got == c.sent) != c.kept {
			t.Errorf("%s: header %q, context %q, kept should be %v", c.name, got, inContext, c.kept)
		}
		if id, err := uuid.Parse(got); !c.kept && (err != nil || id.Version() != 7) {
			t.Errorf("%s: %q is not a UUIDv7", c.name, got)
		}
	}
}

func TestPanicIsHiddenFromTheClientAndLogged(t *testing.T) {
	t.Parallel()
	s, log := newStack(t, Options{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/boom/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		_, _ = w.Write([]byte("partial"))
		panic("secret detail")
	})
	rec := do(s.Wrap(Routes(mux)), get("/api/boom/42", "Accept-Encoding", "gzip"))
	if rec.Code != 500 || failure(t, rec).Code != "internal" || strings.Contains(rec.Body.String(), "detail") {
		t.Errorf("answer %d %s", rec.Code, rec.Body)
	}
	records := log.records(t, "handler panicked")
	if len(records) != 1 || records[0]["panic"] != "secret detail" || records[0]["route"] != "/api/boom/{id}" || !strings.Contains(records[0]["stack"].(string), "stack_test.go") {
		t.Errorf("log: %v", records)
	}
}

func TestPanicAfterTheFirstByteCutsTheConnection(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{})
	srv := httptest.NewServer(s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		w.(http.Flusher).Flush()
		panic("late")
	})))
	defer srv.Close()
	srv.Config.ErrorLog = nil
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("the body ended cleanly with %q: a client would take it for whole", body)
	}
}

func TestAccessLogNamesTheRouteAndNothingPersonal(t *testing.T) {
	t.Parallel()
	s, log := newStack(t, Options{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /people/{id}", text("hello"))
	// Middleware that replaces the request, as a session does.
	session := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Routes(mux).ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), struct{ k string }{"s"}, 1)))
	})
	do(s.Wrap(session), get("/people/marker-id?q=marker-query", "Authorization", "Bearer marker-token", "Cookie", "s=marker-cookie"))
	records := log.records(t, "request")
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	got := records[0]
	for _, drop := range []string{"time", "us", "level", "msg"} {
		delete(got, drop)
	}
	want := map[string]any{"method": "GET", "route": "/people/{id}", "status": 200.0, "bytes": 5.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(log.String(), "marker") {
		t.Errorf("personal data in the log: %s", log)
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{MaxBody: 10, Rules: []Rule{{Match: "POST /api/files", MaxBody: 20}}})
	h := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			WriteError(w, r, err)
		}
	}))
	for _, c := range []struct {
		path    string
		size    int
		chunked bool
		want    int
	}{
		{"/api/x", 10, false, 200}, {"/api/x", 11, false, 413}, {"/api/x", 10, true, 200}, {"/api/x", 11, true, 413},
		{"/api/files", 20, false, 200}, {"/api/files/a", 20, true, 200}, {"/api/files", 21, false, 413}, {"/api/files", 21, true, 413},
	} {
		r := request("POST", c.path, strings.Repeat("x", c.size))
		if c.chunked {
			r.ContentLength = -1
		}
		rec := do(h, r)
		if rec.Code != c.want {
			t.Errorf("%+v: status %d", c, rec.Code)
		}
		if c.want == 413 && failure(t, rec).Code != "body_too_large" {
			t.Errorf("%+v: %s", c, rec.Body)
		}
	}
}

func TestTimeLimit(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{Timeout: time.Millisecond, Rules: []Rule{{Match: "/api/slow", Timeout: time.Hour}, {Match: "/api/stream", Timeout: NoTimeout}}})
	wait := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		WriteError(w, r, errors.Join(errors.New("query"), r.Context().Err()))
	}))
	rec := do(wait, get("/api/x"))
	if rec.Code != 503 || failure(t, rec).Code != "timeout" || rec.Header().Get("Retry-After") == "" {
		t.Errorf("answer %d %s", rec.Code, rec.Body)
	}

	left := map[string]bool{}
	look := s.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, left[r.URL.Path] = r.Context().Deadline()
	}))
	do(look, get("/api/slow"))
	do(look, get("/api/stream"))
	if diff := cmp.Diff(map[string]bool{"/api/slow": true, "/api/stream": false}, left); diff != "" {
		t.Error(diff)
	}
}

func TestNothingMatchesIsOurOwnError(t *testing.T) {
	t.Parallel()
	var pages []int
	s, _ := newStack(t, Options{ErrorPage: func(w http.ResponseWriter, _ *http.Request, status int, e *apperr.Error) {
		pages = append(pages, status)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "page:"+e.Code)
	}})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /only-get", text(""))
	mux.HandleFunc("GET /own-404", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "mine", http.StatusNotFound) })
	h := s.Wrap(Routes(mux))

	if rec := do(h, get("/api/none")); rec.Code != 404 || failure(t, rec).Code != "not_found" {
		t.Errorf("API: %d %s", rec.Code, rec.Body)
	}
	if rec := do(h, get("/none")); rec.Code != 404 || rec.Body.String() != "page:not_found" {
		t.Errorf("page: %d %s", rec.Code, rec.Body)
	}
	if rec := do(h, request("POST", "/only-get", "")); rec.Code != 405 || rec.Body.String() != "page:method_not_allowed" || rec.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("method: %d %s %v", rec.Code, rec.Body, rec.Header())
	}
	if rec := do(h, get("/own-404")); rec.Body.String() != "mine\n" {
		t.Errorf("a handler's own 404 was replaced: %q", rec.Body)
	}
	if diff := cmp.Diff([]int{404, 405}, pages); diff != "" {
		t.Error(diff)
	}
}

func TestHijackedConnectionIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, log := newStack(t, Options{Rules: []Rule{{Match: "/ws", Timeout: NoTimeout}}})
	finished := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(finished)
		s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			_, _ = rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nraw")
			_ = rw.Flush()
		})).ServeHTTP(w, r)
	}))
	defer srv.Close()
	req, err := http.NewRequest("GET", srv.URL+"/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Upgrade", "x")
	req.Header.Set("Connection", "Upgrade")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 101 || string(body) != "raw" {
		t.Errorf("status %d, body %q, %v", resp.StatusCode, body, err)
	}
	<-finished
	if r := log.records(t, "request"); len(r) != 1 || r[0]["status"] != 101.0 {
		t.Errorf("log %v", r)
	}
}

// TestWebSocketThroughTheStack: the library says 101 through the writer before it takes the connection.
func TestWebSocketThroughTheStack(t *testing.T) {
	t.Parallel()
	s, log := newStack(t, Options{Rules: []Rule{{Match: "/ws", Timeout: NoTimeout}}})
	finished := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(finished)
		s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := websocket.Accept(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.CloseNow()
			if err := c.Write(r.Context(), websocket.MessageText, []byte("here")); err != nil {
				t.Error(err)
			}
		})).ServeHTTP(w, r)
	}))
	defer srv.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	c, _, err := websocket.Dial(ctx, srv.URL+"/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	if _, got, err := c.Read(ctx); string(got) != "here" || err != nil {
		t.Errorf("heard %q, %v", got, err)
	}
	<-finished
	if r := log.records(t, "request"); len(r) != 1 || r[0]["status"] != 101.0 {
		t.Errorf("log %v", r)
	}
}

type countingRecorder struct {
	started int
	done    []string
}

func (c *countingRecorder) RequestStarted() { c.started++ }
func (c *countingRecorder) RequestDone(route, method string, status int, took time.Duration) {
	c.done = append(c.done, method+" "+route+" "+http.StatusText(status))
	if took <= 0 {
		c.done = append(c.done, "no time")
	}
}

func TestMetricsSeeEveryRequestOnce(t *testing.T) {
	t.Parallel()
	m := &countingRecorder{}
	s, _ := newStack(t, Options{Metrics: m})
	mux := http.NewServeMux()
	mux.HandleFunc("/a/{id}", text(""))
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic(1) })
	h := s.Wrap(Routes(mux))
	do(h, get("/a/1"))
	do(h, request("BREW", "/a/2", ""))
	do(h, get("/panic"))
	do(h, get("/nothing/here"))
	want := []string{"GET /a/{id} OK", "OTHER /a/{id} OK", "GET /panic Internal Server Error", "GET unmatched Not Found"}
	if diff := cmp.Diff(want, m.done); diff != "" || m.started != 4 {
		t.Errorf("started %d\n%s", m.started, diff)
	}
}

// deadlineWriter notes the deadlines that are set on its connection.
type deadlineWriter struct {
	*httptest.ResponseRecorder
	read, write []time.Time
}

func (w *deadlineWriter) SetReadDeadline(t time.Time) error {
	w.read = append(w.read, t)
	return nil
}

func (w *deadlineWriter) SetWriteDeadline(t time.Time) error {
	w.write = append(w.write, t)
	return nil
}

func TestLongRequestsAndStreamsMoveTheServersDeadlines(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{Rules: []Rule{{Match: "/export", Timeout: time.Hour}, {Match: "/ws", Timeout: NoTimeout}}})
	h := s.Wrap(text(""))
	for path, want := range map[string]string{"/": "untouched", "/export": "later", "/ws": "lifted"} {
		w := &deadlineWriter{ResponseRecorder: httptest.NewRecorder()}
		h.ServeHTTP(w, get(path))
		got := "untouched"
		if len(w.read) == 1 && len(w.write) == 1 && w.read[0].Equal(w.write[0]) {
			got = "lifted"
			if time.Until(w.read[0]) > time.Hour {
				got = "later"
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestTraces(t *testing.T) {
	t.Parallel()
	const parent = "4bf92f3577b34da6a3ce929d0e0e4736"
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	log := &syncBuffer{}
	s, err := New(Options{
		Tracer: provider.Tracer("test"), TrustedProxies: prefixes("10.0.0.0/8"),
		Logger: telemetry.NewLogger(log, telemetry.LogOptions{JSON: true, Context: []telemetry.FromContext{LogContext}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /a/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	h := s.Wrap(Routes(mux))
	for peer, continued := range map[string]bool{"10.0.0.1:1": true, "192.0.2.1:1": false} {
		spans.Reset()
		r := get("/a/7", "Traceparent", "00-"+parent+"-00f067aa0ba902b7-01")
		r.RemoteAddr = peer
		id := do(h, r).Header().Get("X-Request-Id")
		got := spans.GetSpans()
		if len(got) != 1 || got[0].Name != "GET /a/{id}" || got[0].Status.Code != codes.Error {
			t.Fatalf("spans %+v", got)
		}
		trace := got[0].SpanContext.TraceID().String()
		if (trace == parent) != continued {
			t.Errorf("%s: trace %s, continued should be %v", peer, trace, continued)
		}
		records := log.records(t, "request")
		last := records[len(records)-1]
		if last["request_id"] != id || last["trace_id"] != trace {
			t.Errorf("log %v, want request %s and trace %s", last, id, trace)
		}
	}
}
