package availability

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/caldav"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// accountView is the linked calendar server; nil when there is none.
func (h Handler) accountView(r *http.Request, p practice, v layout.Page) (*Account, error) {
	a, err := h.Schedule.Account(r.Context(), p.ID)
	if errors.Is(err, schedule.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	out := &Account{Host: a.Host, User: a.User, Calendars: a.Calendars}
	if a.Error != "" {
		out.Wrong = codeText(v.L, a.Error)
	}
	if len(a.Edited) == 0 {
		return out, nil
	}
	list, _, err := h.Bookings.Agenda(r.Context(), h.Kit.Caller(r), booking.AgendaQuery{From: v.Now.AddDate(0, -1, 0), To: v.Now.AddDate(2, 0, 0), Page: 1, Limit: agendaLimit})
	if err != nil {
		return nil, err
	}
	names, err := h.names(r.Context(), list)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if slices.Contains(a.Edited, b.ID) {
			out.Edited = append(out.Edited, Edited{ID: b.ID.String(), Start: b.Start, End: b.End, Who: Who{Client: names[b.SeekerID], Code: b.Code, URL: addressOf(b)}})
		}
	}
	return out, nil
}

// addAccount links a calendar server. What it answered is said beside its address, a refused password beside that.
func (h Handler) addAccount(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	_, err = h.Schedule.AddAccount(r.Context(), schedule.NewAccount{Practitioner: p.ID, Person: p.who.PersonID,
		Account: caldav.Account{URL: strings.TrimSpace(form.Get("server")), User: strings.TrimSpace(form.Get("user")), Password: form.Get("password")}})
	if err != nil {
		return h.accountAgain(w, r, p, form, err)
	}
	return h.Kit.Done(w, r, "account_added", calendarsPath)
}

func (h Handler) accountAgain(w http.ResponseWriter, r *http.Request, p practice, form url.Values, fault error) error {
	e, ok := apperr.As(fault)
	_, status := httpx.Public(fault)
	if !ok || status >= http.StatusInternalServerError || e.Kind == apperr.NotFound {
		return fault
	}
	v, err := h.calendarsView(w, r, p)
	if err != nil {
		return errors.Join(fault, err)
	}
	if page.Keep(&v.Page, form); e.Kind == apperr.Conflict {
		page.Warn(&v.Page, e)
	} else if !h.Kit.Wrong(&v.Page, form, fault, map[string]string{"url": "server"}) {
		field := "server"
		if errors.Is(fault, caldav.ErrSignIn) {
			field = "password"
		}
		v.Page.Errors = []ui.FieldError{{Field: field, Message: page.Words(v.Page, e)}}
		status = http.StatusUnprocessableEntity
	}
	httpx.WritePage(w, r, status, CalendarsPage(v))
	return nil
}

func (h Handler) chooseCalendars(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	if _, err := h.Schedule.ChooseCalendars(r.Context(), p.ID, p.Zone, form["read"], form.Get("write")); err != nil {
		return h.accountAgain(w, r, p, form, err)
	}
	return h.Kit.Done(w, r, "account_saved", calendarsPath)
}

// removeAccount may be pressed twice.
func (h Handler) removeAccount(w http.ResponseWriter, r *http.Request, p practice) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	if err := h.Schedule.RemoveAccount(r.Context(), p.ID); err != nil && !errors.Is(err, schedule.ErrNotFound) {
		return err
	}
	return h.Kit.Done(w, r, "account_removed", calendarsPath)
}

// rewriteEvent puts ours back where somebody changed an event by hand.
func (h Handler) rewriteEvent(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(form.Get("booking"))
	if err != nil {
		return page.ErrForm
	}
	err = h.Schedule.WriteAgain(r.Context(), p.ID, id)
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Unprocessable { // the server cannot be reached now
		h.Kit.Flash(w, ui.Warning, "calendar_not_read")
		page.See(w, r, calendarsPath)
		return nil
	} else if err != nil && !errors.Is(err, schedule.ErrNotFound) {
		return err
	}
	return h.Kit.Done(w, r, "event_rewritten", calendarsPath)
}
