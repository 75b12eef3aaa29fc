package schedule

import (
	"context"
	"crypto/sha256"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// NewFeed makes the secret address part of a practitioner's outgoing calendar; an earlier one stops working.
func (s *Service) NewFeed(ctx context.Context, practitioner uuid.UUID) (secret string, err error) {
	secret = s.IDs.Secret()
	hash := sha256.Sum256([]byte(secret))
	return secret, scheduledb.New(s.DB).SetFeed(ctx, scheduledb.SetFeedParams{PractitionerID: practitioner, SecretHash: hash[:], CreatedAt: s.Clock.Now()})
}

// FeedSince is when the present secret was made; nil when there is none.
func (s *Service) FeedSince(ctx context.Context, practitioner uuid.UUID) (*time.Time, error) {
	at, err := scheduledb.New(s.DB).FeedSince(ctx, practitioner)
	if db.IsNoRows(err) {
		return nil, nil
	}
	return &at, err
}

// FeedOwner says whose calendar a secret opens. Errors: ErrNotFound.
func (s *Service) FeedOwner(ctx context.Context, secret string) (uuid.UUID, error) {
	hash := sha256.Sum256([]byte(secret))
	id, err := scheduledb.New(s.DB).FeedBySecret(ctx, hash[:])
	if db.IsNoRows(err) {
		return uuid.Nil, ErrNotFound
	}
	return id, err
}
