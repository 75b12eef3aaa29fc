package app

import (
	"bytes"
	"net/http"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/platform/httpx"
)

// calendarFeed serves GET /calendar/{secret}.ics: a practitioner's bookings for their own calendar program.
func (a *App) calendarFeed(w http.ResponseWriter, r *http.Request) {
	secret, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		httpx.WriteError(w, r, schedule.ErrNotFound)
		return
	}
	owner, err := a.schedule.FeedOwner(r.Context(), secret)
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	p, err := a.catalog.PractitionerByID(r.Context(), owner)
	if err == nil && (p.Suspended || p.VerificationStatus == catalog.Rejected) {
		err = schedule.ErrNotFound // a practice that was stopped hands out no calendar
	}
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	var buf bytes.Buffer
	if err := a.bookings.WriteFeed(r.Context(), &buf, owner); err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, _ = w.Write(buf.Bytes())
}
