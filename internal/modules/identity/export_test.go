package identity

import "context"

// Sweep runs the hourly clean-up now.
func Sweep(s *Service, ctx context.Context) error { return s.sweep(ctx, sweepJob{}) }

// TokenKey is the key that access tokens are signed with.
func TokenKey(s *Service) []byte { return s.tokenKeys[0] }
