package clients

import (
	"net/http"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

const shown = 50

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	number := page.Number(r)
	v, err := h.listView(w, r, who, "", number)
	if err != nil {
		return err
	}
	v.Pages = page.Pages(r, number, v.Total, shown)
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

// find is a form that is posted, though it changes nothing: names and addresses have no place in a URL.
func (h Handler) find(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := h.listView(w, r, who, form.Get("q"), 1)
	if err != nil {
		return err
	}
	v.More = v.Total > len(v.Items)
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) listView(w http.ResponseWriter, r *http.Request, who identity.Principal, words string, number int) (List, error) {
	v := List{Page: h.page(w, r, ""), Words: words}
	list, total, err := h.Clients.List(r.Context(), who, words, number, shown)
	if err != nil {
		return List{}, err
	}
	v.Total = total
	for _, c := range list {
		v.Items = append(v.Items, item(c))
	}
	return v, nil
}

func item(c client.Client) Item {
	return Item{URL: address(c), Name: c.Name, Email: c.Email, Phone: c.Phone, Sessions: c.Sessions, LastAt: c.LastAt, Erased: c.Erased}
}
