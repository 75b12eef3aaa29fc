package httpx

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"
)

// exchange is everything the chain knows about one request and its answer.
type exchange struct {
	stack *Stack
	start time.Time
	rule  Rule
	ctx   requestContext
	w     response

	id       string
	client   netip.Addr
	trusted  bool // the peer is a trusted proxy
	nonce    string
	route    string
	span     trace.Span
	panicked bool
	failing  bool          // an error page is being written
	muxReq   *http.Request // set while the router runs
	missed   int           // the router's own 404 or 405; its text is dropped
}

// requestContext carries the exchange; one type instead of one context.WithValue per fact.
type requestContext struct {
	context.Context
	x *exchange
}

type exchangeKey struct{}

// Value finds the exchange, and everything else in the parent.
func (c *requestContext) Value(key any) any {
	if key == (exchangeKey{}) {
		return c.x
	}
	return c.Context.Value(key)
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// RequestID is the id of the request in ctx, or "".
func RequestID(ctx context.Context) string {
	if x := exchangeOf(ctx); x != nil {
		return x.id
	}
	return ""
}

// ClientIP is the address of the caller in ctx: the peer's, or the one a trusted proxy names. It is the zero Addr
// outside a request.
func ClientIP(ctx context.Context) netip.Addr {
	if x := exchangeOf(ctx); x != nil {
		return x.client
	}
	return netip.Addr{}
}

// Nonce is the CSP nonce of this response: 128 random bits, made on the first call and then announced in the CSP
// header. Call it before the first byte of the body. It is "" outside a request.
func Nonce(ctx context.Context) string {
	x := exchangeOf(ctx)
	if x == nil {
		return ""
	}
	if x.nonce == "" {
		x.nonce = rand.Text()
	}
	return x.nonce
}

// WithNonce gives templ the nonce of this response, so that templ.GetNonce and script components find it.
func WithNonce(ctx context.Context) context.Context {
	return templ.WithNonce(ctx, Nonce(ctx))
}

// LogContext adds request_id and trace_id of ctx to a log record; hand it to telemetry.LogOptions.
func LogContext(ctx context.Context, r *slog.Record) {
	x := exchangeOf(ctx)
	if x == nil {
		return
	}
	r.AddAttrs(slog.String("request_id", x.id))
	if x.span != nil {
		if sc := x.span.SpanContext(); sc.HasTraceID() {
			r.AddAttrs(slog.String("trace_id", sc.TraceID().String()))
		}
	}
}

// Routes serves mux and notes which pattern matched, so that logs, metrics and traces name the route even when
// middleware in between has replaced the request. Where no pattern matches, the router's plain text is replaced by our
// own 404 or 405. Files that a form left on the disk are removed after the answer.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer removeForm(r)
		x := exchangeOf(r.Context())
		if x == nil {
			mux.ServeHTTP(w, r)
			return
		}
		x.muxReq = r
		defer func() { x.route, x.muxReq = r.Pattern, nil }() // also when the handler panics
		mux.ServeHTTP(w, r)
		missed := x.missed
		x.muxReq, x.missed = nil, 0
		switch missed {
		case http.StatusNotFound:
			answerError(w, r, x, ErrNotFound, missed)
		case http.StatusMethodNotAllowed:
			answerError(w, r, x, ErrMethodNotAllowed, missed)
		}
	})
}

// removeForm does for r what net/http does for the request it made itself; middleware has replaced that one, and an
// upload would stay on the disk for good, in the clear, whether or not its sender was let in.
func removeForm(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll()
	}
}

// missing notes that the router itself, not a handler, answers 404 or 405.
func (x *exchange) missing(status int) bool {
	if x.muxReq == nil || x.muxReq.Pattern != "" || (status != http.StatusNotFound && status != http.StatusMethodNotAllowed) {
		return false
	}
	x.missed = status
	return true
}

// routeName is the pattern without its method; never the path, which holds ids.
func (x *exchange) routeName() string {
	route := x.route
	if route == "" && x.muxReq != nil {
		route = x.muxReq.Pattern // the handler is still at work
	}
	if route == "" {
		return "unmatched"
	}
	if i := strings.IndexByte(route, ' '); i >= 0 {
		return route[i+1:]
	}
	return route
}

// methodName bounds the values of the method label.
func methodName(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "OTHER"
}

// identify finds the caller's address and the request id.
func (x *exchange) identify(r *http.Request) {
	x.client, x.trusted = clientAddr(r, x.stack.opt.TrustedProxies)
	if x.trusted {
		if id := r.Header.Get("X-Request-Id"); validRequestID(id) {
			x.id = id
			return
		}
	}
	id := x.stack.opt.IDs.ID()
	x.id = id.String()
}

// validRequestID keeps log lines clean even if a trusted proxy passes a caller's header on.
func validRequestID(id string) bool {
	if len(id) == 0 || len(id) > 128 {
		return false
	}
	for _, c := range []byte(id) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

// ownDeadlines is the time limit from which a request needs other read and write deadlines than the server's, and what
// they leave for sending the answer.
const ownDeadlines = 30 * time.Second

// limitTime puts the route's deadline on the context. The server's own read and write deadlines follow when the route
// takes long, and are lifted for a route without a deadline, which is a stream.
func (x *exchange) limitTime(w http.ResponseWriter, r *http.Request) (context.Context, context.CancelFunc) {
	d := x.rule.Timeout
	if d == 0 {
		d = x.stack.opt.Timeout
	}
	if d < 0 || d > ownDeadlines {
		var at time.Time // never
		if d > 0 {
			at = x.start.Add(d + ownDeadlines)
		}
		// Not every writer has deadlines: then there is nothing to move.
		c := http.NewResponseController(w)
		_ = c.SetReadDeadline(at)
		_ = c.SetWriteDeadline(at)
	}
	if d < 0 {
		return r.Context(), func() {}
	}
	return context.WithTimeout(r.Context(), d)
}

// AllowPerson takes a token from the signed-in person's bucket for this kind of request. When there is none it
// answers 429 and returns false. Call it in the session middleware.
func AllowPerson(w http.ResponseWriter, r *http.Request, person uuid.UUID) bool {
	x := exchangeOf(r.Context())
	if x == nil {
		return true
	}
	if err := x.allowPerson(r.Method, person); err != nil {
		WriteError(w, r, err)
		return false
	}
	return true
}
