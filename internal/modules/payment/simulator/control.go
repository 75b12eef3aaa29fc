package simulator

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/payment/sandbox"

	"github.com/google/uuid"
)

// The controls, for tests and experiments. Their errors are those of the methods of sandbox.Gateway of the same names.

// Advance moves the virtual clock forward and does what became due.
func (c *Client) Advance(ctx context.Context, by time.Duration) error {
	return c.post(ctx, "/control/clock", "", clockBody{Advance: by.String()}, nil)
}

// SetFaults replaces the switches.
func (c *Client) SetFaults(ctx context.Context, s sandbox.Switches) error {
	return c.call(ctx, http.MethodPut, "/control/faults", "", switchesFrom(s), nil)
}

// CompleteChallenge answers for the payer.
func (c *Client) CompleteChallenge(ctx context.Context, ref string, approve bool) error {
	return c.post(ctx, "/control/challenges/"+url.PathEscape(ref), "", answerBody{approve}, nil)
}

// OpenDispute is a payer who calls their bank.
func (c *Client) OpenDispute(ctx context.Context, reference uuid.UUID, reason string) error {
	return c.post(ctx, "/control/disputes", "", disputeBody{reference, reason}, nil)
}

// DecideDispute is the bank's decision.
func (c *Client) DecideDispute(ctx context.Context, ref string, won bool) error {
	return c.post(ctx, "/control/disputes/"+url.PathEscape(ref)+"/decision", "", decisionBody{won}, nil)
}

// SetBank names a payee's bank account; "" takes it away.
func (c *Client) SetBank(ctx context.Context, payeeRef, number string) error {
	return c.call(ctx, http.MethodPut, "/control/payees/"+url.PathEscape(payeeRef)+"/bank", "", bankBody{number}, nil)
}
