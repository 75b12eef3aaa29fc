package insightpages

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) one(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := ref(r)
	if err != nil {
		return err
	}
	c, entries, err := h.Insights.One(r.Context(), who, id)
	if err != nil {
		return err
	}
	words, err := h.Insights.Words(r.Context(), who)
	if err != nil {
		return err
	}
	v := One{Page: h.page(w, r, "insights.one")}
	v.Claim = claim(page.ClaimWords(v.Page.L, c, words), c)
	for _, e := range entries {
		v.Entries = append(v.Entries, Entry{URL: "/mood/" + e.ID.String(), Day: e.Day, Figure: e.Mood, Words: ui.BloomWords(v.Page.L, e.Mood)})
	}
	httpx.WritePage(w, r, http.StatusOK, OnePage(v))
	return nil
}

// decide keeps what somebody says of a claim. What is wrong goes away; the page of all says so.
func (h Handler) decide(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	id, err := ref(r)
	if err != nil {
		return err
	}
	verdict := insight.Verdict(in.Get("verdict"))
	if err := h.Insights.Decide(r.Context(), who, id, verdict); err != nil {
		return err
	}
	return h.Done(w, r, "insight_"+string(verdict), "/insights")
}
