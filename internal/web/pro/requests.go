package pro

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// requestLimit is how many requests one page shows; answered ones make room.
const requestLimit = 50

// reasons for declining; "other" tells the client none.
var reasons = []string{"time", "scope", "full", "other"}

// waiting asks for the requests that wait for an answer.
func waiting(now time.Time, limit int) booking.AgendaQuery {
	return booking.AgendaQuery{From: now, To: now.AddDate(5, 0, 0), Statuses: []booking.Status{booking.Pending}, Page: 1, Limit: limit}
}

func (h Handler) requestsView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Requests, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return Requests{}, err
	}
	v := Requests{Page: h.page(w, r, "requests")}
	for _, reason := range reasons {
		v.Reasons = append(v.Reasons, ui.Choice{Value: reason})
	}
	list, _, err := h.Bookings.Agenda(r.Context(), h.Kit.Caller(r), waiting(v.Page.Now, requestLimit))
	if err != nil {
		return Requests{}, err
	}
	slices.SortFunc(list, func(a, b *booking.Booking) int { return a.ExpiresAt.Compare(b.ExpiresAt) })
	with, err := h.clientsOf(r, list)
	if err != nil {
		return Requests{}, err
	}
	asked, err := h.asked(r, list)
	if err != nil {
		return Requests{}, err
	}
	for _, b := range list {
		words, err := h.words(r, b)
		if err != nil {
			return Requests{}, err
		}
		it := with.item(v.Page, b, practice)
		if it.Mode == ui.Home && words.Address != "" {
			it.Where = words.Address
		}
		v.Items = append(v.Items, Request{Code: b.Code, Client: it.Client, For: it.For, First: it.First, Service: it.Service, Minutes: minutes(b), Mode: it.Mode, Where: it.Where,
			Start: b.Start, Amount: share(b), Note: words.Note, AnswerBy: b.ExpiresAt, Asked: asked[b.Code]})
	}
	v.Items = together(v.Items, list)
	return v, nil
}

// together makes one request of those of a series that wait: they are answered together. list are their bookings.
func together(items []Request, list []*booking.Booking) []Request {
	at := map[uuid.UUID]int{}
	var out []Request
	for i, it := range items {
		id := list[i].SeriesID
		first, seen := at[id]
		switch {
		case id == uuid.Nil:
			out = append(out, it)
		case seen:
			r := &out[first]
			r.Dates, r.Amount.Minor = append(r.Dates, it.Start), r.Amount.Minor+it.Amount.Minor
			if it.AnswerBy.Before(r.AnswerBy) {
				r.AnswerBy = it.AnswerBy
			}
		default:
			at[id], it.Dates = len(out), []time.Time{it.Start}
			out = append(out, it)
		}
	}
	for i := range out {
		slices.SortFunc(out[i].Dates, time.Time.Compare)
	}
	return out
}

func (h Handler) showRequests(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.requestsView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, RequestsPage(v))
	return nil
}

// requestsAgain shows the requests as they stand after an answer that came too late, with why.
func (h Handler) requestsAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, fault error) error {
	e, status, ok := page.Refused(fault)
	if !ok {
		return fault
	}
	v, err := h.requestsView(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, RequestsPage(v))
	return nil
}

// accept may be pressed twice: the second answer is the first one's. A series is answered as a whole.
func (h Handler) accept(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if _, err := h.Bookings.AcceptTogether(r.Context(), h.Kit.Caller(r), b.ID); err != nil {
		return h.requestsAgain(w, r, who, err)
	}
	return h.Kit.Done(w, r, "request_accepted", "/pro/requests")
}

func (h Handler) decline(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	reason := form.Get("reason")
	if !slices.Contains(reasons, reason) {
		v, err := h.requestsView(w, r, who)
		if err != nil {
			return err
		}
		v.Page.Errors = []ui.FieldError{{Field: "reason-" + b.Code, Message: v.Page.L.T("error.reason.required")}}
		httpx.WritePage(w, r, http.StatusUnprocessableEntity, RequestsPage(v))
		return nil
	}
	if b.Status == booking.Declined { // pressed twice
		return h.Kit.Done(w, r, "request_declined", "/pro/requests")
	}
	told, err := h.reasonFor(r, b, reason)
	if err != nil {
		return err
	}
	if _, err := h.Bookings.DeclineTogether(r.Context(), h.Kit.Caller(r), b.ID, told); err != nil {
		return h.requestsAgain(w, r, who, err)
	}
	if form.Get("open") != "no" {
		return h.Kit.Done(w, r, "request_declined", "/pro/requests")
	}
	return h.block(w, r, who, b)
}

// reasonFor is the reason in the client's language: it goes into their letter.
func (h Handler) reasonFor(r *http.Request, b *booking.Booking, reason string) (string, error) {
	if reason == "other" {
		return "", nil
	}
	l, err := h.clientsWords(r, b)
	if err != nil {
		return "", err
	}
	return l.T("requests.reason_" + reason), nil
}

// clientsWords are in the language of the client of b.
func (h Handler) clientsWords(r *http.Request, b *booking.Booking) (*i18n.Localizer, error) {
	client, err := h.People.PersonByID(r.Context(), h.Schedule.DB, b.SeekerID)
	if err != nil {
		return nil, err
	}
	lang := h.Kit.Bundle.Negotiate("", client.Locale, h.Kit.Brand().Locale)
	return h.Kit.Bundle.Localizer(lang, ""), nil
}

// block closes the time of a declined request. Somebody may have booked it in between, and then it stays theirs.
func (h Handler) block(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking) error {
	_, err := h.Schedule.BlockTime(r.Context(), who, b.PractitionerID, b.Start, b.End)
	switch {
	case err == nil:
		return h.Kit.Done(w, r, "request_declined_blocked", "/pro/requests")
	case errors.Is(err, schedule.ErrOverlap):
		return h.blockMet(w, r, who, schedule.Met(err))
	case errors.Is(err, apperr.ErrValidation):
		return h.Kit.Done(w, r, "request_declined", "/pro/requests")
	}
	return err
}

// blockMet says which booking a block met, by the code that both sides know it by.
func (h Handler) blockMet(w http.ResponseWriter, r *http.Request, who identity.Principal, met []schedule.Meeting) error {
	var codes []string
	for _, m := range met {
		codes = append(codes, m.Codes...)
	}
	if len(codes) == 0 { // a block of the practitioner's own: the time is closed as wished
		return h.Kit.Done(w, r, "request_declined", "/pro/requests")
	}
	v, err := h.requestsView(w, r, who)
	if err != nil {
		return err
	}
	v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: v.Page.L.T("requests.block_met", i18n.D{"Codes": strings.Join(codes, ", ")})})
	httpx.WritePage(w, r, http.StatusConflict, RequestsPage(v))
	return nil
}
