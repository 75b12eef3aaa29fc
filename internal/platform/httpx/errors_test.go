package httpx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"klear/internal/platform/apperr"
)

func TestEveryErrorHasItsStatus(t *testing.T) {
	t.Parallel()
	pg := func(code string) error { return fmt.Errorf("query: %w", &pgconn.PgError{Code: code}) }
	_, refused := (&net.Dialer{Timeout: time.Second}).Dial("tcp", "127.0.0.1:1")
	_, connect := pgconn.Connect(t.Context(), "postgres://u@127.0.0.1:1/d?sslmode=disable&connect_timeout=2")
	for _, c := range []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"invalid", apperr.New(apperr.Invalid, "c", ""), 400, "c"},
		{"unauthenticated", apperr.New(apperr.Unauthenticated, "c", ""), 401, "c"},
		{"payment", apperr.New(apperr.PaymentRequired, "c", ""), 402, "c"},
		{"forbidden", apperr.New(apperr.Forbidden, "c", ""), 403, "c"},
		{"not found", apperr.New(apperr.NotFound, "c", ""), 404, "c"},
		{"conflict, wrapped", fmt.Errorf("x: %w", apperr.New(apperr.Conflict, "c", "")), 409, "c"},
		{"gone", apperr.New(apperr.Gone, "c", ""), 410, "c"},
		{"too large", apperr.New(apperr.TooLarge, "c", ""), 413, "c"},
		{"unprocessable", apperr.New(apperr.Unprocessable, "c", ""), 422, "c"},
		{"rate limited", apperr.New(apperr.RateLimited, "c", ""), 429, "c"},
		{"internal", apperr.New(apperr.Internal, "c", ""), 500, "c"},
		{"unavailable", apperr.New(apperr.Unavailable, "c", ""), 503, "c"},
		{"unknown kind", apperr.New("strange", "c", ""), 500, "c"},
		{"anything else", errors.New("pq: password wrong"), 500, "internal"},
		{"deadline", fmt.Errorf("x: %w", context.DeadlineExceeded), 503, "timeout"},
		{"caller left", context.Canceled, 503, "unavailable"},
		{"statement timeout", pg("57014"), 503, "timeout"},
		{"database stops", pg("57P01"), 503, "unavailable"},
		{"too many connections", pg("53300"), 503, "unavailable"},
		{"disk full", pg("53100"), 503, "unavailable"},
		{"connection failure", pg("08006"), 503, "unavailable"},
		{"deadlock", pg("40P01"), 503, "unavailable"},
		{"lock timeout", pg("55P03"), 503, "unavailable"},
		{"unique violation nobody mapped", pg("23505"), 500, "internal"},
		{"no code", pg(""), 500, "internal"},
		{"cannot connect", connect, 503, "unavailable"},
		{"socket refused", refused, 503, "unavailable"},
		{"reset", &net.OpError{Op: "read", Err: syscall.ECONNRESET}, 503, "unavailable"},
		{"server killed", fmt.Errorf("receive message: %w", io.ErrUnexpectedEOF), 503, "unavailable"},
		{"closed connection", pgconn.ErrConnClosed, 503, "unavailable"},
		{"body too large", &http.MaxBytesError{Limit: 1 << 20}, 413, "body_too_large"},
	} {
		if c.err == nil {
			t.Fatalf("%s: no error to test with", c.name)
		}
		if e, status := Public(c.err); status != c.status || e.Code != c.code {
			t.Errorf("%s: %d %s, want %d %s", c.name, status, e.Code, c.status, c.code)
		}
	}
}

func TestErrorEnvelope(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{TrustedProxies: prefixes("192.0.2.0/24")})
	var v apperr.Validation
	v.Add("services[0].price", "too_low", "At least %d.", 1)
	rec := do(s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { WriteError(w, r, v.Err()) })), get("/api/x", "X-Request-Id", "rid"))
	want := `{"success":false,"data":null,"error":{"code":"validation_failed","message":"Some fields need another look.",` +
		`"details":[{"path":"services[0].price","code":"too_low","message":"At least 1."}]},"meta":{"requestId":"rid","timestamp":"2026-03-04T05:06:07Z"}}` + "\n"
	if diff := cmp.Diff(want, rec.Body.String()); diff != "" {
		t.Error(diff)
	}
	if got := rec.Header(); got.Get("Content-Type") != "application/json; charset=utf-8" || got.Get("Cache-Control") != "no-store" {
		t.Errorf("header %v", got)
	}
}

func TestSuccessEnvelopes(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{TrustedProxies: prefixes("192.0.2.0/24")})
	one := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { WriteJSON(w, r, 201, map[string]int{"n": 1}) }))
	list := s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		WriteList[int](w, r, nil, NewPagination(1, 20, 41))
	}))
	rec := do(one, get("/x", "X-Request-Id", "rid"))
	if diff := cmp.Diff(`{"success":true,"data":{"n":1},"error":null,"meta":{"requestId":"rid","timestamp":"2026-03-04T05:06:07Z"}}`+"\n", rec.Body.String()); diff != "" || rec.Code != 201 {
		t.Errorf("%d %s", rec.Code, diff)
	}
	rec = do(list, get("/x", "X-Request-Id", "rid"))
	if diff := cmp.Diff(`{"success":true,"data":[],"error":null,"meta":{"requestId":"rid","timestamp":"2026-03-04T05:06:07Z","pagination":{"page":1,"limit":20,"total":41,"totalPages":3}}}`+"\n", rec.Body.String()); diff != "" {
		t.Error(diff)
	}
}

func TestInternalTextStaysInTheLog(t *testing.T) {
	t.Parallel()
	s, log := newStack(t, Options{})
	mux := http.NewServeMux()
	mux.HandleFunc("/api/x/{id}", func(w http.ResponseWriter, r *http.Request) {
		WriteError(w, r, errors.New("planted-marker"))
	})
	rec := do(s.Wrap(Routes(mux)), get("/api/x/1"))
	if strings.Contains(rec.Body.String(), "planted-marker") || rec.Code != 500 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if r := log.records(t, "request failed"); len(r) != 1 || !strings.Contains(r[0]["error"].(string), "planted-marker") || r[0]["level"] != "ERROR" {
		t.Errorf("log %v", r)
	}
}

func TestErrorsAsPages(t *testing.T) {
	t.Parallel()
	broken := templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New("template fails") })
	good := templ.ComponentFunc(func(_ context.Context, w io.Writer) error { _, err := io.WriteString(w, "<h1>sorry"); return err })
	for _, c := range []struct {
		name, accept string
		page         templ.Component
		html         bool
	}{
		{"browser", "text/html,application/xhtml+xml,*/*", good, true},
		{"no preference", "", good, true},
		{"asks for JSON", "application/json", good, false},
		{"the error page itself fails", "text/html", broken, false},
	} {
		s, _ := newStack(t, Options{ErrorPage: func(w http.ResponseWriter, r *http.Request, status int, _ *apperr.Error) {
			WritePage(w, r, status, c.page)
		}})
		rec := do(s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("half a page"))
			WriteError(w, r, apperr.New(apperr.Conflict, "taken", "Taken."))
		})), get("/page", "Accept", c.accept, "Accept-Encoding", "gzip"))
		if isHTML := rec.Body.String() == "<h1>sorry" && rec.Code == 409; isHTML != c.html {
			t.Errorf("%s: %d %q", c.name, rec.Code, rec.Body)
		}
		if !c.html && !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s: neither page nor JSON: %q", c.name, rec.Body)
		}
	}
}

func TestErrorAfterTheFirstByteAddsNothing(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{})
	rec := do(s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("row 1\n"))
		w.(http.Flusher).Flush()
		WriteError(w, r, errors.New("row 2 fails"))
	})), get("/api/export"))
	if rec.Body.String() != "row 1\n" {
		t.Errorf("body %q", rec.Body)
	}
}

func TestUnencodableDataIsAFaultOfOurs(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{
		"data": func(w http.ResponseWriter, r *http.Request) { WriteJSON(w, r, 200, make(chan int)) },
		"details": func(w http.ResponseWriter, r *http.Request) {
			WriteError(w, r, ErrNotFound.WithDetails(make(chan int)))
		},
	} {
		rec := httptest.NewRecorder()
		h(rec, get("/api/x"))
		if rec.Code != 500 || failure(t, rec).Code != "internal" {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
}
