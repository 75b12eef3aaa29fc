package listing

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
)

func (h Handler) showCalendar(w http.ResponseWriter, r *http.Request, _ identity.Principal, p catalog.Practitioner) error {
	linked, err := h.Schedule.Sources(r.Context(), p.ID)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, StartCalendarPage(StartCalendar{Start: h.start(w, r, catalog.StepCalendar), Linked: len(linked)}))
	return nil
}

// saveCalendar links a calendar by its address. An address that cannot be read is said beside its field; nothing is kept.
func (h Handler) saveCalendar(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v := StartCalendar{Start: h.start(w, r, catalog.StepCalendar), URL: form.Get("url")}
	fault := h.link(r, p, v.URL, v.Page.L.T("start.calendar_name"))
	if fault == nil {
		return h.passed(w, r, who, p, catalog.StepCalendar)
	}
	status, err := h.refused(&v.Page, beside("url", fault))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, status, StartCalendarPage(v))
	return nil
}

func (h Handler) link(r *http.Request, p catalog.Practitioner, url, name string) error {
	if url == "" {
		return apperr.ErrValidation.WithFields(apperr.Field{Path: "url", Code: "required", Message: "Give the calendar's address."})
	}
	_, err := h.Schedule.AddSource(r.Context(), schedule.NewSource{Practitioner: p.ID, Person: p.PersonID, Zone: p.Zone, Name: name, URL: url, Tentative: true})
	return err
}
