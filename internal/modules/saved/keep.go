package saved

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/saved/internal/saveddb"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// saveLimit is the trigger's name for ErrTooMany.
const saveLimit = "saved_limit"

// Save puts a practitioner on p's list, or changes whether p hears of freed times there; nil leaves that as it is, and
// off for a new entry. Errors: identity's, catalog.ErrNoPractitioner for who is not shown, ErrTooMany.
func (s *Service) Save(ctx context.Context, p identity.Principal, practitioner uuid.UUID, alert *bool) (Entry, error) {
	e := Entry{PractitionerID: practitioner}
	if err := authorize(p, identity.Update); err != nil {
		return e, err
	}
	who, err := s.Catalog.PractitionerByID(ctx, practitioner)
	if err != nil {
		return e, err
	}
	if !who.Visible() {
		return e, catalog.ErrNoPractitioner
	}
	now := s.Clock.Now()
	err = idem.InTx(ctx, s.DB, now, &e, func(tx db.Tx) error {
		row, err := on(tx).Save(ctx, saveddb.SaveParams{PersonID: p.PersonID, PractitionerID: practitioner, Alert: alert, Now: now})
		if db.Violates(err, saveLimit) {
			return ErrTooMany
		}
		if err != nil {
			return err
		}
		e.Alert, e.SavedAt = row.Alert, row.SavedAt
		if !e.Alert {
			return nil
		}
		_, err = s.lookTx(ctx, tx, &who, now) // what is free already is no news to somebody who starts to listen
		return err
	})
	return e, err
}

// Drop takes a practitioner off p's list. Errors: identity's, ErrNotSaved for who is not on it.
func (s *Service) Drop(ctx context.Context, p identity.Principal, practitioner uuid.UUID) error {
	if err := authorize(p, identity.Update); err != nil {
		return err
	}
	var dropped int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &dropped, func(tx db.Tx) (err error) {
		dropped, err = on(tx).Drop(ctx, saveddb.DropParams{PersonID: p.PersonID, PractitionerID: practitioner})
		if err == nil && dropped == 0 {
			return ErrNotSaved
		}
		return err
	})
}

// StopAlert ends letters; whoever has the signed link may. The entry stays on the list.
func (s *Service) StopAlert(ctx context.Context, stop Stop) error {
	return on(s.DB).StopAlert(ctx, saveddb.StopAlertParams{PersonID: stop.PersonID, PractitionerID: stop.PractitionerID})
}

// List is one page of p's list, newest first, and how long the whole is. Errors: identity's.
func (s *Service) List(ctx context.Context, p identity.Principal, page, limit int) ([]Entry, int, error) {
	if err := authorize(p, identity.Read); err != nil {
		return nil, 0, err
	}
	rows, err := on(s.DB).List(ctx, saveddb.ListParams{PersonID: p.PersonID, MaxRows: int32(limit), Skip: int32((page - 1) * limit)})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	list, ids := make([]Entry, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		list[i], ids[i] = Entry{PractitionerID: r.PractitionerID, Alert: r.Alert, SavedAt: r.SavedAt}, r.PractitionerID
	}
	return list, int(rows[0].Total), s.describe(ctx, list, ids)
}

// describe adds who they are and when they are free, in one read of each for the whole list.
func (s *Service) describe(ctx context.Context, list []Entry, ids []uuid.UUID) error {
	people, err := s.Catalog.PractitionersByIDs(ctx, ids)
	if err != nil {
		return err
	}
	shown := make(map[uuid.UUID]*catalog.Practitioner, len(people))
	for i := range people {
		if people[i].Visible() {
			public := people[i].Public()
			shown[public.ID] = &public
		}
	}
	first, err := s.first(ctx, shown)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Practitioner, list[i].Next = shown[list[i].PractitionerID], first[list[i].PractitionerID]
	}
	return nil
}

// first is the first free start of each, over all their services.
func (s *Service) first(ctx context.Context, people map[uuid.UUID]*catalog.Practitioner) (map[uuid.UUID]time.Time, error) {
	now := s.Clock.Now()
	var asks []schedule.Ask
	for _, p := range people {
		for _, svc := range p.Services {
			asks = append(asks, schedule.Ask{Offering: schedule.OfferingFrom(svc, p.Zone), From: now, To: now.Add(lookAhead), Now: now})
		}
	}
	lists, err := s.Schedule.SlotsOfMany(ctx, s.DB, asks)
	out := make(map[uuid.UUID]time.Time, len(people))
	for i, list := range lists {
		id := asks[i].Offering.PractitionerID
		if known, ok := out[id]; len(list) > 0 && (!ok || list[0].Start.Before(known)) {
			out[id] = list[0].Start
		}
	}
	return out, err
}

// Among says which of these practitioners p saved; nobody saved any when p is not signed in.
func (s *Service) Among(ctx context.Context, p identity.Principal, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	if !p.SignedIn() || len(ids) == 0 {
		return nil, nil
	}
	have, err := on(s.DB).Among(ctx, saveddb.AmongParams{PersonID: p.PersonID, Ids: ids})
	out := make(map[uuid.UUID]bool, len(have))
	for _, id := range have {
		out[id] = true
	}
	return out, err
}

// authorize: a list is a part of what people say about themselves.
func authorize(p identity.Principal, a identity.Action) error {
	return identity.Authorize(p, a, identity.ResProfile, identity.Subject{Owner: p.PersonID})
}

// lookAhead is how far freed times are looked for.
const lookAhead = 28 * 24 * time.Hour
