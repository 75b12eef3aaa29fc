package insightpages

import (
	"errors"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	report, err := h.Insights.Latest(r.Context(), who)
	if errors.Is(err, insight.ErrBarred) {
		p := h.page(w, r, "insights.title")
		p.Notices = append(p.Notices, page.Law(p.L, "law.insights", h.Insights.Rules(who)))
		httpx.WritePage(w, r, http.StatusOK, BarredPage(p))
		return nil
	}
	if err != nil {
		return err
	}
	words, err := h.Insights.Words(r.Context(), who)
	if err != nil {
		return err
	}
	v := Show{Page: h.page(w, r, "insights.title"), At: report.At, Days: report.Days, Have: report.HaveDays, Need: insight.MinDays}
	for _, c := range report.Claims {
		v.Claims = append(v.Claims, claim(page.ClaimWords(v.Page.L, c, words), c))
	}
	for _, c := range report.Hidden {
		v.Hidden = append(v.Hidden, claim(page.ClaimWords(v.Page.L, c, words), c))
	}
	httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	return nil
}

func (h Handler) look(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	if _, err := h.Insights.Look(r.Context(), who); err != nil {
		return err
	}
	return h.Done(w, r, "insight_looked", "/insights")
}
