package sharing

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/share"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// shared is the practitioner's page of one client. Nothing is read until they ask for a kind.
func (h Handler) shared(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return client.ErrNotFound
	}
	c, err := h.Clients.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	v := Shared{Page: h.page(w, r, "sharing.shared_title"), URL: "/pro/clients/" + id.String(), Name: c.Name}
	v.Page.Area, v.Page.Section = layout.Work, "clients"
	open, err := h.Shares.Open(r.Context(), who)
	if err != nil {
		return err
	}
	for _, consent := range open {
		if c.Booked() && consent.Person == c.PersonID {
			v.Until = consent.Until
			err = h.fill(r, who, &v, consent, share.Kind(page.Query(r).Get("kind")))
		}
	}
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, SharedPage(v))
	return nil
}

// fill reads the kind that was asked for. What is not shared is not there to be asked for.
func (h Handler) fill(r *http.Request, who identity.Principal, v *Shared, c share.Consent, asked share.Kind) error {
	for _, k := range c.Kinds {
		name := string(k)
		v.Kinds = append(v.Kinds, ui.Choice{Value: v.URL + "/shared?kind=" + name, Label: v.Page.L.T("sharing.kind_" + name), Selected: k == asked})
	}
	switch {
	case !c.Has(asked):
		return nil
	case asked == share.Mood:
		return h.mood(r, who, v, c.ID)
	case asked == share.Goals:
		return h.goals(r, who, v, c.ID)
	}
	return h.insights(r, who, v, c.ID)
}

func (h Handler) mood(r *http.Request, who identity.Principal, v *Shared, id uuid.UUID) error {
	points, err := h.Shares.ReadMood(r.Context(), who, id)
	if err != nil {
		return err
	}
	const days = 7 * share.Weeks
	last := v.Page.Now.UTC().Truncate(24 * time.Hour)
	chart := page.MoodChart(v.Page.L, page.MoodSpan{Name: "3m", First: last.AddDate(0, 0, 1-days), Days: days, Per: 7}, points)
	v.Chart = &chart
	return nil
}

func (h Handler) goals(r *http.Request, who identity.Principal, v *Shared, id uuid.UUID) error {
	list, err := h.Shares.ReadGoals(r.Context(), who, id)
	for _, g := range list {
		card := page.GoalCard(v.Page.L, g, "")
		v.Goals = append(v.Goals, Goal{GoalProps: card, State: string(g.State)})
	}
	v.None = len(list) == 0
	return err
}

func (h Handler) insights(r *http.Request, who identity.Principal, v *Shared, id uuid.UUID) error {
	report, words, err := h.Shares.ReadInsights(r.Context(), who, id)
	for _, c := range report.Claims {
		v.Claims = append(v.Claims, page.ClaimWords(v.Page.L, c, words))
	}
	v.None = len(report.Claims) == 0
	return err
}
