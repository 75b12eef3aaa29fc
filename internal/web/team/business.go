package team

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.ours(r, who)
	if err != nil {
		return err
	}
	v, err := h.view(w, r, who, b)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, BusinessPage(v))
	return nil
}

// crew is who belongs to a business: accounts, and the profiles of those who have one.
type crew struct {
	members  []business.Membership
	people   map[uuid.UUID]identity.Person
	profiles []catalog.Practitioner
}

func (h Handler) crew(r *http.Request, id uuid.UUID) (c crew, err error) {
	if c.members, err = h.Businesses.Members(r.Context(), id); err != nil {
		return c, err
	}
	ids := make([]uuid.UUID, len(c.members))
	for i, m := range c.members {
		ids[i] = m.PersonID
	}
	if c.people, err = h.People.PeopleByIDs(r.Context(), h.DB, ids); err != nil {
		return c, err
	}
	c.profiles, err = h.Catalog.PractitionersOfPeople(r.Context(), ids)
	return c, err
}

func (c crew) profile(person uuid.UUID) (catalog.Practitioner, bool) {
	i := slices.IndexFunc(c.profiles, func(p catalog.Practitioner) bool { return p.PersonID == person })
	if i < 0 {
		return catalog.Practitioner{}, false
	}
	return c.profiles[i], true
}

// name is how the business calls somebody: by their page, else by their account.
func (c crew) name(person uuid.UUID) string {
	if p, ok := c.profile(person); ok {
		return p.DisplayName
	}
	return c.people[person].Name
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal, b business.Mine) (Business, error) {
	v := Business{Page: h.page(w, r, b.Name), URL: address(b.ID), PublicURL: "/b/" + b.Slug, Name: b.Name, Slug: b.Slug, About: b.About, Zone: b.Zone,
		Address: b.Address, ShowRooms: b.ShowRooms, Version: b.Version, Manages: b.Role != business.Member, Owns: b.Role == business.Owner}
	c, err := h.crew(r, b.ID)
	if err != nil {
		return v, err
	}
	for _, m := range c.members {
		line := Member{ID: m.PersonID.String(), Name: c.name(m.PersonID), Role: string(m.Role), Can: can(b.Role, m, who.PersonID)}
		if p, ok := c.profile(m.PersonID); ok && p.Visible() {
			line.Profile = "/p/" + p.Slug
		}
		v.Members = append(v.Members, line)
	}
	if err := h.addRooms(r, who, &v, b, c); err != nil {
		return v, err
	}
	if err := h.addServices(r, &v, b, c); err != nil || !v.Manages {
		return v, err
	}
	asked, err := h.Businesses.Invitations(r.Context(), who, b.ID)
	for _, i := range asked {
		v.Invited = append(v.Invited, Invited{i.ID.String(), i.Email, string(i.Role), i.Expires})
	}
	return v, err
}

// can are the buttons beside a member; the module decides again.
func can(mine business.Role, m business.Membership, me uuid.UUID) []string {
	switch {
	case m.Role == business.Owner:
		return nil
	case m.PersonID == me:
		return []string{"leave"}
	case mine == business.Owner && m.Role == business.Member:
		return []string{"manager", "remove"}
	case mine == business.Owner:
		return []string{"member", "remove"}
	case mine == business.Manager && m.Role == business.Member:
		return []string{"remove"}
	}
	return nil
}

func (h Handler) addServices(r *http.Request, v *Business, b business.Mine, c crew) error {
	list, err := h.Catalog.TeamServices(r.Context(), b.ID, v.Manages)
	for _, t := range list {
		line := Service{URL: address(b.ID) + "/services/" + t.ID.String(), Name: t.Name, Team: string(t.Team), Minutes: t.DurationMin, Price: t.Price, Active: t.Active}
		for _, m := range t.Members {
			line.People = append(line.People, c.name(m.PersonID))
		}
		v.Services = append(v.Services, line)
	}
	return err
}

func (h Handler) save(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.apply(w, r, who, change{do: func(b business.Mine, form url.Values) (string, error) {
		version, err := page.SeenVersion(form.Get("version"))
		if err != nil {
			return "", err
		}
		_, err = h.Businesses.Update(r.Context(), who, b.ID, version, profileOf(form))
		return "business_saved", err
	}})
}

func (h Handler) invite(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.apply(w, r, who, change{do: func(b business.Mine, form url.Values) (string, error) {
		_, err := h.Businesses.Invite(r.Context(), who, b.ID, form.Get("email"), business.Role(form.Get("role")))
		return "business_invited", err
	}})
}

func (h Handler) withdraw(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.apply(w, r, who, change{do: func(b business.Mine, _ url.Values) (string, error) {
		id, err := pathID(r, "invitation", business.ErrNoInvitation)
		if err != nil {
			return "", err
		}
		return "invitation_withdrawn", h.Businesses.Withdraw(r.Context(), who, b.ID, id)
	}})
}

func (h Handler) member(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.ours(r, who)
	if err != nil {
		return err
	}
	person, err := pathID(r, "person", business.ErrNoMember)
	if err != nil {
		return err
	}
	switch do := form.Get("do"); do {
	case "member", "manager":
		err = h.Businesses.SetRole(r.Context(), who, b.ID, person, business.Role(do))
	case "remove", "leave":
		err = h.Businesses.Remove(r.Context(), who, b.ID, person)
	default: // nobody loses a place by a press that was not understood
		err = page.ErrForm
	}
	if err != nil {
		return err
	}
	if person == who.PersonID {
		return h.Kit.Done(w, r, "business_left", "/pro/team")
	}
	return h.Kit.Done(w, r, "members_saved", address(b.ID))
}

func (h Handler) addRooms(r *http.Request, who identity.Principal, v *Business, b business.Mine, c crew) error {
	rooms, err := h.Businesses.Rooms(r.Context(), who, b.ID)
	if err != nil {
		return err
	}
	for _, room := range rooms {
		v.Rooms = append(v.Rooms, Room{room.ID.String(), room.Name, room.Active})
	}
	if !v.Manages || len(rooms) == 0 {
		return nil
	}
	used, err := h.Catalog.RoomsOfServices(r.Context(), who, b.ID)
	if err != nil {
		return err
	}
	for _, p := range c.profiles {
		for _, s := range p.Services {
			if len(s.Modes) != 1 || !s.Has(catalog.AtPractitioner) {
				continue
			}
			place := Place{ID: s.ID.String(), Service: s.Name, Who: p.DisplayName}
			for _, room := range rooms {
				place.Rooms = append(place.Rooms, ui.Choice{Value: room.ID.String(), Label: room.Name, Selected: slices.Contains(used[s.ID], room.ID)})
			}
			v.Places = append(v.Places, place)
		}
	}
	return nil
}

func (h Handler) addRoom(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.apply(w, r, who, change{rename: map[string]string{"name": "room"}, do: func(b business.Mine, form url.Values) (string, error) {
		_, err := h.Businesses.AddRoom(r.Context(), who, b.ID, form.Get("room"))
		return "room_added", err
	}})
}

func (h Handler) setRoom(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	field := "room-" + r.PathValue("room")
	return h.apply(w, r, who, change{rename: map[string]string{"name": field}, do: func(b business.Mine, form url.Values) (string, error) {
		id, err := pathID(r, "room", business.ErrNoRoom)
		if err != nil {
			return "", err
		}
		_, err = h.Businesses.SetRoom(r.Context(), who, business.Room{ID: id, BusinessID: b.ID, Name: form.Get(field), Active: form.Get("active") != ""})
		return "room_saved", err
	}})
}

func (h Handler) setPlaces(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.apply(w, r, who, change{do: func(b business.Mine, form url.Values) (string, error) {
		id, err := pathID(r, "place", catalog.ErrNoService)
		if err != nil {
			return "", err
		}
		rooms, err := idsOf(form["rooms"], business.ErrNoRoom)
		if err != nil {
			return "", err
		}
		return "room_saved", h.Catalog.SetServiceRooms(r.Context(), who, b.ID, id, rooms)
	}})
}

func idsOf(list []string, missing error) ([]uuid.UUID, error) {
	out := make([]uuid.UUID, len(list))
	for i, s := range list {
		id, err := uuid.Parse(s)
		if err != nil {
			return nil, missing
		}
		out[i] = id
	}
	return out, nil
}
