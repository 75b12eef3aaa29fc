package api

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"

	"github.com/danielgtaylor/huma/v2"
)

// failure is an error on its way out, in the one envelope that httpx writes for pages and API alike.
type failure struct {
	httpx.Envelope[any]
	status int
}

func (f *failure) Error() string  { return f.Envelope.Error.Code }
func (f *failure) GetStatus() int { return f.status }

// ContentType keeps plain JSON: the envelope is not RFC 9457's problem document.
func (f *failure) ContentType(string) string { return "application/json" }

// newError turns whatever a handler or huma's own validation reports into the envelope.
func newError(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	err := errors.Join(errs...)
	switch {
	case status < http.StatusInternalServerError:
		err = schemaError(status, msg, errs)
	case err == nil:
		err = errors.New(msg)
	}
	e, st := httpx.Public(err)
	if st >= http.StatusInternalServerError {
		slog.ErrorContext(ctx.Context(), "request failed", "code", e.Code, "error", err)
	}
	body := httpx.ErrorBody{Code: e.Code, Message: e.Message, Details: e.Details}
	if len(e.Fields) > 0 {
		body.Details = e.Fields
	}
	return &failure{status: st, Envelope: httpx.Envelope[any]{Error: &body, Meta: httpx.MetaOf(ctx.Context())}}
}

// Errors that the decoder itself finds, before a service is asked.
var (
	errMalformed   = apperr.New(apperr.Invalid, "malformed_request", "The request could not be read: check the JSON and its types.")
	errMediaType   = apperr.New(apperr.Invalid, "unsupported_media_type", "Send application/json.")
	errAcceptable  = apperr.New(apperr.Invalid, "not_acceptable", "Accept application/json or "+MediaType+".")
	errBodyTooBig  = apperr.New(apperr.TooLarge, "body_too_large", "The request is larger than this address accepts.")
	errReadTimeout = apperr.New(apperr.Invalid, "read_timeout", "The request's body did not arrive in time.")
)

// schemaError maps huma's findings to our codes; field faults keep their path.
func schemaError(status int, msg string, errs []error) error {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return errBodyTooBig
	case http.StatusUnsupportedMediaType:
		return errMediaType
	case http.StatusNotAcceptable:
		return errAcceptable
	case http.StatusRequestTimeout:
		return errReadTimeout
	case http.StatusUnprocessableEntity:
		var v apperr.Validation
		for _, err := range errs {
			if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
				v.Add(strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "query."), "invalid", "%s", d.Message)
			}
		}
		if err := v.Err(); err != nil {
			return err
		}
	}
	return errMalformed.WithMessage("The request could not be read: %s.", msg)
}
