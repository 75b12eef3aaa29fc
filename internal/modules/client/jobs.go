package client

import (
	"context"
	"time"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/platform/jobs"
)

// uploadFor is how long a checked file waits for its import.
const uploadFor = 24 * time.Hour

// Sweep is the periodic job that forgets files nobody imported.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "client_sweep" }

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	jobs.Handle(s.Jobs, s.sweep)
	s.Jobs.Every(time.Hour, Sweep{}, jobs.QueueBulk)
}

func (s *Service) sweep(ctx context.Context, _ Sweep) error {
	return clientdb.New(s.DB).SweepUploads(ctx, s.Clock.Now().Add(-uploadFor))
}
