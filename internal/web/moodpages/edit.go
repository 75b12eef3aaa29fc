package moodpages

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showEntry(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.entryPage(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EntryPage(v))
	return nil
}

func (h Handler) entryPage(w http.ResponseWriter, r *http.Request, who identity.Principal) (Edit, error) {
	e, err := h.entry(r, who)
	if err != nil {
		return Edit{}, err
	}
	triggers, err := h.Moods.Triggers(r.Context(), who)
	if err != nil {
		return Edit{}, err
	}
	v := Edit{Page: h.page(w, r, "mood.edit_title")}
	v.Entry, v.Form = shown(v.Page, e), form(v.Page, e, triggers)
	return v, nil
}

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	e, err := h.entry(r, who)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(in.Get("version"))
	if err != nil {
		return err
	}
	d, fault := draft(in, e.Zone, h.Clock.Now())
	if fault == nil {
		if d.At.Truncate(time.Minute).Equal(e.At.Truncate(time.Minute)) {
			d.At = e.At // the form shows no seconds
		}
		if d.Mood > 0 && ui.BloomOf(d.Mood) == ui.BloomOf(e.Mood) {
			d.Mood = e.Mood // a figure of another program lies between two blooms
		}
		_, fault = h.Moods.Edit(r.Context(), who, e.ID, version, d)
	}
	if fault == nil {
		return h.Done(w, r, "mood_changed", "/mood")
	}
	v, err := h.entryPage(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Again(&v.Page, in, fault, map[string]string{"at": "day", "triggers": "words"})
	if !ok {
		return fault
	}
	v.Form.refill(v.Page, in)
	httpx.WritePage(w, r, status, EntryPage(v))
	return nil
}

func (h Handler) remove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return mood.ErrNotFound
	}
	if err := h.Moods.Remove(r.Context(), who, id); err != nil {
		return err
	}
	return h.Done(w, r, "mood_removed", "/mood")
}
