package api

import (
	"context"
	"time"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// InvitationView is an invitation under way.
type InvitationView struct {
	ID       uuid.UUID     `json:"id"`
	Email    string        `json:"email"`
	Role     business.Role `json:"role"`
	Expires  time.Time     `json:"expires"`
	Business string        `json:"business,omitempty" doc:"its name, for the one who is asked"`
}

func viewInvitation(i business.Invitation, name string) InvitationView {
	return InvitationView{i.ID, i.Email, i.Role, i.Expires, name}
}

func (h teams) invitations(ctx context.Context, in *BusinessPath) (*Out[[]InvitationView], error) {
	list, err := h.businesses.Invitations(ctx, identity.PrincipalFrom(ctx), in.Business)
	if err != nil {
		return nil, err
	}
	out := make([]InvitationView, len(list))
	for i, one := range list {
		out[i] = viewInvitation(one, "")
	}
	return OK(ctx, out), nil
}

type inviteInput struct {
	BusinessChange
	Body struct {
		Email string        `json:"email" maxLength:"254"`
		Role  business.Role `json:"role" enum:"member,manager"`
	}
}

func (h teams) invite(ctx context.Context, in *inviteInput) (*Out[InvitationView], error) {
	i, err := h.businesses.Invite(ctx, identity.PrincipalFrom(ctx), in.Business, in.Body.Email, in.Body.Role)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewInvitation(i, "")), nil
}

type withdrawInvitationInput struct {
	BusinessChange
	Invitation uuid.UUID `path:"invitation" format:"uuid"`
}

func (h teams) withdraw(ctx context.Context, in *withdrawInvitationInput) (*Out[Empty], error) {
	if err := h.businesses.Withdraw(ctx, identity.PrincipalFrom(ctx), in.Business, in.Invitation); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

func (h teams) asked(ctx context.Context, _ *struct{}) (*Out[[]InvitationView], error) {
	list, err := h.businesses.InvitationsTo(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]InvitationView, len(list))
	for i, one := range list {
		out[i] = viewInvitation(one.Invitation, one.Business.Name)
	}
	return OK(ctx, out), nil
}

type acceptInput struct {
	IdempotencyHeader
	Invitation uuid.UUID `path:"invitation" format:"uuid"`
}

func (h teams) accept(ctx context.Context, in *acceptInput) (*Out[BusinessView], error) {
	b, err := h.businesses.Accept(ctx, identity.PrincipalFrom(ctx), in.Invitation)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewBusiness(b, "")), nil
}

// MemberPath names a member of a business.
type MemberPath struct {
	BusinessChange
	Member uuid.UUID `path:"member" format:"uuid" doc:"the account"`
}

type setRoleInput struct {
	MemberPath
	Body struct {
		Role business.Role `json:"role" enum:"member,manager"`
	}
}

func (h teams) setRole(ctx context.Context, in *setRoleInput) (*Out[Empty], error) {
	if err := h.businesses.SetRole(ctx, identity.PrincipalFrom(ctx), in.Business, in.Member, in.Body.Role); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

func (h teams) remove(ctx context.Context, in *MemberPath) (*Out[Empty], error) {
	if err := h.businesses.Remove(ctx, identity.PrincipalFrom(ctx), in.Business, in.Member); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

type handOverInput struct {
	BusinessChange
	Body struct {
		Member uuid.UUID `json:"member" format:"uuid" doc:"the account"`
	}
}

func (h teams) handOver(ctx context.Context, in *handOverInput) (*Out[Empty], error) {
	if err := h.businesses.HandOver(ctx, identity.PrincipalFrom(ctx), in.Business, in.Body.Member); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

type addRoomInput struct {
	BusinessChange
	Body struct {
		Name string `json:"name" maxLength:"80"`
	}
}

func (h teams) addRoom(ctx context.Context, in *addRoomInput) (*Out[RoomView], error) {
	r, err := h.businesses.AddRoom(ctx, identity.PrincipalFrom(ctx), in.Business, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return OK(ctx, RoomView{r.ID, r.Name, r.Active}), nil
}

type setRoomInput struct {
	BusinessChange
	Room uuid.UUID `path:"room" format:"uuid"`
	Body struct {
		Name   string `json:"name" maxLength:"80"`
		Active bool   `json:"active"`
	}
}

func (h teams) setRoom(ctx context.Context, in *setRoomInput) (*Out[RoomView], error) {
	r, err := h.businesses.SetRoom(ctx, identity.PrincipalFrom(ctx), business.Room{ID: in.Room, BusinessID: in.Business, Name: in.Body.Name, Active: in.Body.Active})
	if err != nil {
		return nil, err
	}
	return OK(ctx, RoomView{r.ID, r.Name, r.Active}), nil
}

type serviceRoomsInput struct {
	BusinessChange
	Service uuid.UUID `path:"service" format:"uuid"`
	Body    struct {
		Rooms []uuid.UUID `json:"rooms" maxItems:"50" doc:"none: it needs no room"`
	}
}

func (h teams) setServiceRooms(ctx context.Context, in *serviceRoomsInput) (*Out[Empty], error) {
	if err := h.catalog.SetServiceRooms(ctx, identity.PrincipalFrom(ctx), in.Business, in.Service, in.Body.Rooms); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}

// TeamServiceBody is what a business says about something offered together. Length and currency are the services'.
type TeamServiceBody struct {
	Name             string       `json:"name" maxLength:"160"`
	Description      string       `json:"description,omitempty" maxLength:"2000"`
	Team             catalog.Team `json:"team" enum:"any,all"`
	Mode             catalog.Mode `json:"mode" enum:"online,at_practitioner,at_customer"`
	PriceMinor       int64        `json:"priceMinor" minimum:"0"`
	FreeCancelHours  int          `json:"freeCancelHours" minimum:"0" maximum:"720"`
	LateCancelFeeBps int          `json:"lateCancelFeeBps" minimum:"0" maximum:"10000"`
	Active           bool         `json:"active"`
	Services         []uuid.UUID  `json:"services" maxItems:"20" doc:"one of each member who takes part"`
}

func (b TeamServiceBody) service(id, businessID uuid.UUID, version int64) catalog.TeamService {
	return catalog.TeamService{ID: id, BusinessID: businessID, Name: b.Name, Description: b.Description, Team: b.Team, Mode: b.Mode,
		Price: money.Amount{Minor: b.PriceMinor}, FreeCancelHours: b.FreeCancelHours, LateCancelFeeBps: b.LateCancelFeeBps, Active: b.Active, Version: version}
}

type addTeamServiceInput struct {
	BusinessChange
	Body TeamServiceBody
}

func (h teams) addService(ctx context.Context, in *addTeamServiceInput) (*Out[TeamServiceView], error) {
	return h.put(ctx, in.Body.service(uuid.Nil, in.Business, 0), in.Body.Services)
}

type updateTeamServiceInput struct {
	BusinessChange
	TeamService uuid.UUID `path:"teamService" format:"uuid"`
	Body        struct {
		TeamServiceBody
		Version int64 `json:"version" minimum:"1"`
	}
}

func (h teams) updateService(ctx context.Context, in *updateTeamServiceInput) (*Out[TeamServiceView], error) {
	return h.put(ctx, in.Body.service(in.TeamService, in.Business, in.Body.Version), in.Body.Services)
}

func (h teams) put(ctx context.Context, t catalog.TeamService, services []uuid.UUID) (*Out[TeamServiceView], error) {
	stored, err := h.catalog.UpsertTeamService(ctx, identity.PrincipalFrom(ctx), t, services)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewTeamService(stored)), nil
}
