package reconcile

import "context"

// PlanNow is the hourly job, for tests that want it at a certain moment; NetNow is what it does about what took itself back.
func (s *Service) PlanNow(ctx context.Context) error { return s.plan(ctx, Plan{}) }

func (s *Service) NetNow(ctx context.Context) error { return s.net(ctx, s.Clock.Now()) }

// Opposites is the rule by which things of one side take each other back.
var Opposites = opposites
