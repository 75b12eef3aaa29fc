//go:build !faults

package app

import (
	"context"
	"net/http"

	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
)

// wire is the way to the gateways; only the laboratory's build has a bad one.
func wire(list []payment.Gateway) []payment.Gateway { return list }

// carry takes a webhook to its receiver.
func carry(deliver func(context.Context, http.Header, []byte) error) func(context.Context, http.Header, []byte) error {
	return deliver
}

// atOnce is the rule by which practitioners are paid; only the laboratory waits for nothing.
func atOnce(p payout.Policy) payout.Policy { return p }
