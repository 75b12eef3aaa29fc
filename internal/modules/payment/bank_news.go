package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"

	"github.com/google/uuid"
)

// BankReader is a gateway that can be asked of which payments a payer's bank had something to say: webhooks get lost, and a
// payment that was taken, or a refund that went through, is asked about by nobody.
type BankReader interface {
	// BankNews lists our payments that were disputed, or of which a bank sent a refund back, since an instant: in any order,
	// perhaps more than once, perhaps some of before. Whoever reads such a payment with Find afterwards finds the news.
	BankNews(ctx context.Context, since time.Time) ([]uuid.UUID, error)
}

const (
	bankNewsEvery   = 10 * time.Minute
	bankNewsOverlap = time.Hour           // clocks differ, and a gateway may be late to list what it did
	bankNewsFirst   = 30 * 24 * time.Hour // Stripe keeps its events so long
)

// BankNews is the job that asks every gateway for what its webhooks should have told.
type BankNews struct{}

// Kind names the job.
func (BankNews) Kind() string { return "payment_bank_news" }

// readBankNews asks each gateway; one that is silent does not hold up the others.
func (s *Service) readBankNews(ctx context.Context) error {
	var faults []error
	for name, g := range s.gateways {
		if reader, ok := g.(BankReader); ok {
			if err := s.readNewsOf(ctx, name, reader); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", name, err))
			}
		}
	}
	return errors.Join(faults...)
}

// readNewsOf brings what the gateway names up to date, and notes how far it was read once all of it was.
func (s *Service) readNewsOf(ctx context.Context, gateway string, g BankReader) error {
	q, now := paymentdb.New(s.db), s.clock.Now()
	since, err := q.BankNewsSince(ctx, paymentdb.BankNewsSinceParams{Gateway: gateway, First: now.Add(-bankNewsFirst)})
	if err != nil {
		return err
	}
	asked, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	list, err := g.BankNews(asked, since.Add(-bankNewsOverlap))
	if err != nil {
		return err
	}
	var faults []error
	seen := map[uuid.UUID]bool{}
	for _, id := range list {
		if !seen[id] {
			faults = append(faults, s.follow(ctx, gateway, Notice{EventID: "bank_news", About: AboutPayment, Reference: id}))
		}
		seen[id] = true
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	return q.BankNewsRead(ctx, paymentdb.BankNewsReadParams{Gateway: gateway, ReadTo: now})
}
