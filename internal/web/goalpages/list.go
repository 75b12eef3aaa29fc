package goalpages

import (
	"net/http"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := List{Page: h.page(w, r, "")}
	v.Page.Title = v.Page.L.T("goals.title")
	all, err := h.Goals.List(r.Context(), who, v.Page.Zone)
	if err != nil {
		return err
	}
	for _, g := range all {
		card := page.GoalCard(v.Page.L, g, "/goals")
		if g.State == goal.Active {
			v.Active = append(v.Active, Active{GoalProps: card, Why: g.Why, Due: g.Due})
			continue
		}
		v.Resting = append(v.Resting, Resting{URL: card.URL, Title: card.Title, State: string(g.State)})
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}
