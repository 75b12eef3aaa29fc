package pro

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// sessions are the bookings as lines of the agenda. Those of one group session are one line, at its first booking, with
// how full it is.
func (h Handler) sessions(ctx context.Context, p layout.Page, list []*booking.Booking, with clients, practice catalog.Practitioner) ([]AgendaItem, error) {
	var groups []uuid.UUID
	for _, b := range list {
		if b.Group {
			groups = append(groups, b.OccupancyID)
		}
	}
	seats, err := h.Schedule.SeatsOf(ctx, p.Now, groups)
	if err != nil {
		return nil, err
	}
	var out []AgendaItem
	shown := map[uuid.UUID]bool{}
	for _, b := range list {
		it := with.item(p, b, practice)
		if b.Group {
			if shown[b.OccupancyID] {
				continue
			}
			shown[b.OccupancyID] = true
			it.Client, it.Service, it.First = b.ServiceName, "", false
			it.Seats = p.L.T("agenda.seats", i18n.D{"Taken": seats[b.OccupancyID].Taken, "Seats": seats[b.OccupancyID].Capacity})
		}
		out = append(out, it)
	}
	return out, nil
}

// beforehand is what the client answered before the session, and who else takes part.
func (h Handler) beforehand(r *http.Request, b *booking.Booking, v *Session) error {
	forms, err := h.Bookings.FormsOf(r.Context(), h.Kit.Caller(r), b)
	if err != nil {
		return err
	}
	v.Forms = page.SignedList(v.Page.L, forms)
	return h.participants(r, b, v)
}

// participants are the other people of a group session, in one query each for bookings and names.
func (h Handler) participants(r *http.Request, b *booking.Booking, v *Session) error {
	if !b.Group {
		return nil
	}
	list, err := h.Bookings.Participants(r.Context(), h.Kit.Caller(r), b)
	if err != nil {
		return err
	}
	var ids []uuid.UUID
	for _, x := range list {
		ids = append(ids, x.SeekerID)
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Schedule.DB, ids)
	if err != nil {
		return err
	}
	for _, x := range list {
		v.Participants = append(v.Participants, Participant{Name: people[x.SeekerID].Name, URL: address(x), Status: page.Status(x, v.Page.Now), This: x.ID == b.ID})
	}
	seats, err := h.Schedule.SeatsOf(r.Context(), v.Page.Now, []uuid.UUID{b.OccupancyID})
	if s, ok := seats[b.OccupancyID]; ok {
		v.Seats = v.Page.L.T("agenda.seats", i18n.D{"Taken": s.Taken, "Seats": s.Capacity})
	}
	return err
}
