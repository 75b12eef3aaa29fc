package bookings

import (
	"bytes"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/ical"
	"klear/internal/web/layout"
)

// calendar gives the appointment as a file. Its UID is the booking's, as in the letters: programs that got one already
// update the entry instead of making another.
func (h *Handler) calendar(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err == nil && b.Status != booking.Confirmed {
		err = booking.ErrNotFound
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	words, err := h.Bookings.WordsOf(r.Context(), b.Booking)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	p := h.Page(w, r)
	v := h.view(p, b)
	if err := h.sayWhere(r.Context(), &v, b, words); err != nil {
		h.Error(w, r, err)
		return
	}
	var body bytes.Buffer
	if err := ical.WriteInvitation(&body, ical.Invitation{Product: h.Brand().Name, Method: ical.Publish, Entry: h.entry(p, b, v)}); err != nil {
		h.Error(w, r, err)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/calendar; charset=utf-8")
	head.Set("Content-Disposition", `attachment; filename="`+b.Code+`.ics"`)
	head.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(body.Bytes()) // the client may have gone
}

func (h *Handler) entry(p layout.Page, b mine, v Booking) ical.Entry {
	e := ical.Entry{
		UID: b.ID.String() + "@" + host(h.BaseURL), Sequence: b.InviteSequence, Stamp: p.Now, Start: b.Start, End: b.End,
		Summary: p.L.T("booking.calendar_title", d("Name", b.PractitionerName)), URL: h.BaseURL + b.path(), Private: true,
		Location: placeLine(p, v), Description: p.L.T("booking.code") + " " + b.Code,
	}
	if b.mode() == catalog.Online {
		e.Location = p.L.T("mode.online")
	}
	return e
}

func host(base string) string {
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "klear"
}
