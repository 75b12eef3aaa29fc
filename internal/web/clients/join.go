package clients

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/platform/idem"
)

// join makes one client of two. One of the two addresses is gone afterwards: a second press is known by the form's key.
func (h Handler) join(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	one, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return client.ErrNotFound
	}
	other, err := uuid.Parse(form.Get("other"))
	if err != nil {
		return client.ErrNotFound
	}
	key, err := idem.New("client join:"+who.PersonID.String(), form.Get("key"), [2]uuid.UUID{one, other})
	if err != nil {
		return err
	}
	joined, err := h.Clients.Join(idem.With(r.Context(), key), who, one, other)
	if err == nil {
		return h.Kit.Done(w, r, "client_joined", address(joined))
	}
	c, gone := h.one(r, who)
	if gone != nil {
		return err
	}
	return h.showAgain(w, r, who, c, form, err)
}
