package bookings

import (
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/schedule"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// asked is what the practitioner proposes for b right now; nil when nothing.
func (h *Handler) asked(r *http.Request, p layout.Page, b mine) (*Asked, error) {
	open, err := h.Bookings.Proposals(r.Context(), []*booking.Booking{b.Booking})
	q, ok := open[b.ID]
	if err != nil || !ok {
		return nil, err
	}
	out := &Asked{Until: q.Until, Version: b.Version}
	place := page.Location(b.PractitionerZone)
	zone := page.Zone(b.mode(), place, p.Zone)
	for _, t := range q.Starts {
		c := ui.Choice{Value: ui.AtValue(t), Label: p.L.When(t, zone)}
		if place != nil && p.L.When(t, place) != c.Label {
			c.Hint = p.L.List(p.L.When(t, place), p.L.Zone(place, t))
		}
		out.Times = append(out.Times, c)
	}
	return out, nil
}

// takeProposed moves the booking to a proposed time. Pressed twice it is where it was wanted already.
func (h *Handler) takeProposed(w http.ResponseWriter, r *http.Request) {
	form, b, version, err := h.change(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	at, err := time.Parse(time.RFC3339, form.Get("at"))
	if err != nil {
		h.proposalWrong(w, r, b)
		return
	}
	_, err = h.Bookings.TakeProposed(r.Context(), b.caller, b.ID, version, at)
	h.answered(w, r, b, "proposal_taken", err)
}

func (h *Handler) dropProposed(w http.ResponseWriter, r *http.Request) {
	if _, err := h.Form(w, r); err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	_, err = h.Bookings.DropProposed(r.Context(), b.caller, b.ID)
	h.answered(w, r, b, "proposal_dropped", err)
}

// answered leads to the booking as it stands now, and says so when the question was over.
func (h *Handler) answered(w http.ResponseWriter, r *http.Request, b mine, message string, err error) {
	switch {
	case err == nil:
		h.Flash(w, ui.Success, message)
	case errors.Is(err, booking.ErrProposalOver), errors.Is(err, booking.ErrVersion), errors.Is(err, booking.ErrState), errors.Is(err, booking.ErrUnpaid),
		errors.Is(err, schedule.ErrTaken), errors.Is(err, schedule.ErrNotOffered):
		h.Flash(w, ui.Warning, "proposal_over")
	case errors.Is(err, booking.ErrMoveOverlap):
		h.Flash(w, ui.Warning, "proposal_meets")
	default:
		h.Error(w, r, err)
		return
	}
	page.See(w, r, b.path())
}

// proposalWrong asks for a choice on the booking's page.
func (h *Handler) proposalWrong(w http.ResponseWriter, r *http.Request, b mine) {
	v, err := h.detail(w, r, b, false)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if v.Asked == nil {
		h.answered(w, r, b, "", booking.ErrProposalOver)
		return
	}
	v.Asked.Error = v.Page.L.T("proposal.choose")
	v.Page.Errors = []ui.FieldError{{Field: "at", Message: v.Asked.Error}}
	httpx.WritePage(w, r, http.StatusUnprocessableEntity, DetailPage(v))
}
