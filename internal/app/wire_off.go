//go:build !faults

package app

import (
	"context"
	"net/http"

	"klear/internal/modules/payment"
)

// wire is the way to the gateway; only the laboratory's build has a bad one.
func wire(g payment.Gateway) payment.Gateway { return g }

// carry takes a webhook to its receiver.
func carry(deliver func(context.Context, http.Header, []byte) error) func(context.Context, http.Header, []byte) error {
	return deliver
}
