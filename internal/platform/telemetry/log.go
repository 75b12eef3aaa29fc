package telemetry

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"klear/internal/platform/secret"
)

// FromContext adds what ctx knows (request id, trace id, job id) to a record.
type FromContext func(ctx context.Context, r *slog.Record)

// LogOptions configure NewLogger.
type LogOptions struct {
	Level   slog.Leveler
	JSON    bool // else text
	Context []FromContext
}

// NewLogger makes the program's logger. Values of attributes named like a credential or a contact are masked, as the
// last line of defence: nobody should have logged them in the first place. Both formats quote line breaks, so that a
// value cannot forge a line.
func NewLogger(w io.Writer, opt LogOptions) *slog.Logger {
	h := &slog.HandlerOptions{Level: opt.Level, ReplaceAttr: mask}
	var base slog.Handler = slog.NewTextHandler(w, h)
	if opt.JSON {
		base = slog.NewJSONHandler(w, h)
	}
	if len(opt.Context) == 0 {
		return slog.New(base)
	}
	return slog.New(&contextHandler{Handler: base, add: opt.Context})
}

// contextHandler lets the context add its attributes to each record.
type contextHandler struct {
	slog.Handler
	add []FromContext
}

// Handle adds the attributes of ctx.
func (h *contextHandler) Handle(ctx context.Context, r slog.Record) error {
	for _, add := range h.add {
		add(ctx, &r)
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the context attributes.
func (h *contextHandler) WithAttrs(a []slog.Attr) slog.Handler {
	return &contextHandler{Handler: h.Handler.WithAttrs(a), add: h.add}
}

// WithGroup keeps the context attributes; they end up inside the group.
func (h *contextHandler) WithGroup(name string) slog.Handler {
	return &contextHandler{Handler: h.Handler.WithGroup(name), add: h.add}
}

// masked are the names, alone or after an underscore ("reset_token"), whose values are never shown.
var masked = map[string]bool{
	"password": true, "passphrase": true, "secret": true, "token": true, "authorization": true, "cookie": true, "key": true,
	"apikey": true, "otp": true, "cvc": true, "pan": true, "iban": true,
	"email": true, "phone": true, "address": true, "body": true, "note": true, "notes": true, "diagnosis": true,
}

func mask(_ []string, a slog.Attr) slog.Attr {
	name := a.Key[strings.LastIndexAny(a.Key, "_-.")+1:]
	if masked[name] || masked[strings.ToLower(name)] {
		return slog.String(a.Key, secret.Mask)
	}
	return a
}
