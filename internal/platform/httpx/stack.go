package httpx

import (
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/trace"

	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/ids"
	"klear/internal/platform/ratelimit"
)

// Defaults of Options.
const (
	DefaultMaxBody = 1 << 20
	DefaultTimeout = 15 * time.Second
)

// Recorder takes the measurements of each request. Route is a pattern, so the number of label values is bounded.
type Recorder interface {
	RequestStarted()
	RequestDone(route, method string, status int, took time.Duration)
}

// ErrorPage writes an error as HTML. The status and headers are set by it; e holds only what a person may see.
type ErrorPage func(w http.ResponseWriter, r *http.Request, status int, e *apperr.Error)

// Options configure a Stack. The zero value works: no rate limit, no tracing, no metrics, no other site allowed.
type Options struct {
	Logger         *slog.Logger   // nil: slog.Default
	Clock          clock.Clock    // nil: the system's
	IDs            ids.Source     // of request ids
	PublicURL      string         // scheme and host people use; https turns HSTS on
	TrustedProxies []netip.Prefix // peers whose forwarding headers are believed
	CORSOrigins    []string       // other sites whose scripts may call us, without cookies
	Rules          []Rule         // limits that differ by route
	MaxBody        int64          // bytes; 0: DefaultMaxBody
	Timeout        time.Duration  // 0: DefaultTimeout
	Limiter        *ratelimit.Limiter
	Limits         Limits // used when Limiter is set
	CSP            CSP
	ErrorPage      ErrorPage
	Metrics        Recorder
	Tracer         trace.Tracer // nil: no spans
}

// Stack is the chain around all handlers of a server. Make one with New, then Wrap the router.
type Stack struct {
	opt   Options
	log   *slog.Logger
	clock clock.Clock
	rules ruleTable
	csp   cspTemplate
	hsts  bool
	cross *http.CrossOriginProtection
	cors  map[string]bool
}

// New prepares a Stack. It fails on an origin or a rule that cannot be understood.
func New(opt Options) (*Stack, error) {
	s := &Stack{opt: opt, log: opt.Logger, clock: opt.Clock, csp: opt.CSP.template()}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.opt.IDs == (ids.Source{}) {
		s.opt.IDs = ids.NewSource(nil)
	}
	if s.opt.MaxBody == 0 {
		s.opt.MaxBody = DefaultMaxBody
	}
	if s.opt.Timeout == 0 {
		s.opt.Timeout = DefaultTimeout
	}
	var err error
	if s.rules, err = compileRules(opt.Rules); err != nil {
		return nil, err
	}
	return s, s.allowOrigins()
}

// Wrap puts the chain around next, which is usually session and permission middleware around Routes(mux).
func (s *Stack) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, next) })
}

func (s *Stack) serve(raw http.ResponseWriter, r *http.Request, next http.Handler) {
	x := &exchange{stack: s, start: time.Now(), rule: s.rules.match(r.Method, r.URL.Path)}
	x.w = response{ResponseWriter: raw, x: x, accept: r.Header["Accept-Encoding"], head: r.Method == http.MethodHead}
	x.identify(r)
	ctx, cancel := x.limitTime(raw, r)
	defer cancel()
	ctx = x.startSpan(ctx, r)
	x.ctx = requestContext{Context: ctx, x: x}
	req := r.WithContext(&x.ctx)
	if s.opt.Metrics != nil {
		s.opt.Metrics.RequestStarted()
	}

	defer x.finish(req)
	defer x.recoverPanic(req)
	s.setHeaders(raw.Header(), x)
	if s.answerCORS(raw, req, x) {
		return
	}
	if err := x.admit(raw, req); err != nil {
		WriteError(&x.w, req, err)
		return
	}
	next.ServeHTTP(&x.w, req)
}

// admit refuses what needs no handler: too many requests, a request from another site, a body too large.
func (x *exchange) admit(raw http.ResponseWriter, r *http.Request) error {
	if err := x.allowAddress(r.Method); err != nil {
		return err
	}
	if !x.rule.CrossSite {
		if err := x.stack.cross.Check(r); err != nil {
			return ErrCrossSite.With(err)
		}
	}
	limit := x.rule.MaxBody
	if limit == 0 {
		limit = x.stack.opt.MaxBody
	}
	if r.ContentLength > limit {
		return ErrBodyTooLarge
	}
	if r.Body != nil && r.Body != http.NoBody {
		// The raw writer lets net/http close the connection after a body that is too large.
		r.Body = http.MaxBytesReader(raw, r.Body, limit)
	}
	return nil
}

// recoverPanic answers 500 and keeps the stack in the log. When part of the answer is already on its way the only
// honest end is to cut the connection.
func (x *exchange) recoverPanic(r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	x.panicked = true
	if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares this value too
		x.w.discard()
		panic(v)
	}
	x.stack.log.LogAttrs(r.Context(), slog.LevelError, "handler panicked",
		slog.String("route", x.routeName()), slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
	if x.w.committed {
		x.w.discard()
		panic(http.ErrAbortHandler)
	}
	x.w.reset()
	WriteError(&x.w, r, errPanic)
}

// finish sends what is still buffered, then logs and measures.
func (x *exchange) finish(r *http.Request) {
	x.w.finish()
	took := time.Since(x.start)
	if x.route == "" {
		x.route = r.Pattern
	}
	route, method, status := x.routeName(), methodName(r.Method), x.w.status
	x.endSpan(route, method, status)
	if m := x.stack.opt.Metrics; m != nil {
		m.RequestDone(route, method, status, took)
	}
	x.logAccess(r, route, method, took)
}

// logAccess goes to the handler directly: slog.Logger would look up the caller's line, which says nothing here.
func (x *exchange) logAccess(r *http.Request, route, method string, took time.Duration) {
	level := slog.LevelInfo
	if x.w.status >= 500 {
		level = slog.LevelWarn
	}
	h := x.stack.log.Handler()
	if !h.Enabled(r.Context(), level) {
		return
	}
	rec := slog.NewRecord(x.start.Add(took), level, "request", 0)
	rec.AddAttrs(slog.String("method", method), slog.String("route", route), slog.Int("status", x.w.status),
		slog.Int64("us", took.Microseconds()), slog.Int64("bytes", x.w.bytes))
	_ = h.Handle(r.Context(), rec) // a log that cannot be written must not fail the request
}
