package payout_test

import (
	"context"
	"sync"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// bank is a gateway that sends payouts, in memory. Its switches are one call long.
type bank struct {
	payment.Gateway // the rest of a gateway is not called

	mu                     sync.Mutex
	payees                 map[uuid.UUID]payment.GatewayPayee
	payouts                map[uuid.UUID]payment.GatewayPayout
	keys                   map[string]uuid.UUID
	calls                  int
	loseRequest, loseReply bool
	refuse                 bool
	step                   int64
}

func newBank() *bank {
	return &bank{payees: map[uuid.UUID]payment.GatewayPayee{}, payouts: map[uuid.UUID]payment.GatewayPayout{}, keys: map[string]uuid.UUID{}}
}

// PayoutStep is 1 unless a test says otherwise.
func (b *bank) PayoutStep(string) int64 { return max(b.step, 1) }

func (b *bank) Name() string { return "bank" }

func (b *bank) OpenPayee(_ context.Context, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := payment.GatewayPayee{Ref: "payee_" + r.Reference.String(), Reference: r.Reference, URL: "https://bank.example/onboarding"}
	b.payees[r.Reference] = p
	return p, nil
}

// ready ends a payee's registration.
func (b *bank) ready(practitioner uuid.UUID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.payees[practitioner]
	p.Ready, p.Bank, p.URL = true, "Bank account ending 6789", ""
	b.payees[practitioner] = p
}

func (b *bank) FindPayee(_ context.Context, reference uuid.UUID) (payment.GatewayPayee, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.payees[reference]
	if !ok {
		return p, payment.ErrNoIntent
	}
	return p, nil
}

func (b *bank) Payout(_ context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	lost, silent, no := b.loseRequest, b.loseReply, b.refuse
	b.loseRequest, b.loseReply, b.refuse = false, false, false
	switch {
	case lost:
		return payment.GatewayPayout{}, payment.ErrUnknown
	case no:
		return payment.GatewayPayout{}, payment.ErrGatewayRefused
	}
	if id, ok := b.keys[r.IdempotencyKey]; ok {
		return b.payouts[id], nil
	}
	b.keys[r.IdempotencyKey] = r.Reference
	b.payouts[r.Reference] = payment.GatewayPayout{Ref: "po_" + r.Reference.String(), Reference: r.Reference, Status: payment.PayoutInTransit, Amount: r.Amount}
	if silent {
		return payment.GatewayPayout{}, payment.ErrUnknown
	}
	return b.payouts[r.Reference], nil
}

func (b *bank) FindPayout(_ context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.payouts[reference]
	if !ok {
		return p, payment.ErrNoIntent
	}
	return p, nil
}

// becomes moves a payout on at the bank.
func (b *bank) becomes(id uuid.UUID, status payment.PayoutStatus, failure string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.payouts[id]
	p.Status, p.FailureCode = status, failure
	b.payouts[id] = p
}
