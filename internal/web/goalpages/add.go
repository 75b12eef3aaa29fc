package goalpages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) blank(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	httpx.WritePage(w, r, http.StatusOK, NewPage(h.blankPage(w, r)))
	return nil
}

func (h Handler) blankPage(w http.ResponseWriter, r *http.Request) New {
	p := h.page(w, r, "")
	p.Title = p.L.T("goals.new")
	return New{Page: p, Measures: Measures(p, string(goal.Days)), Target: "5"}
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	d, fault := draft(in)
	if fault == nil {
		d.Measure = goal.Measure(in.Get("measure"))
		_, fault = h.Goals.Add(r.Context(), who, d)
	}
	if fault == nil {
		return h.Done(w, r, "goal_added", "/goals")
	}
	v := h.blankPage(w, r)
	status, ok := h.Again(&v.Page, in, page.InForm(fault, "goal"), nil)
	if !ok {
		return fault
	}
	v.Measures = Measures(v.Page, in.Get("measure"))
	httpx.WritePage(w, r, status, NewPage(v))
	return nil
}

// Measures are the ways in which a goal is counted, as a question.
func Measures(p layout.Page, chosen string) []ui.Choice {
	var out []ui.Choice
	for _, m := range goal.Measures {
		name := string(m)
		out = append(out, ui.Choice{Value: name, Label: p.L.T("goals.measure_" + name), Hint: p.L.T("goals.measure_" + name + "_hint"), Selected: name == chosen})
	}
	return out
}

// draft reads title, why, target and due.
func draft(in url.Values) (goal.Draft, error) {
	d := goal.Draft{Title: in.Get("title"), Why: in.Get("why")}
	d.Target, _ = strconv.Atoi(in.Get("target")) // what is no number is out of every range
	var err error
	d.Due, err = day(in, "due")
	return d, err
}

// day reads a date, midnight UTC; zero for none.
func day(in url.Values, field string) (time.Time, error) {
	if in.Get(field) == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, in.Get(field))
	if err != nil {
		return t, apperr.ErrValidation.WithFields(apperr.Field{Path: field, Code: "date", Message: "Write a date."})
	}
	return t, nil
}
