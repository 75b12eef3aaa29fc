package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"
)

// Envelope is the body of every JSON answer. Exactly one of Data and Error is set.
type Envelope[T any] struct {
	Success bool       `json:"success"`
	Data    T          `json:"data"`
	Error   *ErrorBody `json:"error"`
	Meta    Meta       `json:"meta"`
}

// ErrorBody is what a client learns about an error. Code is stable; Message is for people; Details is a list of
// fields for validation_failed.
type ErrorBody struct {
	_       struct{} `nullable:"true"` // in the API's description: a success has null in its place
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Details any      `json:"details,omitempty"`
}

// Meta describes the answer itself.
type Meta struct {
	RequestID  string      `json:"requestId"`
	Timestamp  time.Time   `json:"timestamp"`
	Pagination *Pagination `json:"pagination,omitempty"`
}

// Pagination places a page in its list. Page counts from 1.
type Pagination struct {
	Page       int `json:"page"`
	Limit      int `json:"limit"`
	Total      int `json:"total"`
	TotalPages int `json:"totalPages"`
}

// NewPagination fills in TotalPages.
func NewPagination(page, limit, total int) Pagination {
	p := Pagination{Page: page, Limit: limit, Total: total}
	if limit > 0 {
		p.TotalPages = (total + limit - 1) / limit
	}
	return p
}

// NewEnvelope wraps data for the request r.
func NewEnvelope[T any](r *http.Request, data T) Envelope[T] {
	return Envelope[T]{Success: true, Data: data, Meta: MetaOf(r.Context())}
}

// MetaOf is the request in ctx by the stack's clock; empty outside of one.
func MetaOf(ctx context.Context) Meta {
	x := exchangeOf(ctx)
	if x == nil {
		return Meta{}
	}
	return Meta{RequestID: x.id, Timestamp: x.stack.clock.Now().Truncate(time.Millisecond)}
}

// WriteJSON answers with data in an envelope.
func WriteJSON[T any](w http.ResponseWriter, r *http.Request, status int, data T) {
	writeEnvelope(w, r, status, NewEnvelope(r, data))
}

// WriteList answers with one page of a list.
func WriteList[T any](w http.ResponseWriter, r *http.Request, items []T, p Pagination) {
	if items == nil {
		items = []T{} // a list is never null
	}
	e := NewEnvelope(r, items)
	e.Meta.Pagination = &p
	writeEnvelope(w, r, http.StatusOK, e)
}

// bodyPool holds buffers for whole bodies; maxPooled keeps a rare huge one from staying.
var bodyPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const maxPooled = 256 << 10

func withBuffer(use func(*bytes.Buffer)) {
	b := bodyPool.Get().(*bytes.Buffer)
	b.Reset()
	use(b)
	if b.Cap() <= maxPooled {
		bodyPool.Put(b)
	}
}

var (
	jsonType = []string{"application/json; charset=utf-8"}
	htmlType = []string{"text/html; charset=utf-8"}
	noStore  = []string{"no-store"}
)

func writeEnvelope[T any](w http.ResponseWriter, r *http.Request, status int, e Envelope[T]) {
	writeJSON(w, r, status, &e)
}

// writeJSON sends v as it is.
func writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	withBuffer(func(b *bytes.Buffer) {
		if err := json.NewEncoder(b).Encode(v); err != nil {
			// A type that cannot be encoded is a fault of ours; the error's own envelope may be that type.
			e, status := Public(err)
			logError(r, exchangeOf(r.Context()), e, status)
			writeBody(w, status, jsonType, []byte(`{"success":false,"data":null,"error":{"code":"internal","message":""},"meta":{}}`))
			return
		}
		writeBody(w, status, jsonType, b.Bytes())
	})
}

// WritePage renders a templ component with the response's CSP nonce. Nothing is sent unless rendering succeeds.
func WritePage(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	withBuffer(func(b *bytes.Buffer) {
		if err := c.Render(WithNonce(r.Context()), b); err != nil {
			WriteError(w, r, err)
			return
		}
		writeBody(w, status, htmlType, b.Bytes())
	})
}

// writeBody sends a whole body. Answers are not stored by anybody unless the handler said otherwise.
func writeBody(w http.ResponseWriter, status int, contentType []string, body []byte) {
	h := w.Header()
	h["Content-Type"] = contentType
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if len(h["Cache-Control"]) == 0 {
		h["Cache-Control"] = noStore
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the client has gone
}
