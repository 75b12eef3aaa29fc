package promo

import (
	"context"
	"time"

	"klear/internal/modules/promo/internal/promodb"

	"github.com/google/uuid"
)

const (
	// maxMisses is how many codes that are none a person may try within missWindow.
	maxMisses  = 10
	missWindow = time.Hour
)

// MayGuess refuses whoever tried too many codes that are none: ErrTooMany.
func (s *Service) MayGuess(ctx context.Context, person uuid.UUID) error {
	n, err := on(s.DB).Misses(ctx, promodb.MissesParams{PersonID: person, Since: s.Clock.Now().Add(-missWindow)})
	if err == nil && n >= maxMisses {
		err = ErrTooMany
	}
	return err
}

// Missed notes a code that is none, and forgets those that no longer count.
func (s *Service) Missed(ctx context.Context, person uuid.UUID) error {
	now := s.Clock.Now()
	if err := on(s.DB).ForgetMisses(ctx, promodb.ForgetMissesParams{PersonID: person, Until: now.Add(-missWindow)}); err != nil {
		return err
	}
	return on(s.DB).Miss(ctx, promodb.MissParams{ID: s.IDs.ID(), PersonID: person, At: now})
}
