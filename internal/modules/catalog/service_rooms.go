package catalog

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// RoomsOfServices says which rooms of a business its members' services may use, for its members. business.ErrNotFound.
func (c *Catalog) RoomsOfServices(ctx context.Context, by identity.Principal, businessID uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	if _, err := c.Businesses.May(ctx, c.DB, by, businessID, business.Member); err != nil {
		return nil, err
	}
	rows, err := on(c.DB).RoomsOfServices(ctx, businessID)
	out := map[uuid.UUID][]uuid.UUID{}
	for _, r := range rows {
		out[r.ServiceID] = append(out[r.ServiceID], r.RoomID)
	}
	return out, err
}

// SetServiceRooms says in which rooms of a business a member's service may take place, for managers; none: it needs none
// of this business. Sessions that are booked stay where they are. Errors: business.ErrNotFound, business.ErrNoRoom,
// identity.ErrForbidden, ErrNoService (also of those who are no members), ErrRoomMode.
func (c *Catalog) SetServiceRooms(ctx context.Context, by identity.Principal, businessID, serviceID uuid.UUID, rooms []uuid.UUID) error {
	rooms = slices.Compact(slices.SortedFunc(slices.Values(rooms), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }))
	if len(rooms) > business.MaxRooms {
		return business.ErrNoRoom
	}
	var n int64
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &n, func(tx db.Tx) (err error) {
		if _, _, err := c.Businesses.LockTx(ctx, tx, by, businessID, business.Manager); err != nil {
			return err
		}
		if err := on(tx).ForgetServiceRooms(ctx, catalogdb.ForgetServiceRoomsParams{ServiceID: serviceID, BusinessID: businessID}); err != nil {
			return err
		}
		n, err = on(tx).AddServiceRooms(ctx, catalogdb.AddServiceRoomsParams{ServiceID: serviceID, BusinessID: businessID, Rooms: rooms})
		if err == nil && n < int64(len(rooms)) {
			err = ErrNoService
		}
		return err
	})
	switch {
	case db.Violates(err, keyRoomMembership):
		return ErrNoService
	case db.Violates(err, keyRoomBusiness):
		return business.ErrNoRoom
	}
	return promised(err)
}

// The foreign keys that hold a service to its rooms and its team: it takes place in the business's rooms and nowhere
// else, is a member's, and stays of the length and currency that was agreed.
const (
	keyRoomPlace      = "service_room_place"
	keyRoomBusiness   = "service_room_of_business"
	keyRoomMembership = "service_room_member"
	keyTeamService    = "team_member_service"
	keyTeamMembership = "team_member_membership"
)

// promised explains why a service cannot change: others rely on what it is.
func promised(err error) error {
	switch {
	case db.Violates(err, keyRoomPlace):
		return ErrRoomMode
	case db.Violates(err, keyTeamService):
		return ErrInTeam
	}
	return err
}
