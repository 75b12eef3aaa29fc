package mood

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Triggers is the person's own list, in the order in which it grew. Errors: identity's.
func (s *Service) Triggers(ctx context.Context, who identity.Principal) ([]Trigger, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	return s.TriggersOfTx(ctx, s.DB, who.PersonID)
}

// TriggersOfTx is the list of somebody, for modules that have settled who may read it.
func (s *Service) TriggersOfTx(ctx context.Context, q db.Querier, person uuid.UUID) ([]Trigger, error) {
	rows, err := on(q).Triggers(ctx, person)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, q, person)
	if err != nil {
		return nil, err
	}
	out := make([]Trigger, len(rows))
	for i, r := range rows {
		name, err := key.Open(r.NameSealed, nameOf(r.ID))
		if err != nil {
			return nil, err
		}
		out[i] = Trigger{ID: r.ID, Name: string(name), Uses: int(r.Uses)}
	}
	return out, nil
}

// DropTrigger takes a word off the list and off every entry. Errors: ErrNoTrigger, identity's.
func (s *Service) DropTrigger(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who, identity.Update); err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &none, func(tx db.Tx) error {
		n, err := on(tx).DropTrigger(ctx, mooddb.DropTriggerParams{ID: id, PersonID: who.PersonID})
		if err == nil && n == 0 {
			return ErrNoTrigger
		}
		return err
	})
}

// linkTx gives an entry its words; those that are not on the person's list yet join it.
func (s *Service) linkTx(ctx context.Context, tx db.Tx, key *crypto.DataKey, person, entry uuid.UUID, names []string, now time.Time) error {
	if len(names) == 0 {
		return nil
	}
	if err := on(tx).Lock(ctx, person); err != nil {
		return err
	}
	list, err := s.TriggersOfTx(ctx, tx, person)
	if err != nil {
		return err
	}
	known := make(map[string]uuid.UUID, len(list))
	for _, t := range list {
		known[fold(t.Name)] = t.ID
	}
	add := mooddb.AddTriggersParams{PersonID: person, CreatedAt: now}
	link := mooddb.LinkParams{EntryID: entry}
	for _, name := range names {
		id, ok := known[fold(name)]
		if !ok {
			id = s.IDs.ID()
			sealed, err := key.Seal([]byte(name), nameOf(id))
			if err != nil {
				return err
			}
			add.Ids, add.Names = append(add.Ids, id), append(add.Names, sealed)
		}
		link.Triggers = append(link.Triggers, id)
	}
	if len(list)+len(add.Ids) > MaxTriggers {
		return ErrTooManyTriggers
	}
	if err := on(tx).AddTriggers(ctx, add); err != nil {
		return err
	}
	return on(tx).Link(ctx, link)
}
