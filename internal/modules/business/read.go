package business

import (
	"context"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

func roleOf(business, person uuid.UUID) businessdb.RoleOfParams {
	return businessdb.RoleOfParams{BusinessID: business, PersonID: person}
}

// Mine lists the businesses to which the caller belongs, by name.
func (s *Service) Mine(ctx context.Context, who identity.Principal) ([]Mine, error) {
	if !who.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := on(s.DB).OfPerson(ctx, who.PersonID)
	out := make([]Mine, len(rows))
	for i, r := range rows {
		out[i] = Mine{Business: businessOf(r.BusinessBusiness), Role: Role(r.Role)}
	}
	return out, err
}

// ByID reads a business for one of its members, with the caller's role. ErrNotFound.
func (s *Service) ByID(ctx context.Context, who identity.Principal, id uuid.UUID) (Mine, error) {
	role, err := s.May(ctx, s.DB, who, id, Member)
	if err != nil {
		return Mine{}, err
	}
	b, err := s.Read(ctx, s.DB, id)
	return Mine{Business: b, Role: role}, err
}

// Read reads a business for modules that hold one of its records: it asks nobody for permission. ErrNotFound.
func (s *Service) Read(ctx context.Context, q db.Querier, id uuid.UUID) (Business, error) {
	row, err := on(q).ByID(ctx, id)
	if db.IsNoRows(err) {
		return Business{}, ErrNotFound
	}
	return businessOf(row), err
}

// BySlug reads the business of a public page. When slug is one that the business had before, movedTo is the present one
// and the caller redirects for good. ErrNotFound.
func (s *Service) BySlug(ctx context.Context, slug string) (b Business, movedTo string, err error) {
	row, err := on(s.DB).BySlug(ctx, slug)
	if db.IsNoRows(err) {
		return Business{}, "", ErrNotFound
	} else if err != nil {
		return Business{}, "", err
	}
	if row.Slug != slug {
		movedTo = row.Slug
	}
	return businessOf(row), movedTo, nil
}

// Members lists who belongs to a business, in the order in which they joined. It asks nobody for permission: callers have
// asked May, or show the public page.
func (s *Service) Members(ctx context.Context, business uuid.UUID) ([]Membership, error) {
	rows, err := on(s.DB).Members(ctx, business)
	out := make([]Membership, len(rows))
	for i, r := range rows {
		out[i] = Membership{PersonID: r.PersonID, Role: Role(r.Role), Joined: r.JoinedAt.UTC()}
	}
	return out, err
}

// Rooms lists the rooms of a business by name, closed ones too, for its members. ErrNotFound.
func (s *Service) Rooms(ctx context.Context, who identity.Principal, business uuid.UUID) ([]Room, error) {
	if _, err := s.May(ctx, s.DB, who, business, Member); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Rooms(ctx, business)
	out := make([]Room, len(rows))
	for i, r := range rows {
		out[i] = roomOf(r)
	}
	return out, err
}

// RoomInUse is a room as a booking in it tells of it.
type RoomInUse struct {
	Name     string
	Business string
	Address  string // of the business; give it only to those with a confirmed booking
	Shown    bool   // clients are told the room
}

// RoomsInUse reads the rooms of bookings in one query; no rooms, no query. It asks nobody for permission.
func (s *Service) RoomsInUse(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]RoomInUse, error) {
	out := make(map[uuid.UUID]RoomInUse, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := on(s.DB).RoomsInUse(ctx, ids)
	for _, r := range rows {
		out[r.ID] = RoomInUse{Name: r.Name, Business: r.BusinessName, Address: r.Address, Shown: r.ShowRooms}
	}
	return out, err
}
