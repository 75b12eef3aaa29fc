package httpx

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

var w3c = propagation.TraceContext{}

// startSpan opens the request's span when tracing is on. A trace is only continued for trusted proxies: a stranger
// must not decide what we sample or join our traces to theirs.
func (x *exchange) startSpan(ctx context.Context, r *http.Request) context.Context {
	if x.stack.opt.Tracer == nil {
		return ctx
	}
	if x.trusted {
		ctx = w3c.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	ctx, x.span = x.stack.opt.Tracer.Start(ctx, methodName(r.Method), trace.WithSpanKind(trace.SpanKindServer))
	return ctx
}

func (x *exchange) endSpan(route, method string, status int) {
	if x.span == nil {
		return
	}
	if x.span.IsRecording() {
		x.span.SetName(method + " " + route)
		x.span.SetAttributes(
			attribute.String("http.request.method", method),
			attribute.String("http.route", route),
			attribute.Int("http.response.status_code", status),
		)
		if status >= 500 {
			x.span.SetStatus(codes.Error, "")
		}
	}
	x.span.End()
}
