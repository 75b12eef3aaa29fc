// Package apperr is the one error type that crosses module boundaries. A module declares its errors once
// (errors.go), with a stable code; package httpx maps the kind to an HTTP status in one place. Any error that is not
// an *Error is internal: its text goes to the log and never to a person.
package apperr

import (
	"errors"
	"fmt"
)

// Kind says what class of thing went wrong; it decides the HTTP status and nothing else.
type Kind string

// The kinds, with the HTTP status each is answered with.
const (
	Invalid         Kind = "invalid"         // 400: the request cannot be understood
	Unprocessable   Kind = "unprocessable"   // 422: understood, but a field is wrong
	Unauthenticated Kind = "unauthenticated" // 401: who are you?
	Forbidden       Kind = "forbidden"       // 403: known, and not allowed
	NotFound        Kind = "not_found"       // 404: missing, or not yours: both look the same from outside
	Conflict        Kind = "conflict"        // 409: the state moved on
	Gone            Kind = "gone"            // 410: it was there and is over
	TooLarge        Kind = "too_large"       // 413
	RateLimited     Kind = "rate_limited"    // 429
	PaymentRequired Kind = "payment"         // 402: the payment was refused
	Unavailable     Kind = "unavailable"     // 503: try again, nothing happened
	Internal        Kind = "internal"        // 500: a fault of ours
)

// Field names one wrong input. Path is the JSON path ("services[2].price") or the form field's name.
type Field struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error is what a module returns. Code is stable and documented (docs/api/errors.md); Message is for a person and
// says what to do next; Details is safe to show. The wrapped cause is only ever logged.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Fields  []Field
	Details any
	cause   error
}

// New declares an error. Declare them as package variables and compare with errors.Is: two errors are the same when
// their codes are.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Error gives the code, the message and the cause; for logs.
func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.cause)
	}
	return e.Code + ": " + e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target carries the same code, so that a decorated copy still matches its declaration.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// With returns a copy that carries a cause for the log.
func (e *Error) With(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// WithMessage returns a copy with another message under the same code.
func (e *Error) WithMessage(format string, args ...any) *Error {
	c := *e
	c.Message = fmt.Sprintf(format, args...)
	return &c
}

// WithDetails returns a copy with details that are safe to show.
func (e *Error) WithDetails(d any) *Error {
	c := *e
	c.Details = d
	return &c
}

// WithFields returns a copy that names the wrong fields.
func (e *Error) WithFields(f ...Field) *Error {
	c := *e
	c.Fields = append([]Field(nil), f...)
	return &c
}

// As finds the *Error in a chain.
func As(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// ErrValidation is the code under which every module reports wrong fields.
var ErrValidation = New(Unprocessable, "validation_failed", "Some fields need another look.")

// Validation collects wrong fields; Err returns nil when there are none.
type Validation struct{ fields []Field }

// Add notes that path is wrong.
func (v *Validation) Add(path, code, format string, args ...any) {
	v.fields = append(v.fields, Field{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Check adds the fault when ok is false.
func (v *Validation) Check(ok bool, path, code, format string, args ...any) {
	if !ok {
		v.Add(path, code, format, args...)
	}
}

// Err returns ErrValidation with all fields, or nil.
func (v *Validation) Err() error {
	if len(v.fields) == 0 {
		return nil
	}
	return ErrValidation.WithFields(v.fields...)
}
