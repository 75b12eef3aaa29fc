package telemetry

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// TraceOptions configure NewTracing.
type TraceOptions struct {
	Endpoint string  // base URL of the collector, e.g. http://localhost:4318; "" turns tracing off
	Service  string  // name in the traces
	Version  string  // of this build
	Ratio    float64 // share of new traces that are kept; 0 means all
}

// Tracing makes spans, or none at almost no cost.
type Tracing struct {
	// Provider is never nil; pass it to libraries (database driver, HTTP client).
	Provider trace.TracerProvider
	// Propagator carries the W3C trace context over jobs and outgoing requests.
	Propagator propagation.TextMapPropagator

	sdk *sdktrace.TracerProvider
}

// NewTracing connects to the collector lazily: an absent collector costs spans, never a start or a request.
func NewTracing(ctx context.Context, opt TraceOptions) (*Tracing, error) {
	t := &Tracing{Provider: noop.NewTracerProvider(), Propagator: propagation.TraceContext{}}
	if opt.Endpoint == "" {
		return t, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(opt.Endpoint+"/v1/traces"))
	if err != nil {
		return nil, fmt.Errorf("telemetry: trace exporter: %w", err)
	}
	ratio := opt.Ratio
	if ratio == 0 {
		ratio = 1
	}
	t.sdk = sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(ratio))),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", opt.Service),
			attribute.String("service.version", opt.Version),
		)),
	)
	t.Provider = t.sdk
	return t, nil
}

// Tracer is the tracer of one package, or nil when tracing is off.
func (t *Tracing) Tracer(name string) trace.Tracer {
	if t.sdk == nil {
		return nil
	}
	return t.sdk.Tracer(name)
}

// Shutdown sends the spans that are still buffered, within ctx.
func (t *Tracing) Shutdown(ctx context.Context) error {
	if t.sdk == nil {
		return nil
	}
	return t.sdk.Shutdown(ctx)
}
