package goalpages

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "goal_changed", func(id uuid.UUID, in url.Values) error {
		version, err := page.SeenVersion(in.Get("version"))
		if err != nil {
			return err
		}
		d, err := draft(in)
		if err == nil {
			_, err = h.Goals.Edit(r.Context(), who, id, version, d)
		}
		return page.InForm(err, "goal")
	})
}

func (h Handler) move(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "goal_changed", func(id uuid.UUID, in url.Values) error {
		version, err := page.SeenVersion(in.Get("version"))
		if err != nil {
			return err
		}
		_, err = h.Goals.Move(r.Context(), who, id, version, goal.State(in.Get("state")))
		return err
	})
}

func (h Handler) advance(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "goal_step", func(id uuid.UUID, in url.Values) error {
		a := goal.Advance{Note: in.Get("note")}
		_, a.Zone = h.Reader(r)
		a.Amount, _ = strconv.Atoi(in.Get("amount")) // what is no number is out of range
		var err error
		if a.Day, err = day(in, "day"); err == nil {
			_, err = h.Goals.Step(r.Context(), who, id, a)
		}
		return page.InForm(err, "step")
	})
}

func (h Handler) undo(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "goal_undone", func(id uuid.UUID, _ url.Values) error {
		step, err := uuid.Parse(r.PathValue("step"))
		if err != nil {
			return goal.ErrNoStep
		}
		return h.Goals.Undo(r.Context(), who, id, step)
	})
}

func (h Handler) remove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := ref(r)
	if err != nil {
		return err
	}
	if err := h.Goals.Remove(r.Context(), who, id); err != nil {
		return err
	}
	return h.Done(w, r, "goal_removed", "/goals")
}

// change does something to the goal of the path and goes back to where it was asked for; what is wrong is said on the
// goal's own page.
func (h Handler) change(w http.ResponseWriter, r *http.Request, who identity.Principal, said string, do func(uuid.UUID, url.Values) error) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	id, err := ref(r)
	if err != nil {
		return err
	}
	fault := do(id, in)
	if fault == nil {
		return h.Done(w, r, said, back(in.Get("back"), id))
	}
	v, err := h.one(w, r, who, id)
	if err != nil {
		return err
	}
	status, ok := h.Again(&v.Page, in, fault, nil)
	if !ok {
		return fault
	}
	v.Open = in.Has("title") // the form of the goal itself
	httpx.WritePage(w, r, status, ShowPage(v))
	return nil
}

// back is one of the pages with goals on them.
func back(asked string, id uuid.UUID) string {
	if asked == "/today" || asked == "/goals" {
		return asked
	}
	return address(id)
}
