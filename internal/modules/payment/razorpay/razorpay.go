package razorpay

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/clock"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Name under which payments remember this gateway.
const Name = "razorpay"

// HandoverPath is where the page that leads to Razorpay is, followed by an order's id.
const HandoverPath = "/razorpay/pay/"

// Memory keeps Razorpay's ids of what was made for our references; payment.Memory is one.
type Memory interface {
	Keep(ctx context.Context, kind string, reference uuid.UUID, ref string) (string, error)
	Ref(ctx context.Context, kind string, reference uuid.UUID) (string, error)
	Reference(ctx context.Context, kind, ref string) (uuid.UUID, error)
}

// The kinds of what is remembered.
const (
	kindOrder    = "order"    // by payment
	kindPayment  = "payment"  // the one that took the money, by payment
	kindVoid     = "void"     // by payment: it was given up
	kindDispute  = "dispute"  // by payment
	kindEvidence = "evidence" // by payment: the key of what was sent against its dispute
	kindTransfer = "transfer" // by payout
	kindReversal = "reversal" // by payout
	kindPayee    = "payee"    // by practitioner: they asked for payouts
	kindAccount  = "account"  // by practitioner: the linked account
	kindProduct  = "product"  // by practitioner: its part that receives transfers
	kindRest     = "rest"     // by payment: how much of the reservation goes back with the capture
	kindAttempt  = "attempt"  // to create something: see once
)

// Options of New. All but URL and Transport are required.
type Options struct {
	KeyID, KeySecret string
	WebhookSecrets   [][]byte // any may sign
	Memory           Memory
	Label            string // what the payer reads on Razorpay's page: the brand's name
	Clock            clock.Clock
	URL              string            // of the API; "": Razorpay's
	Transport        http.RoundTripper // nil: the usual one, with limits on waiting
}

// Gateway implements payment.Gateway, PayoutGateway, DisputeGateway, DisputeAccepter and LaggingReporter. Safe for concurrent use.
type Gateway struct {
	o       Options
	http    *http.Client
	stripes [64]sync.Mutex // one attempt at a time in this process: see once
}

var (
	_ payment.Gateway         = (*Gateway)(nil)
	_ payment.LaggingReporter = (*Gateway)(nil)
	_ payment.BankReader      = (*Gateway)(nil)
	_ payment.PayoutGateway   = (*Gateway)(nil)
	_ payment.DisputeGateway  = (*Gateway)(nil)
	_ payment.DisputeAccepter = (*Gateway)(nil)
	_ payment.Limits          = (*Gateway)(nil)
	_ payment.Hosted          = (*Gateway)(nil)
)

const (
	apiURL      = "https://api.razorpay.com"
	callTimeout = 30 * time.Second
)

// New opens the gateway. It does not call Razorpay.
func New(o Options) *Gateway {
	if o.URL == "" {
		o.URL = apiURL
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 20 * time.Second, IdleConnTimeout: 90 * time.Second,
			MaxIdleConnsPerHost: 8, ForceAttemptHTTP2: true,
		}
	}
	return &Gateway{o: o, http: &http.Client{Transport: o.Transport, Timeout: callTimeout}}
}

// Name is "razorpay".
func (g *Gateway) Name() string { return Name }

// Title is the name that people know.
func (g *Gateway) Title() string { return "Razorpay" }

// Sites are where payers are sent to.
func (g *Gateway) Sites() []string { return []string{apiURL} }

// minimum is the least that Razorpay takes: one rupee.
const minimum = 100

// Takes reports whether an amount can be charged: rupees, from one on. Errors: payment.ErrPrice.
func (g *Gateway) Takes(a money.Amount) error {
	switch {
	case a.Currency != "INR":
		return payment.PriceFault(payment.PriceCurrency, a)
	case a.Minor < minimum:
		return payment.PriceFault(payment.PriceTooLow, money.Amount{Minor: minimum, Currency: a.Currency})
	}
	return nil
}
