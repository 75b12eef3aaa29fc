package mood

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Edit replaces an entry whose version is still the one the caller saw. Errors: apperr.ErrValidation, ErrNotFound, ErrVersion,
// ErrTooMany, ErrTooManyTriggers, identity's.
func (s *Service) Edit(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, d Draft) (Entry, error) {
	if err := may(who, identity.Update); err != nil {
		return Entry{}, err
	}
	s.hear(ctx, who, append([]string{d.Note}, d.Triggers...)...)
	before, err := s.Get(ctx, who, id)
	if err != nil {
		return Entry{}, err // before what was typed: others' entries do not exist
	}
	now := s.Clock.Now()
	var moved *time.Time
	if d.moves(before) {
		moved = &now
		err = d.clean(now)
	} else {
		err = d.clean(before.At)
	}
	if err != nil {
		return Entry{}, err
	}
	var kept struct{ ID uuid.UUID }
	err = idem.InTx(ctx, s.DB, now, &kept, func(tx db.Tx) error {
		kept.ID = id
		return s.replaceTx(ctx, tx, who, id, version, d, moved)
	})
	if err != nil {
		return Entry{}, err
	}
	return s.Get(ctx, who, id)
}

// moves reports whether a draft gives an entry another time, and else fills in the one it has: an entry of last winter may get
// a note long after it could be entered anew.
func (d *Draft) moves(before Entry) bool {
	if !d.At.IsZero() && !d.At.UTC().Truncate(time.Second).Equal(before.At.Truncate(time.Second)) {
		return true
	}
	d.At, d.Zone = before.At, before.Zone.String()
	return false
}

func (s *Service) replaceTx(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID, version int64, d Draft, moved *time.Time) error {
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return err
	}
	p := mooddb.UpdateParams{ID: id, PersonID: who.PersonID, Version: version, At: d.At, Zone: d.Zone, Mood: int16(d.Mood), Anxiety: maybe(d.Anxiety),
		Stress: maybe(d.Stress), Energy: maybe(d.Energy), WrittenAt: moved}
	if p.NoteSealed, err = sealNote(key, id, d.Note); err != nil {
		return err
	}
	n, err := on(tx).Update(ctx, p)
	switch {
	case db.Violates(err, entryLimit):
		return ErrTooMany
	case err != nil:
		return err
	case n == 0:
		return ErrVersion
	}
	if err := on(tx).ClearTriggers(ctx, id); err != nil {
		return err
	}
	if err := s.linkTx(ctx, tx, key, who.PersonID, id, d.Triggers, s.Clock.Now()); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, s.event(who, "mood.changed", id, version+1))
}

// Remove deletes an entry for good. Errors: ErrNotFound, identity's.
func (s *Service) Remove(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who, identity.Update); err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &none, func(tx db.Tx) error {
		row, err := on(tx).LockEntry(ctx, mooddb.LockEntryParams{ID: id, PersonID: who.PersonID})
		if db.IsNoRows(err) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		if _, err := on(tx).Remove(ctx, mooddb.RemoveParams{ID: id, PersonID: who.PersonID}); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, s.event(who, "mood.removed", id, row.Version+1))
	})
}
