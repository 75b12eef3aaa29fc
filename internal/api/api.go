// Package api is REST v1: thin handlers that decode, call the same service methods as the pages, and present. Every
// answer wears one envelope; every error has a stable code. OpenAPI 3.1 is generated from the types.
package api

import (
	"context"
	"net/http"
	"sync"

	"klear/internal/platform/flags"
	"klear/internal/platform/httpx"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Prefix of every route of version 1.
const Prefix = "/api/v1"

// MediaType is the Versioned type that is accepted and answered beside application/json.
const MediaType = "application/vnd.klear.v1+json"

// New makes the API on mux with its OpenAPI document at /api/openapi.json.
func New(mux *http.ServeMux, publicURL string, on *flags.Flags) huma.API {
	cfg := huma.DefaultConfig("Klear", "1")
	cfg.Info.Description = "Find, book, pay and meet. Amounts are integers in minor units of an ISO 4217 currency; instants are RFC 3339 in UTC."
	cfg.Servers = []*huma.Server{{URL: publicURL}}
	cfg.CreateHooks = nil // no $schema in bodies
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "/api/openapi", "", ""
	cfg.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat, MediaType: jsonFormat}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
	}
	useEnvelope()
	a := humago.New(mux, cfg)
	a.UseMiddleware(gate(a, on), keyNeeded(a))
	return a
}

// useEnvelope sets a variable of huma's that all of its APIs share: once, since tests build several at a time.
var useEnvelope = sync.OnceFunc(func() { huma.NewErrorWithContext = newError })

var jsonFormat = huma.DefaultJSONFormat

// Out is what handlers return.
type Out[T any] struct{ Body httpx.Envelope[T] }

// OK wraps data.
func OK[T any](ctx context.Context, data T) *Out[T] {
	return &Out[T]{Body: httpx.Envelope[T]{Success: true, Data: data, Meta: httpx.MetaOf(ctx)}}
}

// OKPage wraps one page of a list.
func OKPage[T any](ctx context.Context, data T, page, limit, total int) *Out[T] {
	o := OK(ctx, data)
	p := httpx.NewPagination(page, limit, total)
	o.Body.Meta.Pagination = &p
	return o
}

// Empty is the data of an answer that has none.
type Empty struct{}

// PageQuery is embedded in the input of lists.
type PageQuery struct {
	Page  int `query:"page" default:"1" minimum:"1" maximum:"10000" doc:"counted from 1"`
	Limit int `query:"limit" default:"20" minimum:"1" maximum:"100"`
}

// IdempotencyHeader is embedded in the input of requests that change something.
type IdempotencyHeader struct {
	IdempotencyKey string `json:"-" header:"Idempotency-Key" maxLength:"255" doc:"same key and request: same answer, done once; kept for 48 hours"`
}

func (h IdempotencyHeader) idempotencyKey() string { return h.IdempotencyKey }

// MoneyKeyHeader is IdempotencyHeader for requests about money, which nobody may send twice by mistake: without a key they
// are refused (keyNeeded).
type MoneyKeyHeader struct {
	IdempotencyKey string `json:"-" header:"Idempotency-Key" required:"true" maxLength:"255" doc:"same key and request: same answer, done once; kept for 48 hours"`
}

func (h MoneyKeyHeader) idempotencyKey() string { return h.IdempotencyKey }
