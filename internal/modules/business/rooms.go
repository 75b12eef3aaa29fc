package business

import (
	"context"
	"strings"
	"unicode/utf8"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

func checkRoom(name string) (string, error) {
	var v apperr.Validation
	name = strings.Join(strings.Fields(name), " ")
	n := utf8.RuneCountInString(name)
	v.Check(n >= 1 && n <= 80 && utf8.ValidString(name), "name", "length", "Write 1 to 80 characters.")
	return name, v.Err()
}

// AddRoom adds a room, for managers. Errors: ErrNotFound, identity.ErrForbidden, apperr.ErrValidation, ErrRoomName, ErrTooMany.
func (s *Service) AddRoom(ctx context.Context, who identity.Principal, business uuid.UUID, name string) (Room, error) {
	name, err := checkRoom(name)
	if err != nil {
		return Room{}, err
	}
	var out Room
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		if _, _, err := s.LockTx(ctx, tx, who, business, Manager); err != nil {
			return err
		}
		n, err := on(tx).CountRooms(ctx, business)
		if err == nil && n >= MaxRooms {
			err = ErrTooMany
		}
		if err != nil {
			return err
		}
		row, err := on(tx).InsertRoom(ctx, businessdb.InsertRoomParams{ID: s.IDs.ID(), BusinessID: business, Name: name, CreatedAt: s.Clock.Now()})
		if err != nil {
			return err
		}
		out = roomOf(row)
		return s.publishTx(ctx, tx, who, EventChanged, business, who.PersonID)
	})
	return out, roomTaken(err)
}

// SetRoom renames a room, and opens it to new sessions or closes it, for managers; sessions that are booked in it stand.
// Errors: ErrNotFound, ErrNoRoom, identity.ErrForbidden, apperr.ErrValidation, ErrRoomName.
func (s *Service) SetRoom(ctx context.Context, who identity.Principal, r Room) (Room, error) {
	name, err := checkRoom(r.Name)
	if err != nil {
		return Room{}, err
	}
	var out Room
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		if _, _, err := s.LockTx(ctx, tx, who, r.BusinessID, Manager); err != nil {
			return err
		}
		row, err := on(tx).SetRoom(ctx, businessdb.SetRoomParams{ID: r.ID, BusinessID: r.BusinessID, Name: name, Active: r.Active})
		if db.IsNoRows(err) {
			return ErrNoRoom
		} else if err != nil {
			return err
		}
		out = roomOf(row)
		return s.publishTx(ctx, tx, who, EventChanged, r.BusinessID, who.PersonID)
	})
	return out, roomTaken(err)
}

func roomTaken(err error) error {
	if db.Violates(err, keyRoom) {
		return ErrRoomName
	}
	return err
}
