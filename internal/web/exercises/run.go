package exercises

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// fields are what a step's form calls the parts of an answer.
var fields = map[string]string{"text": "answer", "lines": "answer", "options": "answer", "rate": "answer"}

func (h Handler) run(r *http.Request, who identity.Principal) (companion.Run, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return companion.Run{}, companion.ErrNoRun
	}
	return h.Companion.GetRun(r.Context(), who, id)
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal, run companion.Run) Run {
	v := Run{Page: h.page(w, r, ""), URL: "/exercises/run/" + run.ID.String(), Version: run.Version}
	v.About = about(v.Page, run.Exercise)
	v.Page.Title = v.About.Title
	open, ok := run.Exercise.Open(run.Run)
	if ok {
		s := step(v.Page, run, open)
		v.Step = &s
	}
	plan := slices.Contains(run.Exercise.Helps, exercise.Crisis)
	if open.Lines || plan && !ok {
		if v.Card, v.Page.Care = v.Page.Care, nil; v.Card == nil {
			v.Card = &layout.CareCard{Packs: h.Lines(v.Page, who)}
		}
	}
	if plan && !ok {
		w.Header().Set("Klear-Keep", "1") // the worker keeps it sealed on the device, for when there is no network
	}
	v.Given = given(v.Page, run)
	v.Before, v.After, v.Rated = run.Exercise.Change(run.Run)
	return v
}

func (h Handler) showRun(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	run, err := h.run(r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, RunPage(h.view(w, r, who, run)))
	return nil
}

// step answers the open step, leaves it out, or opens the one before.
func (h Handler) step(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	run, err := h.run(r, who)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	if form.Get("do") == "back" {
		return h.back(w, r, who, run, version)
	}
	_, fault := h.Companion.Step(r.Context(), who, run.ID, version, answer(form))
	if fault == nil {
		page.See(w, r, "/exercises/run/"+run.ID.String())
		return nil
	}
	v := h.view(w, r, who, run)
	status, ok := h.Again(&v.Page, form, fault, fields)
	if !ok {
		return fault
	}
	if v.Step != nil && form.Get("step") == v.Step.ID {
		v.Step.refill(form["answer"])
	}
	httpx.WritePage(w, r, status, RunPage(v))
	return nil
}

// back shows the step before with the answer that stood there, to be changed.
func (h Handler) back(w http.ResponseWriter, r *http.Request, who identity.Principal, run companion.Run, version int64) error {
	before, was, err := h.Companion.Back(r.Context(), who, run.ID, version)
	if err != nil {
		return err
	}
	v := h.view(w, r, who, before)
	v.Step.refill(values(was))
	httpx.WritePage(w, r, http.StatusOK, RunPage(v))
	return nil
}

// answer reads a step's form. What the step does not ask for the module leaves out.
func answer(form url.Values) exercise.Answer {
	a := exercise.Answer{Step: form.Get("step"), Skipped: form.Get("do") == "skip", Text: form.Get("answer"), Options: form["answer"], Lines: strings.Split(form.Get("answer"), "\n")}
	if n, err := strconv.Atoi(form.Get("answer")); err == nil {
		a.Rate = &n
	}
	return a
}

// values are an answer as its form had it.
func values(a exercise.Answer) []string {
	switch {
	case a.Rate != nil:
		return []string{strconv.Itoa(*a.Rate)}
	case len(a.Lines) > 0:
		return []string{strings.Join(a.Lines, "\n")}
	case len(a.Options) > 0:
		return a.Options
	}
	return []string{a.Text}
}

func (h Handler) drop(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return companion.ErrNoRun
	}
	if err := h.Companion.DeleteRun(r.Context(), who, id); err != nil {
		return err
	}
	return h.Done(w, r, "exercise_deleted", "/exercises")
}
