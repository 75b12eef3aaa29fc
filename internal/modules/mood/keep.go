package mood

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// entryLimit is the trigger's name for ErrTooMany.
const entryLimit = "entry_limit"

// Keep writes an entry. What comes again under its Key is the entry that it was the first time. Errors:
// apperr.ErrValidation, ErrTooMany, ErrTooManyTriggers, ErrRemoved for a copy of what was deleted since, identity's.
func (s *Service) Keep(ctx context.Context, who identity.Principal, d Draft) (Entry, error) {
	if err := may(who, identity.Update); err != nil {
		return Entry{}, err
	}
	s.hear(ctx, who, append([]string{d.Note}, d.Triggers...)...)
	now := s.Clock.Now()
	if err := d.clean(now); err != nil {
		return Entry{}, err
	}
	var kept struct{ ID uuid.UUID } // the remembered answer says nothing of the entry
	err := idem.InTx(ctx, s.DB, now, &kept, func(tx db.Tx) error {
		kept.ID = s.IDs.ID()
		first, err := s.firstTx(ctx, tx, who.PersonID, d.Key, &kept.ID)
		if err != nil || !first {
			return err
		}
		if err := s.writeTx(ctx, tx, who, kept.ID, d, now); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, s.event(who, "mood.kept", kept.ID, 1))
	})
	if err != nil {
		return Entry{}, err
	}
	e, err := s.Get(ctx, who, kept.ID)
	if errors.Is(err, ErrNotFound) {
		return Entry{}, ErrRemoved
	}
	return e, err
}

// firstTx reports whether nothing was sent under the key before; else id is the entry that was. Whoever sends it at the
// same instant waits here until the other one has written.
func (s *Service) firstTx(ctx context.Context, tx db.Tx, person, key uuid.UUID, id *uuid.UUID) (bool, error) {
	if key == uuid.Nil {
		return true, nil
	}
	n, err := on(tx).Send(ctx, mooddb.SendParams{PersonID: person, Key: key, EntryID: *id})
	if err != nil || n == 1 {
		return n == 1, err
	}
	*id, err = on(tx).SentBefore(ctx, mooddb.SentBeforeParams{PersonID: person, Key: key})
	return false, err
}

func (s *Service) writeTx(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID, d Draft, now time.Time) error {
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return err
	}
	p := mooddb.InsertParams{ID: id, PersonID: who.PersonID, At: d.At, Zone: d.Zone, Mood: int16(d.Mood), Anxiety: maybe(d.Anxiety), Stress: maybe(d.Stress),
		Energy: maybe(d.Energy), WrittenAt: now}
	if p.NoteSealed, err = sealNote(key, id, d.Note); err != nil {
		return err
	}
	if err := on(tx).Insert(ctx, p); db.Violates(err, entryLimit) {
		return ErrTooMany
	} else if err != nil {
		return err
	}
	return s.linkTx(ctx, tx, key, who.PersonID, id, d.Triggers, now)
}

// sealNote is null for "".
func sealNote(key *crypto.DataKey, id uuid.UUID, note string) ([]byte, error) {
	if note == "" {
		return nil, nil
	}
	return key.Seal([]byte(note), noteOf(id))
}

// maybe is null for what was not said.
func maybe(figure int) *int16 {
	if figure == 0 {
		return nil
	}
	n := int16(figure)
	return &n
}
