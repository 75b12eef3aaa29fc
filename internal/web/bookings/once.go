package bookings

import (
	"context"
	"net/http"
	"net/url"

	"klear/internal/platform/idem"
)

// once lets a form be sent again under its key, by an impatient person or by the outbox, and be done once: what was
// chosen is part of what the key stands for.
func once(r *http.Request, b mine, verb string, form url.Values, chosen ...any) (context.Context, error) {
	k, err := idem.New("page "+verb+":"+b.ID.String()+":"+b.caller.PersonID.String(), form.Get("key"), chosen)
	if err != nil {
		return nil, err
	}
	return idem.With(r.Context(), k), nil
}
