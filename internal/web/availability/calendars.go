package availability

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const calendarsPath = "/pro/calendars"

// maxFile is the largest calendar file, as the page says it.
const maxFile = 10 << 20

func (h Handler) showCalendars(w http.ResponseWriter, r *http.Request, p practice) error {
	v, err := h.calendarsView(w, r, p)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, CalendarsPage(v))
	return nil
}

func (h Handler) calendarsView(w http.ResponseWriter, r *http.Request, p practice) (Calendars, error) {
	v := Calendars{Page: h.page(w, r, p, "hours.calendars"), Zone: p.Zone}
	list, err := h.Schedule.Sources(r.Context(), p.ID)
	if err != nil {
		return Calendars{}, err
	}
	for _, s := range list {
		c := Calendar{ID: s.ID.String(), Name: s.Name, Kind: s.Kind, Zone: page.Location(s.Zone), Fetched: s.FetchedAt}
		if s.Error != "" {
			c.Wrong = codeText(v.Page.L, s.Error)
		}
		v.List = append(v.List, c)
	}
	if v.FeedSince, err = h.Schedule.FeedSince(r.Context(), p.ID); err != nil {
		return Calendars{}, err
	}
	v.Account, err = h.accountView(r, p, v.Page)
	return v, err
}

// addCalendar links an address, or reads a file once.
func (h Handler) addCalendar(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	n := schedule.NewSource{Practitioner: p.ID, Person: p.who.PersonID, Zone: form.Get("zone"), Name: strings.TrimSpace(form.Get("name")),
		URL: strings.TrimSpace(form.Get("url")), Tentative: form.Get("tentative") != ""}
	if n.File, err = uploaded(r); err != nil {
		return err
	}
	if _, err := h.Schedule.AddSource(r.Context(), n); err != nil {
		return h.calendarsAgain(w, r, p, form, err)
	}
	return h.Kit.Done(w, r, "calendar_added", calendarsPath)
}

// uploaded is the content of the file that came with a form; nothing when none was chosen.
func uploaded(r *http.Request) ([]byte, error) {
	file, _, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, page.ErrForm.With(err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(content) > maxFile {
		return nil, httpx.ErrBodyTooLarge
	}
	return content, err
}

// calendarsAgain says beside the field what is wrong with it; what a calendar answered is said beside its address.
func (h Handler) calendarsAgain(w http.ResponseWriter, r *http.Request, p practice, form url.Values, fault error) error {
	v, err := h.calendarsView(w, r, p)
	if err != nil {
		return errors.Join(fault, err)
	}
	e, isOurs := apperr.As(fault)
	_, status := httpx.Public(fault)
	switch {
	case !isOurs || status >= http.StatusInternalServerError:
		return fault
	case h.Kit.Wrong(&v.Page, form, fault, nil):
	case e.Kind == apperr.Conflict:
		page.Warn(&v.Page, e)
		page.Keep(&v.Page, form)
	default:
		v.Page.Errors = []ui.FieldError{{Field: "url", Message: page.Words(v.Page, e)}}
		page.Keep(&v.Page, form)
		status = http.StatusUnprocessableEntity
	}
	httpx.WritePage(w, r, status, CalendarsPage(v))
	return nil
}

// calendar is the id in the path.
func calendar(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("calendar"))
	if err != nil {
		return id, schedule.ErrNotFound
	}
	return id, nil
}

func (h Handler) refreshCalendar(w http.ResponseWriter, r *http.Request, p practice) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := calendar(r)
	if err != nil {
		return err
	}
	src, err := h.Schedule.RefreshSource(r.Context(), p.ID, id)
	if err != nil {
		return err
	}
	if src.Error != "" { // why stands beside the calendar
		h.Kit.Flash(w, ui.Warning, "calendar_not_read")
		page.See(w, r, calendarsPath)
		return nil
	}
	return h.Kit.Done(w, r, "calendar_read", calendarsPath)
}

// removeCalendar may be pressed twice.
func (h Handler) removeCalendar(w http.ResponseWriter, r *http.Request, p practice) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := calendar(r)
	if err != nil {
		return err
	}
	if err := h.Schedule.RemoveSource(r.Context(), p.ID, id); err != nil && !errors.Is(err, schedule.ErrNotFound) {
		return err
	}
	return h.Kit.Done(w, r, "calendar_removed", calendarsPath)
}

// newFeed shows the secret address in its own answer: it is written down nowhere, so no later page could.
func (h Handler) newFeed(w http.ResponseWriter, r *http.Request, p practice) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	secret, err := h.Schedule.NewFeed(r.Context(), p.ID)
	if err != nil {
		return err
	}
	v, err := h.calendarsView(w, r, p)
	if err != nil {
		return err
	}
	v.Feed = h.Kit.BaseURL + "/calendar/" + secret + ".ics"
	httpx.WritePage(w, r, http.StatusOK, CalendarsPage(v))
	return nil
}
