package simulator

import (
	"context"
	"net/http"

	"github.com/google/uuid"
)

// find answers with what was made under one of the caller's references.
func find[T, V any](read func(context.Context, uuid.UUID) (T, error), view func(T) V) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		reference, ok := readReference(w, r)
		if !ok {
			return
		}
		v, err := read(r.Context(), reference)
		answer(w, view(v), err)
	}
}
