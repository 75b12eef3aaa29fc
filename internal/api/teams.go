package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// teams serves businesses: members, rooms, team services and the team's agenda.
type teams struct {
	businesses *business.Service
	catalog    *catalog.Catalog
	bookings   *booking.Service
}

// Teams registers businesses and what belongs to them.
func Teams(a huma.API, s *business.Service, c *catalog.Catalog, b *booking.Service) {
	h := teams{s, c, b}
	const tag, one = "teams", "/businesses/{business}"
	huma.Register(a, op(http.MethodGet, "/businesses", "listBusinesses", "The caller's businesses", tag), h.list)
	once(a, op(http.MethodPost, "/businesses", "createBusiness", "Make a business", tag), h.create)
	huma.Register(a, op(http.MethodGet, one, "getBusiness", "A business with members and rooms", tag), h.get)
	once(a, op(http.MethodPut, one, "updateBusiness", "Change what a business says about itself", tag), h.update)
	huma.Register(a, op(http.MethodGet, one+"/agenda", "teamAgenda", "When members and rooms are taken", tag), h.agenda)
	huma.Register(a, op(http.MethodGet, one+"/invitations", "listInvitations", "Invitations under way", tag), h.invitations)
	once(a, op(http.MethodPost, one+"/invitations", "inviteMember", "Invite somebody by mail", tag), h.invite)
	once(a, op(http.MethodDelete, one+"/invitations/{invitation}", "withdrawInvitation", "Take an invitation back", tag), h.withdraw)
	huma.Register(a, op(http.MethodGet, "/invitations", "myInvitations", "What the caller is asked to join", tag), h.asked)
	once(a, op(http.MethodPost, "/invitations/{invitation}/accept", "acceptInvitation", "Join a business", tag), h.accept)
	once(a, op(http.MethodPut, one+"/members/{member}", "setMemberRole", "Make somebody a member or a manager", tag), h.setRole)
	once(a, op(http.MethodPost, one+"/owner", "handOverBusiness", "Make a member the owner; the owner of before stays as a manager", tag), h.handOver)
	once(a, op(http.MethodDelete, one+"/members/{member}", "removeMember", "End a membership", tag), h.remove)
	once(a, op(http.MethodPost, one+"/rooms", "addRoom", "Add a room", tag), h.addRoom)
	once(a, op(http.MethodPut, one+"/rooms/{room}", "setRoom", "Rename, open or close a room", tag), h.setRoom)
	once(a, op(http.MethodPut, one+"/services/{service}/rooms", "setServiceRooms", "Which rooms a member's service may use", tag), h.setServiceRooms)
	once(a, op(http.MethodPost, one+"/team-services", "addTeamService", "Offer something together", tag), h.addService)
	once(a, op(http.MethodPut, one+"/team-services/{teamService}", "updateTeamService", "Change a team service", tag), h.updateService)
	huma.Register(a, op(http.MethodGet, "/business-pages/{slug}", "businessPage", "The public page of a business", tag), h.page)
	huma.Register(a, op(http.MethodGet, "/team-services/{teamService}/availability", "teamAvailability", "The starts at which a team can be booked", tag), h.times)
}

// BusinessPath names a business.
type BusinessPath struct {
	Business uuid.UUID `path:"business" format:"uuid"`
}

// BusinessChange names a business that is about to change.
type BusinessChange struct {
	BusinessPath
	IdempotencyHeader
}

// BusinessBody is what a business says about itself.
type BusinessBody struct {
	Slug      string `json:"slug" maxLength:"100"`
	Name      string `json:"name" maxLength:"120"`
	About     string `json:"about,omitempty" maxLength:"2000"`
	Zone      string `json:"zone" maxLength:"64" doc:"IANA"`
	Address   string `json:"address,omitempty" maxLength:"500" doc:"shown only to people with a confirmed booking"`
	ShowRooms bool   `json:"showRooms,omitempty" doc:"clients are told their room"`
}

func (b BusinessBody) profile() business.Profile {
	return business.Profile{Slug: b.Slug, Name: b.Name, About: b.About, Zone: b.Zone, Address: b.Address, ShowRooms: b.ShowRooms}
}

// BusinessView is a business as its members see it.
type BusinessView struct {
	ID uuid.UUID `json:"id"`
	BusinessBody
	Role    business.Role `json:"role,omitempty" doc:"the caller's"`
	Version int64         `json:"version"`
}

func viewBusiness(b business.Business, role business.Role) BusinessView {
	return BusinessView{ID: b.ID, Role: role, Version: b.Version,
		BusinessBody: BusinessBody{Slug: b.Slug, Name: b.Name, About: b.About, Zone: b.Zone, Address: b.Address, ShowRooms: b.ShowRooms}}
}

func (h teams) list(ctx context.Context, _ *struct{}) (*Out[[]BusinessView], error) {
	mine, err := h.businesses.Mine(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]BusinessView, len(mine))
	for i, b := range mine {
		out[i] = viewBusiness(b.Business, b.Role)
	}
	return OK(ctx, out), nil
}

type createBusinessInput struct {
	IdempotencyHeader
	Body BusinessBody
}

func (h teams) create(ctx context.Context, in *createBusinessInput) (*Out[BusinessView], error) {
	b, err := h.businesses.Create(ctx, identity.PrincipalFrom(ctx), in.Body.profile())
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewBusiness(b, business.Owner)), nil
}

// MemberView is somebody who belongs to a business.
type MemberView struct {
	ID     uuid.UUID     `json:"id" doc:"of the account"`
	Role   business.Role `json:"role"`
	Joined time.Time     `json:"joined"`
}

// RoomView is a room.
type RoomView struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Active bool      `json:"active" doc:"takes new sessions"`
}

// TeamView is a business with everything in it.
type TeamView struct {
	BusinessView
	Members  []MemberView              `json:"members"`
	Rooms    []RoomView                `json:"rooms"`
	UsedBy   map[uuid.UUID][]uuid.UUID `json:"roomsOfServices"`
	Services []TeamServiceView         `json:"teamServices"`
}

func (h teams) get(ctx context.Context, in *BusinessPath) (*Out[TeamView], error) {
	who := identity.PrincipalFrom(ctx)
	b, err := h.businesses.ByID(ctx, who, in.Business)
	if err != nil {
		return nil, err
	}
	out := TeamView{BusinessView: viewBusiness(b.Business, b.Role), Members: []MemberView{}, Rooms: []RoomView{}}
	members, err := h.businesses.Members(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		out.Members = append(out.Members, MemberView{m.PersonID, m.Role, m.Joined})
	}
	rooms, err := h.businesses.Rooms(ctx, who, b.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		out.Rooms = append(out.Rooms, RoomView{r.ID, r.Name, r.Active})
	}
	if out.UsedBy, err = h.catalog.RoomsOfServices(ctx, who, b.ID); err != nil {
		return nil, err
	}
	list, err := h.catalog.TeamServices(ctx, b.ID, b.Role != business.Member)
	if err != nil {
		return nil, err
	}
	out.Services = viewTeamServices(list)
	return OK(ctx, out), nil
}

type updateBusinessInput struct {
	BusinessChange
	Body struct {
		BusinessBody
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h teams) update(ctx context.Context, in *updateBusinessInput) (*Out[BusinessView], error) {
	b, err := h.businesses.Update(ctx, identity.PrincipalFrom(ctx), in.Business, in.Body.Version, in.Body.profile())
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewBusiness(b, business.Owner)), nil
}

type teamAgendaInput struct {
	BusinessPath
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true"`
}

// TeamEntryView is a stretch of the team's time; service and client are named for the business's own sessions only.
type TeamEntryView struct {
	Start    time.Time      `json:"start"`
	End      time.Time      `json:"end"`
	Members  []uuid.UUID    `json:"members" doc:"accounts"`
	RoomID   *uuid.UUID     `json:"roomId,omitempty"`
	Service  string         `json:"service,omitempty"`
	ClientID *uuid.UUID     `json:"clientId,omitempty"`
	Status   booking.Status `json:"status,omitempty"`
}

func (h teams) agenda(ctx context.Context, in *teamAgendaInput) (*Out[[]TeamEntryView], error) {
	list, err := h.bookings.TeamAgenda(ctx, booking.Caller{Principal: identity.PrincipalFrom(ctx)}, in.Business, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := make([]TeamEntryView, len(list))
	for i, e := range list {
		out[i] = TeamEntryView{Start: e.Start, End: e.End, Members: append([]uuid.UUID{}, e.People...), RoomID: named(e.RoomID),
			Service: e.Service, ClientID: named(e.SeekerID), Status: e.Status}
	}
	return OK(ctx, out), nil
}

// named is an id that may be missing.
func named(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

type teamTimesInput struct {
	TeamService    uuid.UUID `path:"teamService" format:"uuid"`
	PractitionerID uuid.UUID `query:"practitionerId" format:"uuid" doc:"only with this member"`
	From           time.Time `query:"from" required:"true"`
	To             time.Time `query:"to" required:"true"`
}

func (h teams) times(ctx context.Context, in *teamTimesInput) (*Out[AvailabilityView], error) {
	if err := checkRange(in.From, in.To); err != nil {
		return nil, err
	}
	team, list, err := h.bookings.TeamTimes(ctx, in.TeamService, in.PractitionerID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return OK(ctx, AvailabilityView{Zone: team.Zone, Slots: viewSlots(list, time.Duration(team.DurationMin)*time.Minute)}), nil
}

// TeamServiceView is what a business offers together.
type TeamServiceView struct {
	ID               uuid.UUID    `json:"id"`
	Name             string       `json:"name"`
	Description      string       `json:"description,omitempty"`
	Team             catalog.Team `json:"team" enum:"any,all"`
	Mode             catalog.Mode `json:"mode" enum:"online,at_practitioner,at_customer"`
	DurationMin      int          `json:"durationMin"`
	Price            money.Amount `json:"price"`
	FreeCancelHours  int          `json:"freeCancelHours"`
	LateCancelFeeBps int          `json:"lateCancelFeeBps"`
	Active           bool         `json:"active"`
	Version          int64        `json:"version"`
	Practitioners    []uuid.UUID  `json:"practitioners"`
}

func viewTeamService(t catalog.TeamService) TeamServiceView {
	v := TeamServiceView{ID: t.ID, Name: t.Name, Description: t.Description, Team: t.Team, Mode: t.Mode, DurationMin: t.DurationMin, Price: t.Price,
		FreeCancelHours: t.FreeCancelHours, LateCancelFeeBps: t.LateCancelFeeBps, Active: t.Active, Version: t.Version, Practitioners: []uuid.UUID{}}
	for _, m := range t.Members {
		v.Practitioners = append(v.Practitioners, m.PractitionerID)
	}
	return v
}

func viewTeamServices(list []catalog.TeamService) []TeamServiceView {
	out := make([]TeamServiceView, len(list))
	for i, t := range list {
		out[i] = viewTeamService(t)
	}
	return out
}

// BusinessPageView is what everybody may know: no rooms, no address.
type BusinessPageView struct {
	Name          string            `json:"name"`
	Slug          string            `json:"slug"`
	About         string            `json:"about,omitempty"`
	Practitioners []PractitionerRef `json:"practitioners"`
	Services      []TeamServiceView `json:"teamServices"`
}

type businessPageInput struct {
	Slug string `path:"slug" maxLength:"100"`
}

func (h teams) page(ctx context.Context, in *businessPageInput) (*Out[BusinessPageView], error) {
	b, _, err := h.businesses.BySlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	members, err := h.businesses.Members(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(members))
	for i, m := range members {
		ids[i] = m.PersonID
	}
	people, err := h.catalog.PractitionersOfPeople(ctx, ids)
	if err != nil {
		return nil, err
	}
	list, err := h.catalog.TeamServices(ctx, b.ID, false)
	if err != nil {
		return nil, err
	}
	out := BusinessPageView{Name: b.Name, Slug: b.Slug, About: b.About, Practitioners: []PractitionerRef{}, Services: viewTeamServices(list)}
	for _, p := range people {
		if p.Visible() {
			out.Practitioners = append(out.Practitioners, PractitionerRef{p.ID, p.DisplayName, p.Slug})
		}
	}
	return OK(ctx, out), nil
}
