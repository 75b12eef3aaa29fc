package payout

import (
	"context"

	"github.com/google/uuid"
)

// The workers, called by tests that want them at a certain moment.

func (s *Service) SendNow(ctx context.Context, id uuid.UUID) error    { return s.send(ctx, id) }
func (s *Service) WorkNow(ctx context.Context, run uuid.UUID) error   { return s.work(ctx, run) }
func (s *Service) RefreshNow(ctx context.Context, id uuid.UUID) error { return s.refresh(ctx, id) }
func (s *Service) SweepNow(ctx context.Context) error                 { return s.sweep(ctx) }
func (s *Service) ScheduleNow(ctx context.Context) error              { return s.schedule(ctx) }

// ErrStillOpen is what a job comes back with while nobody knows.
var ErrStillOpen = errStillOpen
