package httpx

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"klear/internal/platform/apperr"
)

// Errors of the chain itself.
var (
	ErrTooManyRequests  = apperr.New(apperr.RateLimited, "too_many_requests", "That was a lot of requests at once. Please wait a moment and try again.")
	ErrCrossSite        = apperr.New(apperr.Forbidden, "cross_site_request", "This request came from another site. Please open the page here and try again.")
	ErrBodyTooLarge     = apperr.New(apperr.TooLarge, "body_too_large", "What you sent is too large.")
	ErrTimeout          = apperr.New(apperr.Unavailable, "timeout", "This took too long. Please try again.")
	ErrUnavailable      = apperr.New(apperr.Unavailable, "unavailable", "We cannot do this right now. Nothing was changed; please try again in a moment.")
	ErrNotFound         = apperr.New(apperr.NotFound, "not_found", "There is nothing here.")
	ErrMethodNotAllowed = apperr.New(apperr.Invalid, "method_not_allowed", "This cannot be done here.")
	errInternal         = apperr.New(apperr.Internal, "internal", "Something went wrong on our side. We have been told.")
	errPanic            = apperr.New(apperr.Internal, "internal", "Something went wrong on our side. We have been told.")
)

// statusOf is the one mapping from kinds to statuses.
var statusOf = map[apperr.Kind]int{
	apperr.Invalid:         http.StatusBadRequest,
	apperr.Unauthenticated: http.StatusUnauthorized,
	apperr.PaymentRequired: http.StatusPaymentRequired,
	apperr.Forbidden:       http.StatusForbidden,
	apperr.NotFound:        http.StatusNotFound,
	apperr.Conflict:        http.StatusConflict,
	apperr.Gone:            http.StatusGone,
	apperr.TooLarge:        http.StatusRequestEntityTooLarge,
	apperr.Unprocessable:   http.StatusUnprocessableEntity,
	apperr.RateLimited:     http.StatusTooManyRequests,
	apperr.Unavailable:     http.StatusServiceUnavailable,
	apperr.Internal:        http.StatusInternalServerError,
}

// Status is the HTTP status of a kind; an unknown kind is a fault of ours.
func Status(k apperr.Kind) int {
	if s, ok := statusOf[k]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Public turns any error into what a person may see of it, and its status. The cause stays in the returned error for
// the log.
func Public(err error) (*apperr.Error, int) {
	e := classify(err)
	return e, Status(e.Kind)
}

func classify(err error) *apperr.Error {
	if e, ok := apperr.As(err); ok {
		return e
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return ErrBodyTooLarge.WithMessage("What you sent is larger than %d KB.", tooLarge.Limit>>10).With(err)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return ErrTimeout.With(err)
	case errors.Is(err, context.Canceled):
		return ErrUnavailable.With(err)
	}
	if e := classifyDatabase(err); e != nil {
		return e
	}
	return errInternal.With(err)
}

const (
	queryCanceled    = "57014" // SQLSTATE of a statement_timeout, or of a cancelled context
	lockNotAvailable = "55P03"
)

// classifyDatabase knows a database that is away, starting, stopping or out of resources, by type and SQLSTATE class:
// 08 connection, 40 rolled back by contention, 53 resources, 55P03 lock not available, 57 operator intervention.
func classifyDatabase(err error) *apperr.Error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return classifyState(pg.Code, err)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return ErrUnavailable.With(err)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return ErrUnavailable.With(err)
	}
	if errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) {
		return ErrUnavailable.With(err)
	}
	return nil
}

func classifyState(code string, err error) *apperr.Error {
	if code == queryCanceled {
		return ErrTimeout.With(err)
	}
	if code == lockNotAvailable {
		return ErrUnavailable.With(err)
	}
	if len(code) == 5 {
		switch code[:2] {
		case "08", "40", "53", "57":
			return ErrUnavailable.With(err)
		}
	}
	return nil
}

// WriteError answers with an error: as JSON envelope for the API and for clients that ask for JSON, else as a page.
// Errors of ours are logged with their cause. When part of another answer has already been sent, the log is all that
// is left to do.
func WriteError(w http.ResponseWriter, r *http.Request, err error) {
	e, status := Public(err)
	x := exchangeOf(r.Context())
	logError(r, x, e, status)
	if x != nil && x.w.status != 0 {
		if x.w.committed {
			return
		}
		x.w.reset()
	}
	answerError(w, r, x, e, status)
}

func answerError(w http.ResponseWriter, r *http.Request, x *exchange, e *apperr.Error, status int) {
	h := w.Header()
	h["Cache-Control"] = noStore
	setRetryAfter(h, e)
	if x != nil && x.stack.opt.ErrorPage != nil && !x.failing && !WantsJSON(r) {
		x.failing = true // an error page that fails is answered plainly
		x.stack.opt.ErrorPage(w, r, status, e)
		return
	}
	writeEnvelope(w, r, status, Envelope[any]{Error: &ErrorBody{Code: e.Code, Message: e.Message, Details: details(e)}, Meta: MetaOf(r.Context())})
}

// details are the wrong fields, or whatever the error says is safe to show.
func details(e *apperr.Error) any {
	if len(e.Fields) > 0 {
		return e.Fields
	}
	return e.Details
}

func logError(r *http.Request, x *exchange, e *apperr.Error, status int) {
	if status < 500 || errors.Is(e, errPanic) && x != nil && x.panicked {
		return // the access log tells the status; a panic is already logged
	}
	log, route := slog.Default(), ""
	if x != nil {
		log, route = x.stack.log, x.routeName()
	}
	level := slog.LevelError
	if e.Kind == apperr.Unavailable {
		level = slog.LevelWarn
	}
	log.LogAttrs(r.Context(), level, "request failed", slog.String("code", e.Code), slog.String("route", route), slog.String("error", e.Error()))
}

// setRetryAfter rounds up: coming back too early would only be refused again.
func setRetryAfter(h http.Header, e *apperr.Error) {
	if wait, ok := errors.AsType[retryAfter](e); ok {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(time.Duration(wait).Seconds()))))
	} else if e.Kind == apperr.Unavailable || e.Kind == apperr.RateLimited {
		h.Set("Retry-After", "2")
	}
}

// WantsJSON reports whether an answer to r should be JSON: the API and what programs follow (/live) always, others when they ask for it and not for
// HTML.
func WantsJSON(r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/live/") {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}
