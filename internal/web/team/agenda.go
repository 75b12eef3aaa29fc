package team

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// reach is how many days one can leaf to from today.
const reach = 2 * 366

func (h Handler) agenda(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.ours(r, who)
	if err != nil {
		return err
	}
	v := Agenda{Page: h.page(w, r, ""), Back: ui.Link{URL: address(b.ID), Label: b.Name}}
	v.Page.Title = v.Page.L.T("team.agenda")
	if zone := page.Location(b.Zone); zone != nil {
		v.Page.Zone = zone // the place's clock: rooms and people are there
	}
	v.day(page.Query(r).Get("on"), b.ID)
	list, err := h.Bookings.TeamAgenda(r.Context(), h.Kit.Caller(r), b.ID, v.Date, v.Date.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	c, err := h.crew(r, b.ID)
	if err != nil {
		return err
	}
	rooms, err := h.Businesses.Rooms(r.Context(), who, b.ID)
	if err != nil {
		return err
	}
	clients, err := h.clients(r, list)
	if err != nil {
		return err
	}
	v.fill(list, c, rooms, clients)
	httpx.WritePage(w, r, http.StatusOK, AgendaPage(v))
	return nil
}

// clients are the people of the business's own sessions.
func (h Handler) clients(r *http.Request, list []booking.TeamEntry) (map[uuid.UUID]identity.Person, error) {
	var ids []uuid.UUID
	for _, e := range list {
		if e.SeekerID != uuid.Nil {
			ids = append(ids, e.SeekerID)
		}
	}
	return h.People.PeopleByIDs(r.Context(), h.DB, ids)
}

// day is the asked-for date at midnight in the business's zone; today for what is no date or too far away.
func (v *Agenda) day(on string, id uuid.UUID) {
	today := page.Today(v.Page.Now, v.Page.Zone)
	date, err := time.ParseInLocation(time.DateOnly, on, v.Page.Zone)
	if err != nil || date.Before(today.AddDate(0, 0, -reach)) || date.After(today.AddDate(0, 0, reach)) {
		date = today
	}
	v.Date, v.Today = date, date.Equal(today)
	url := address(id) + "/agenda?on="
	v.PrevURL, v.NextURL = url+date.AddDate(0, 0, -1).Format(time.DateOnly), url+date.AddDate(0, 0, 1).Format(time.DateOnly)
}

func (v *Agenda) fill(list []booking.TeamEntry, c crew, rooms []business.Room, clients map[uuid.UUID]identity.Person) {
	names := map[uuid.UUID]string{}
	for _, room := range rooms {
		names[room.ID] = room.Name
	}
	for _, e := range list {
		item := Entry{Start: e.Start, End: e.End, Room: names[e.RoomID], Service: e.Service, Client: clients[e.SeekerID].Name, room: e.RoomID.String()}
		for _, p := range e.People {
			item.People, item.people = append(item.People, c.name(p)), append(item.people, p.String())
		}
		v.Items = append(v.Items, item)
	}
	for _, m := range c.members {
		v.Columns = append(v.Columns, Person(m.PersonID.String(), c.name(m.PersonID)))
	}
	for _, room := range rooms {
		v.Columns = append(v.Columns, RoomColumn(room.ID.String(), room.Name))
	}
	v.hours()
}

// Person is the column of a member.
func Person(id, name string) Column {
	return Column{Name: name, has: func(e Entry) bool { return slices.Contains(e.people, id) }}
}

// RoomColumn is the column of a room.
func RoomColumn(id, name string) Column {
	return Column{Name: name, Room: true, has: func(e Entry) bool { return e.room == id }}
}

// Taken is an entry of the people and the room with these ids, whose columns it fills.
func Taken(e Entry, room string, people ...string) Entry {
	e.room, e.people = room, people
	return e
}

// hours are the rows of the grid: from the first session of the day to its last.
func (v *Agenda) hours() {
	if len(v.Items) == 0 {
		return
	}
	from, to := v.Items[0].Start, v.Items[0].End
	for _, e := range v.Items {
		if e.End.After(to) {
			to = e.End
		}
	}
	if from.Before(v.Date) {
		from = v.Date
	}
	from = from.In(v.Page.Zone)
	from = from.Add(-time.Duration(from.Minute()) * time.Minute) // not truncated: zones differ by half hours
	for t := from; t.Before(to) && len(v.Hours) < 26; t = t.Add(time.Hour) {
		v.Hours = append(v.Hours, t)
	}
}

// Fill draws the grid around given entries.
func (v Agenda) Fill() Agenda {
	v.hours()
	return v
}

func people(e Entry) string { return strings.Join(e.People, ", ") }
