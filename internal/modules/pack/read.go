package pack

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

const maxPage = 10_000

func (p Page) rows() (limit, skip int32) {
	limit = int32(min(max(p.Limit, 1), 100))
	return limit, limit * int32(min(max(p.Number, 1), maxPage)-1)
}

// ByID reads a package with its sessions, for its owner, its practitioner and operators. One that was not paid is read by
// its owner only. Errors: ErrNotFound, also when it is somebody else's.
func (s *Service) ByID(ctx context.Context, who identity.Principal, id uuid.UUID) (Pack, error) {
	p, err := found(packdb.New(s.DB).Pack(ctx, id))
	if err != nil {
		return Pack{}, err
	}
	may := identity.Allowed(who, identity.Read, identity.ResPayment, identity.Subject{Owner: p.OwnerID, Practitioner: p.PractitionerPersonID})
	if who.Guest || !may || !p.Bought() && who.PersonID != p.OwnerID {
		return Pack{}, ErrNotFound
	}
	list, err := s.withUses(ctx, s.DB, []Pack{p})
	if err != nil {
		return Pack{}, err
	}
	return list[0], nil
}

// Mine lists what a person bought, newest first, with its sessions, and how many there are. Errors:
// identity.ErrUnauthenticated.
func (s *Service) Mine(ctx context.Context, who identity.Principal, page Page) ([]Pack, int, error) {
	if !who.SignedIn() {
		return nil, 0, identity.ErrUnauthenticated
	}
	limit, skip := page.rows()
	rows, err := packdb.New(s.DB).PacksOf(ctx, packdb.PacksOfParams{OwnerID: who.PersonID, MaxRows: limit, Skip: skip})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	list := make([]Pack, len(rows))
	for i, r := range rows {
		list[i] = packOf(r.PackPack)
	}
	list, err = s.withUses(ctx, s.DB, list)
	return list, int(rows[0].Total), err
}

// Sale is a package with who bought it. What a practitioner learns of a buyer here is the name.
type Sale struct {
	Pack
	Buyer string
}

// SoldBy lists what was bought of a practitioner, newest first, with its sessions, for them and for operators: of one
// service, or of all (zero). Errors: ErrNotFound.
func (s *Service) SoldBy(ctx context.Context, who identity.Principal, p catalog.Practitioner, service uuid.UUID, page Page) ([]Sale, int, error) {
	if !identity.Allowed(who, identity.Update, identity.ResPractitioner, identity.Subject{Owner: p.PersonID}) {
		return nil, 0, ErrNotFound
	}
	limit, skip := page.rows()
	var of *uuid.UUID
	if service != uuid.Nil {
		of = &service
	}
	rows, err := packdb.New(s.DB).PacksSoldBy(ctx, packdb.PacksSoldByParams{PractitionerID: p.ID, ServiceID: of, MaxRows: limit, Skip: skip})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	list := make([]Pack, len(rows))
	for i, r := range rows {
		list[i] = packOf(r.PackPack)
	}
	if list, err = s.withUses(ctx, s.DB, list); err != nil {
		return nil, 0, err
	}
	out, err := s.withBuyers(ctx, list)
	return out, int(rows[0].Total), err
}

func (s *Service) withBuyers(ctx context.Context, list []Pack) ([]Sale, error) {
	ids := make([]uuid.UUID, len(list))
	for i, p := range list {
		ids[i] = p.OwnerID
	}
	people, err := s.People.PeopleByIDs(ctx, s.DB, ids)
	out := make([]Sale, len(list))
	for i, p := range list {
		out[i] = Sale{p, people[p.OwnerID].Name}
	}
	return out, err
}

// OwnAmong reads those of ids that are packages of a person, without their sessions.
func (s *Service) OwnAmong(ctx context.Context, who identity.Principal, ids []uuid.UUID) (map[uuid.UUID]Pack, error) {
	if !who.SignedIn() || len(ids) == 0 {
		return nil, nil
	}
	rows, err := packdb.New(s.DB).OwnAmong(ctx, packdb.OwnAmongParams{OwnerID: who.PersonID, Ids: ids})
	out := make(map[uuid.UUID]Pack, len(rows))
	for _, r := range rows {
		out[r.ID] = packOf(r)
	}
	return out, err
}

// Usable lists the packages of a person from which a session of the service that begins at start can be drawn, the one
// that ends first in front; none for visitors.
func (s *Service) Usable(ctx context.Context, who identity.Principal, service uuid.UUID, start time.Time) ([]Pack, error) {
	if !who.SignedIn() {
		return nil, nil
	}
	rows, err := packdb.New(s.DB).Usable(ctx, packdb.UsableParams{OwnerID: who.PersonID, ServiceID: service, StartsAt: start})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := make([]Pack, len(rows))
	for i, r := range rows {
		list[i] = packOf(r)
	}
	if list, err = s.withUses(ctx, s.DB, list); err != nil {
		return nil, err
	}
	var out []Pack
	for _, p := range list {
		if p.Left() > 0 && p.Holds(s.Clock.Now()) {
			out = append(out, p)
		}
	}
	return out, nil
}

// withUses reads what became of the sessions of all of them in one query.
func (s *Service) withUses(ctx context.Context, q db.Querier, list []Pack) ([]Pack, error) {
	ids := make([]uuid.UUID, len(list))
	at := make(map[uuid.UUID]*Pack, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	rows, err := packdb.New(q).UsesOf(ctx, ids)
	for _, r := range rows {
		p := at[r.PackID]
		p.Uses = append(p.Uses, useOf(r))
	}
	return list, err
}

// OnErased takes the name of an erased practitioner out of what was bought of them. Subscribe it to catalog.EventErased.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	return packdb.New(s.DB).ForgetPractitioner(ctx, packdb.ForgetPractitionerParams{PractitionerID: d.AggregateID, Name: identity.DeletedName, Service: catalog.ErasedService})
}
