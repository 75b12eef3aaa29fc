package api

import (
	"net/http"

	"klear/internal/platform/flags"

	"github.com/danielgtaylor/huma/v2"
)

// flagKey is where the document says by which flag an operation can be switched off.
const flagKey = "x-flag"

// flagged is an operation that is there while its flag is on.
func flagged(o huma.Operation, flag flags.Name) huma.Operation {
	o.Extensions = map[string]any{flagKey: string(flag)}
	return o
}

// gate answers for operations that are switched off, before anybody asks who is calling.
func gate(a huma.API, on *flags.Flags) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		name, ok := ctx.Operation().Extensions[flagKey].(string)
		if ok && !on.On(ctx.Context(), flags.Name(name)) {
			_ = huma.WriteErr(a, ctx, http.StatusInternalServerError, "", flags.ErrOff) // newError finds the status; the client may have gone
			return
		}
		next(ctx)
	}
}
