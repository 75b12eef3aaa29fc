package pro

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showSession(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if b.Status == booking.Pending {
		page.See(w, r, address(b))
		return nil
	}
	v, err := h.sessionView(w, r, who, b)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, SessionPage(v))
	return nil
}

func (h Handler) sessionView(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking) (Session, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return Session{}, err
	}
	client, err := h.People.PersonByID(r.Context(), h.Schedule.DB, b.SeekerID)
	if err != nil {
		return Session{}, err
	}
	went, err := h.Bookings.Encounter(r.Context(), h.Kit.Caller(r), b)
	if err != nil {
		return Session{}, err
	}
	words, err := h.words(r, b)
	if err != nil {
		return Session{}, err
	}
	v := Session{Page: h.page(w, r, "agenda"), Minutes: minutes(b), Share: share(b), Started: went.Started, Ended: went.Ended, Note: went.Note, NoteAt: went.NotedAt,
		Ask: words.Note, History: went.Earlier}
	if v.Started.IsZero() && b.Status == booking.Completed {
		v.Started = b.Start // nobody pressed the button
	}
	v.Page.Title = client.Name
	whom, err := h.Bookings.Beneficiaries(r.Context(), []*booking.Booking{b})
	if err != nil {
		return Session{}, err
	}
	sizes, err := h.Bookings.SeriesSizes(r.Context(), []*booking.Booking{b})
	if err != nil {
		return Session{}, err
	}
	v.Item = clients{people: map[uuid.UUID]identity.Person{client.ID: client}, whom: whom, sizes: sizes}.item(v.Page, b, practice)
	if v.Item.Mode == ui.Home && words.Address != "" {
		v.Item.Where = words.Address
	}
	if v.Contested, _, err = h.contestOf(r, v.Page, b, client.Name); err != nil {
		return Session{}, err
	}
	v.NoShow = b.Status == booking.Confirmed && !v.Page.Now.Before(b.Start) && !waits(v)
	v.Change = changeable(b, v.Page.Now)
	asked, err := h.asked(r, []*booking.Booking{b})
	if err != nil {
		return Session{}, err
	}
	v.Asked = asked[b.Code]
	if v.Receipt, err = h.receiptOf(r, b); err != nil {
		return v, err
	}
	if v.Venue, err = h.venueOf(r, b, v.Page.Now); err != nil {
		return v, err
	}
	return v, h.beforehand(r, b, &v)
}

// sessionAgain shows the session as it stands, with what was wrong or why it could not be.
func (h Handler) sessionAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, form url.Values, fault error) error {
	now, err := h.Bookings.ByID(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return errors.Join(fault, err)
	}
	v, err := h.sessionView(w, r, who, now)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, SessionPage(v))
	return nil
}

// act is the frame of what is done to a session: the form, whose it is, and the page again. A press that repeats one
// that worked is answered like it.
func (h Handler) act(w http.ResponseWriter, r *http.Request, who identity.Principal, message string, do func(b *booking.Booking, form url.Values) error) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if err := do(b, form); err != nil {
		return h.sessionAgain(w, r, who, b, form, err)
	}
	return h.Kit.Done(w, r, message, "/pro/sessions/"+b.Code)
}

func (h Handler) open(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "session_started", func(b *booking.Booking, _ url.Values) error {
		if b.Status == booking.InSession {
			return nil
		}
		_, err := h.Bookings.Start(r.Context(), h.Kit.Caller(r), b.ID, 0)
		return err
	})
}

// end closes the session together with its note.
func (h Handler) end(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "session_ended_pro", func(b *booking.Booking, form url.Values) error {
		note := form.Get("note")
		if b.Status == booking.Completed {
			return h.Bookings.SaveNote(r.Context(), h.Kit.Caller(r), b.ID, note)
		}
		if _, err := h.Bookings.Finish(r.Context(), h.Kit.Caller(r), b.ID, 0, note); err != nil || note != "" {
			return err
		}
		went, err := h.Bookings.Encounter(r.Context(), h.Kit.Caller(r), b)
		if err != nil || went.Note == "" {
			return err
		}
		return h.Bookings.SaveNote(r.Context(), h.Kit.Caller(r), b.ID, "") // the note was emptied
	})
}

func (h Handler) noShow(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "session_no_show", func(b *booking.Booking, _ url.Values) error {
		if b.Status == booking.NoShow {
			return nil
		}
		_, err := h.Bookings.NoShow(r.Context(), h.Kit.Caller(r), b.ID, 0)
		return err
	})
}

func (h Handler) saveNote(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "note_saved", func(b *booking.Booking, form url.Values) error {
		return h.Bookings.SaveNote(r.Context(), h.Kit.Caller(r), b.ID, form.Get("note"))
	})
}
