package payout

import (
	"context"
	"errors"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// CountStuck says how many payouts no gateway has confirmed for longer than payment.StuckAfter.
func (s *Service) CountStuck(ctx context.Context) (int, error) {
	n, err := on(s.DB).StuckPayouts(ctx, s.Clock.Now().Add(-payment.StuckAfter))
	return int(n), err
}

// TrySend does a payout now instead of when its turn comes: it reads the gateway first, so that nobody is paid twice. It calls the
// network. One that is not open any more is left as it is. Whether the caller may is the caller's to ask. Errors: ErrNotFound;
// payment.ErrUnknown when the gateway gives no answer now either.
func (s *Service) TrySend(ctx context.Context, id uuid.UUID) error {
	err := s.send(ctx, id)
	if err == nil || errors.Is(err, ErrNotFound) {
		return err
	}
	if refusal, sure := certain(err); sure {
		return refusal
	}
	return payment.ErrUnknown.With(err)
}
