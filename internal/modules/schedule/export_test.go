package schedule

import (
	"context"

	"github.com/google/uuid"
)

// RefreshNow is the worker that reads a calendar again, called by tests that want it at a certain moment.
func (s *Service) RefreshNow(ctx context.Context, source uuid.UUID) error {
	return s.refresh(ctx, Refresh{SourceID: source})
}
