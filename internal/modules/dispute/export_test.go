package dispute

import (
	"context"

	"github.com/google/uuid"
)

// The workers, called by tests that want them at a certain moment.

func (s *Service) SendNow(ctx context.Context, id uuid.UUID) error { return s.send(ctx, id) }
func (s *Service) SweepNow(ctx context.Context) error              { return s.sweep(ctx) }
