package sandbox

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
)

// Name under which payments remember this gateway.
const Name = "sandbox"

// Where the pages are that a payer or a practitioner is sent to, each followed by an id.
const (
	ChallengePath = "/sandbox/challenge/" // the 3-D Secure simulation: an intent or a kept method
	PayeePath     = "/sandbox/payee/"     // where a practitioner names a bank account
)

// How long things take by the virtual clock.
const (
	DefaultSettleAfter = 8 * time.Second    // the late card's answer
	AuthorisedFor      = 7 * 24 * time.Hour // an authorisation, then it is voided
	ShortlyAuthorised  = 10 * time.Minute   // one of CardShortHold
	feeAfter           = 2 * time.Second    // until the fee of a capture is known
	disputeAfter       = time.Hour          // after the capture with CardDisputed
	EvidenceWithin     = 7 * 24 * time.Hour // after that a dispute is lost
	RefundTakes        = 3 * 24 * time.Hour // with CardRefundPends
	RefundBounces      = 5 * 24 * time.Hour // with CardRefundFails
	PayoutTakes        = time.Minute        // until a payout is paid
	PayoutBounces      = 5 * 24 * time.Hour // after it was paid, to BankReturns
	giveUpAfter        = 72 * time.Hour     // webhooks that nobody took
	retryAfter         = time.Minute        // of a webhook that was not taken
)

// Deliver carries one webhook to the receiver. An error makes it come again.
type Deliver func(ctx context.Context, header http.Header, body []byte) error

// Options of New.
type Options struct {
	DB          *db.DB // its own connections: nothing here joins a transaction of the caller
	Clock       clock.Clock
	IDs         ids.Source
	Secrets     [][]byte // of webhooks: the first signs, all are accepted; at least one
	Deliver     Deliver
	SettleAfter time.Duration // of the late card; 0: DefaultSettleAfter
	BaseURL     string        // before ChallengePath and PayeePath; "" where the pages are on the site's own origin
}

// Gateway implements payment.Gateway, Vault, PayoutGateway, DisputeGateway, DisputeAccepter and Reporter. Safe for concurrent use.
type Gateway struct {
	Faults *Faults
	o      Options
	q      *paymentdb.Queries
	ahead  atomic.Int64 // of the virtual clock, in microseconds; the truth is in the database
}

var (
	_ payment.Gateway         = (*Gateway)(nil)
	_ payment.Vault           = (*Gateway)(nil)
	_ payment.PayoutGateway   = (*Gateway)(nil)
	_ payment.DisputeGateway  = (*Gateway)(nil)
	_ payment.DisputeAccepter = (*Gateway)(nil)
	_ payment.Reporter        = (*Gateway)(nil)
	_ payment.BankReader      = (*Gateway)(nil)
)

// New opens the gateway.
func New(o Options) *Gateway {
	if o.SettleAfter == 0 {
		o.SettleAfter = DefaultSettleAfter
	}
	return &Gateway{o: o, q: paymentdb.New(o.DB), Faults: newFaults()}
}

// Name is "sandbox".
func (g *Gateway) Name() string { return Name }

// Now is the virtual clock.
func (g *Gateway) Now() time.Time {
	return g.o.Clock.Now().Add(time.Duration(g.ahead.Load()) * time.Microsecond)
}

// Advance moves the virtual clock forward and does what became due, the delivery of webhooks too. It never goes back.
func (g *Gateway) Advance(ctx context.Context, by time.Duration) error {
	if by < 0 {
		return payment.ErrGatewayRefused
	}
	ahead, err := g.q.SandboxAdvance(ctx, by.Microseconds())
	if err != nil {
		return err
	}
	g.ahead.Store(ahead)
	return g.Tick(ctx)
}

// synchronise reads how far the clock is ahead: another process may have moved it.
func (g *Gateway) synchronise(ctx context.Context) error {
	ahead, err := g.q.SandboxAhead(ctx)
	if err == nil {
		g.ahead.Store(ahead)
	}
	return err
}

func (g *Gateway) id(prefix string) string { return prefix + g.o.IDs.ID().String() }

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
