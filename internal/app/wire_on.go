//go:build faults

package app

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payout"

	"github.com/google/uuid"
)

// luck is shared by everything that can go wrong: one seed (LAB_FAULT_SEED), one sequence.
var luck = struct {
	sync.Mutex
	*rand.Rand
}{Rand: rand.New(rand.NewPCG(seed(), 7))}

func seed() uint64 {
	n, _ := strconv.ParseUint(os.Getenv("LAB_FAULT_SEED"), 10, 64)
	return n
}

func percent() int {
	luck.Lock()
	defer luck.Unlock()
	return luck.IntN(100)
}

// How often something goes wrong, of 100.
const (
	loseRequest = 8
	loseAnswer  = 8
	loseWebhook = 10
	lateWebhook = 30 // overtaken by those behind it
	twice       = 25
)

// wire is the way to the gateways: requests and answers are lost on it, once the laboratory gave a seed.
func wire(list []payment.Gateway) []payment.Gateway {
	if seed() == 0 {
		return list
	}
	out := make([]payment.Gateway, len(list))
	for i, g := range list {
		out[i] = badWire{g}
		if p, ok := g.(payment.PayoutGateway); ok {
			out[i] = badPayoutWire{badWire{g}, p}
		}
	}
	return out
}

// atOnce lets what was earned be paid out without the time for complaints: the laboratory waits for nobody.
func atOnce(p payout.Policy) payout.Policy {
	if seed() != 0 {
		p.After, p.MinimumMinor = 0, 0
	}
	return p
}

type badWire struct{ payment.Gateway }

// badPayoutWire is a bad wire to a gateway that pays out. Registering accounts goes well on it.
type badPayoutWire struct {
	badWire
	payment.PayoutGateway
}

// Payout may be lost.
func (w badPayoutWire) Payout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	return over(func() (payment.GatewayPayout, error) { return w.PayoutGateway.Payout(ctx, r) })
}

// FindPayout may be lost.
func (w badPayoutWire) FindPayout(ctx context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	return over(func() (payment.GatewayPayout, error) { return w.PayoutGateway.FindPayout(ctx, reference) })
}

func over[T any](call func() (T, error)) (T, error) {
	var none T
	n := percent()
	if n < loseRequest {
		return none, payment.ErrUnknown
	}
	v, err := call()
	if n < loseRequest+loseAnswer {
		return none, payment.ErrUnknown
	}
	return v, err
}

// Authorise may be lost.
func (w badWire) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	return over(func() (payment.Intent, error) { return w.Gateway.Authorise(ctx, r) })
}

// Capture may be lost.
func (w badWire) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	return over(func() (payment.Intent, error) { return w.Gateway.Capture(ctx, r) })
}

// Void may be lost.
func (w badWire) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	return over(func() (payment.Intent, error) { return w.Gateway.Void(ctx, r) })
}

// Refund may be lost.
func (w badWire) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	return over(func() (payment.GatewayRefund, error) { return w.Gateway.Refund(ctx, r) })
}

// Find may be lost.
func (w badWire) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	return over(func() (payment.Intent, error) { return w.Gateway.Find(ctx, reference) })
}

var errLate = errors.New("the laboratory lost this answer: the message comes again")

// carry takes webhooks to their receiver: some are lost for good, some come late, some twice or more.
func carry(deliver func(context.Context, http.Header, []byte) error) func(context.Context, http.Header, []byte) error {
	if seed() == 0 {
		return deliver
	}
	return func(ctx context.Context, h http.Header, body []byte) error {
		switch n := percent(); {
		case n < loseWebhook:
			return nil
		case n < loseWebhook+lateWebhook:
			time.AfterFunc(time.Duration(percent())*20*time.Millisecond, func() { _ = deliver(context.WithoutCancel(ctx), h, body) })
			return nil
		case n < loseWebhook+lateWebhook+twice:
			return errors.Join(deliver(ctx, h, body), deliver(ctx, h, body), errLate)
		}
		return deliver(ctx, h, body)
	}
}
