package payment

import (
	"context"

	"github.com/google/uuid"
)

// The workers, called by tests that want them at a certain moment.

func (s *Service) SendRefund(ctx context.Context, id uuid.UUID) error { return s.sendRefund(ctx, id) }

func (s *Service) SweepNow(ctx context.Context) error { return s.sweep(ctx) }

func (s *Service) HandleWebhook(ctx context.Context, w WebhookReceived) error {
	return s.handleWebhook(ctx, w)
}

func (s *Service) LateVoid(ctx context.Context, id uuid.UUID) error {
	return s.lateVoid(ctx, LateVoid{id})
}

// Routed is a service that knows gateways and rules only.
func Routed(countryOf CountryOf, rules []Rule, gateways ...Gateway) *Service {
	s := &Service{gateways: map[string]Gateway{}, rules: rules, countryOf: countryOf}
	for _, g := range gateways {
		s.gateways[g.Name()] = g
	}
	return s
}

func (s *Service) ReadBankNews(ctx context.Context) error { return s.readBankNews(ctx) }
