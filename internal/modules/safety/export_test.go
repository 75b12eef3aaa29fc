package safety

import "context"

// The jobs of the module, for tests that do not wait for the queue.
func (s *Service) DoPage(ctx context.Context, j Page) error     { return s.page(ctx, j) }
func (s *Service) DoWrite(ctx context.Context, j Letter) error  { return s.write(ctx, j) }
func (s *Service) DoSweep(ctx context.Context) error            { return s.sweep(ctx, sweep{}) }
func (s *Service) DoAgain(ctx context.Context, r Reading) error { return s.again(ctx, r) }
func (s *Service) DoWatch(ctx context.Context) error            { return s.watch(ctx, watch{}) }
func (s *Service) DoContact(ctx context.Context, j ContactLetter) error {
	return s.writeContact(ctx, j)
}
func (s *Service) DoForget(ctx context.Context) error { return s.forget(ctx, forget{}) }
