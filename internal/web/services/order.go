package services

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/web/page"
)

// order puts the services in order: "order" lists all of them after a drag, "up" and "down" move one past its neighbour.
// Options stay behind their service. A move past the end changes nothing.
func (h Handler) order(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	groups := catalog.Grouped(practice.Services)
	wanted, err := arranged(groups, form)
	if err != nil {
		return h.listAgain(w, r, practice, err)
	}
	if _, err := h.Catalog.ReorderServices(r.Context(), who, practice.ID, wanted); err != nil {
		return h.listAgain(w, r, practice, err)
	}
	page.See(w, r, "/pro/services#s-"+moved(form))
	return nil
}

// moved is the service that the page is shown at again.
func moved(form url.Values) string {
	for _, name := range []string{"up", "down", "dragged"} {
		if id, err := uuid.Parse(form.Get(name)); err == nil {
			return id.String()
		}
	}
	return ""
}

// arranged is the order that a form asks for, as ids of all services. ErrServiceOrder.
func arranged(groups [][]catalog.Service, form url.Values) ([]uuid.UUID, error) {
	heads := make([]string, len(groups))
	byHead := make(map[string][]catalog.Service, len(groups))
	for i, g := range groups {
		heads[i] = g[0].Heading().String()
		byHead[heads[i]] = g
	}
	if list := form.Get("order"); list != "" {
		heads = strings.Split(list, ",")
	} else {
		step(heads, form.Get("up"), -1)
		step(heads, form.Get("down"), 1)
	}
	var out []uuid.UUID
	for _, head := range heads {
		group, ok := byHead[head]
		if !ok {
			return nil, catalog.ErrServiceOrder
		}
		for _, s := range group {
			out = append(out, s.ID)
		}
	}
	return out, nil
}

// step moves one entry by one place, as far as there is one.
func step(list []string, id string, by int) {
	i := slices.Index(list, id)
	if to := i + by; i >= 0 && to >= 0 && to < len(list) {
		list[i], list[to] = list[to], list[i]
	}
}
