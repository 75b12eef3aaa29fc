package exercises

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := List{Page: h.page(w, r, "")}
	v.Page.Title = v.Page.L.T("exercise.title")
	runs, err := h.Companion.Runs(r.Context(), who)
	if err != nil {
		return err
	}
	for _, run := range runs {
		line := Line{URL: "/exercises/run/" + run.ID.String(), Title: run.Exercise.Title.In(tongue(v.Page)), At: run.TouchedAt}
		if run.Run.Done() {
			v.Done = append(v.Done, line)
		} else {
			v.Begun = append(v.Begun, line)
		}
	}
	for _, e := range h.Companion.Exercises.All() {
		v.All = append(v.All, about(v.Page, e))
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	e, err := h.Companion.Exercises.Find(r.PathValue("slug"))
	if err != nil {
		return err
	}
	v := Show{Page: h.page(w, r, "")}
	v.About = about(v.Page, e)
	v.Page.Title = v.About.Title
	httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	return nil
}

func (h Handler) begin(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	run, err := h.Companion.Do(r.Context(), who, r.PathValue("slug"))
	if err == nil {
		page.See(w, r, "/exercises/run/"+run.ID.String())
	}
	return err
}
