package desk

import (
	"net/http"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
)

// places are where queues that have a page of their own are.
var places = map[desk.Queue]string{desk.Verification: "/admin/verification", desk.Reports: "/admin/reports", desk.Contests: "/admin/contests"}

func (h Handler) start(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	counts, err := h.Desk.Counts(r.Context(), who)
	if err != nil {
		return err
	}
	v := Start{Page: h.titled(w, r, "desk", "nav.desk")}
	for _, c := range counts {
		url, own := places[c.Queue]
		if !own {
			url = "/admin/queue/" + string(c.Queue)
		}
		v.Queues = append(v.Queues, Waiting{Key: string(c.Queue), URL: url, Count: c.Waiting, Oldest: c.Oldest})
		v.Total += c.Waiting
	}
	httpx.WritePage(w, r, http.StatusOK, StartPage(v))
	return nil
}

func (h Handler) shortcuts(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	h.Kit.SaveShortcuts(w, form.Get("keys") == "yes")
	return h.Kit.Done(w, r, "shortcuts_saved", "/admin")
}
