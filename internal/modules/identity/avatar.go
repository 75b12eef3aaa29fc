package identity

import (
	"context"
	"io"
	"time"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
)

// SetAvatar re-encodes a picture and makes it p's; nothing of the upload itself is kept. Its key is new each time, so
// that caches never show the old one. Errors of Images pass through.
func (s *Service) SetAvatar(ctx context.Context, p Principal, picture io.Reader, dev Device) (person Person, err error) {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return person, err
	}
	data, contentType, err := s.images.Avatar(ctx, picture)
	if err != nil {
		return person, err
	}
	key := "avatars/" + s.ids.ID().String()
	if err := s.blobs.Put(ctx, key, contentType, data); err != nil {
		return person, err
	}
	person, err = s.replaceAvatar(ctx, p, key, dev)
	if err != nil || person.AvatarKey != key {
		// Nothing points to the new file: a failure, or an upload that was repeated. The request may be over, the clean-up must not be.
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = s.blobs.Delete(clean, key)
	}
	return person, err
}

// RemoveAvatar takes p's picture away.
func (s *Service) RemoveAvatar(ctx context.Context, p Principal, dev Device) (Person, error) {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return Person{}, err
	}
	return s.replaceAvatar(ctx, p, "", dev)
}

func (s *Service) replaceAvatar(ctx context.Context, p Principal, key string, dev Device) (person Person, err error) {
	now := s.clock.Now()
	err = idem.InTx(ctx, s.db, now, &person, func(tx db.Tx) error {
		if person, err = lockAccountTx(ctx, tx, p.PersonID); err != nil {
			return err
		}
		var work []jobs.Job
		if person.AvatarKey != "" {
			work = append(work, jobs.Job{Args: blobJob{Key: person.AvatarKey}})
		}
		person.AvatarKey = key
		if person.Version, err = queries(tx).SetAvatar(ctx, identitydb.SetAvatarParams{ID: person.ID, AvatarKey: key}); err != nil {
			return err
		}
		return s.publishTx(ctx, tx, now, p.Actor(), dev.RequestID, []fact{personFact(EventProfileChanged, person.ID, person.Version, nil)}, work...)
	})
	return person, err
}
