package goalpages

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

const perPage = 20

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := ref(r)
	if err != nil {
		return err
	}
	v, err := h.one(w, r, who, id)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	return nil
}

func (h Handler) one(w http.ResponseWriter, r *http.Request, who identity.Principal, id uuid.UUID) (Show, error) {
	v := Show{Page: h.page(w, r, "")}
	g, err := h.Goals.Get(r.Context(), who, id, v.Page.Zone)
	if err != nil {
		return v, err
	}
	v.fill(g)
	n := page.Number(r)
	steps, total, err := h.Goals.Steps(r.Context(), who, id, n, perPage)
	if err != nil {
		return v, err
	}
	v.Pages = page.Pages(r, n, total, perPage)
	for _, s := range steps {
		v.Steps = append(v.Steps, Step{Remove: v.Far.URL + "/progress/" + s.ID.String() + "/remove", Day: s.Day, Amount: s.Amount, Note: s.Note})
	}
	course, err := h.Goals.Course(r.Context(), who, id)
	for _, m := range course {
		v.Course = append(v.Course, Move{To: string(m.To), At: m.At})
	}
	return v, err
}

// fill puts the goal itself into its page.
func (v *Show) fill(g goal.Goal) {
	v.Page.Title = g.Title
	v.Far = page.GoalCard(v.Page.L, g, "/goals/"+g.ID.String())
	v.Why, v.Measure, v.State, v.Target, v.Version, v.Reached = g.Why, string(g.Measure), string(g.State), g.Target, g.Version, g.Reached()
	if !g.Due.IsZero() {
		v.Due = g.Due.Format(time.DateOnly)
		v.DueDay = g.Due
	}
	for _, s := range g.State.Next() {
		v.Next = append(v.Next, string(s))
	}
}
