package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
)

// DeleteAccount empties p's account for good, after asking for the password again: name, address, phone, picture,
// credential, preferences, devices and links go, consents end, and the data key is destroyed, so that everything sealed with it is
// noise, in backups too. The row stays under DeletedName for bookings and ledger. A Guard's refusal is returned as it
// is; other errors are those of reauthentication.
func (s *Service) DeleteAccount(ctx context.Context, p Principal, password string, dev Device) error {
	if err := Authorize(p, Delete, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	now := s.clock.Now()
	if err := s.reauthenticate(ctx, now, p, password, "password"); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx db.Tx) error {
		person, err := lockAccountTx(ctx, tx, p.PersonID)
		if err != nil {
			return err
		}
		return s.eraseTx(ctx, tx, now, person, p.Actor(), dev.RequestID)
	})
}

// eraseTx empties a locked person and the guests they claimed.
func (s *Service) eraseTx(ctx context.Context, tx db.Tx, now time.Time, person Person, by events.Actor, requestID string) error {
	for _, guard := range s.guards {
		if err := guard(ctx, tx, person.ID); err != nil {
			return err
		}
	}
	q := queries(tx)
	emptied, err := q.Anonymise(ctx, identitydb.AnonymiseParams{ID: person.ID, Name: DeletedName, Now: now})
	if err != nil {
		return err
	}
	all, guests, version := []uuid.UUID{}, []uuid.UUID{}, int64(0)
	for _, e := range emptied {
		all = append(all, e.ID)
		if e.ID == person.ID {
			version = e.Version
		} else {
			guests = append(guests, e.ID)
		}
	}
	if err := s.endSessionsTx(ctx, tx, now, person.ID, uuid.Nil, EventAccountDeleted); err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return q.DeleteCredentials(ctx, all) },
		func() error { return q.DeletePreferences(ctx, all) },
		func() error { return q.DeleteDependants(ctx, all) },
		func() error { return q.ScrubSessions(ctx, all) },
		func() error { return q.DeleteRefreshTokens(ctx, all) },
		func() error {
			return q.DeleteOneTimeTokens(ctx, identitydb.DeleteOneTimeTokensParams{PersonIds: all, Purposes: []string{purposeVerify, purposeReset}})
		},
		func() error {
			return q.WithdrawConsents(ctx, identitydb.WithdrawConsentsParams{PersonIds: all, Now: now})
		},
		func() error { return q.DestroyKeys(ctx, identitydb.DestroyKeysParams{PersonIds: all, Now: now}) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	var work []jobs.Job
	if person.AvatarKey != "" {
		work = append(work, jobs.Job{Args: blobJob{Key: person.AvatarKey}})
	}
	deleted := DeletedEvent{PersonID: person.ID, GuestIDs: guests}
	return s.publishTx(ctx, tx, now, by, requestID, []fact{personFact(EventAccountDeleted, person.ID, version, deleted)}, work...)
}
