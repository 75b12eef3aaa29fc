package stripe

import (
	"context"
	"net"
	"net/http"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// Name under which payments remember this gateway.
const Name = "stripe"

// Memory keeps Stripe's ids of what was made for our references; payment.Memory is one.
type Memory interface {
	Keep(ctx context.Context, kind string, reference uuid.UUID, ref string) (string, error)
	Ref(ctx context.Context, kind string, reference uuid.UUID) (string, error)
	Reference(ctx context.Context, kind, ref string) (uuid.UUID, error)
}

// The kinds of what is remembered.
const (
	kindSession  = "session"  // Checkout, by payment
	kindIntent   = "intent"   // payment intent, by payment
	kindSetup    = "setup"    // Checkout that saves a method, by the method's reference
	kindCustomer = "customer" // by person
	kindAccount  = "account"  // connected account, by practitioner
	kindFile     = "file"     // uploaded as evidence, by payment.EvidenceFile.UploadName
)

// Options of New. Key, WebhookSecrets, Memory and Label are required.
type Options struct {
	Key            string   // "sk_…" or a restricted "rk_…"
	WebhookSecrets [][]byte // of the webhook endpoints; any may sign
	Memory         Memory
	Label          string            // what the payer reads on Stripe's page: the brand's name
	URL            string            // of the API; "": Stripe's
	Transport      http.RoundTripper // "" in tests only: the wire to Stripe
}

// Gateway implements payment.Gateway, Vault, PayoutGateway, DisputeGateway, DisputeAccepter and Reporter. Safe for concurrent use.
type Gateway struct {
	o   Options
	api *sdk.Client
}

var (
	_ payment.Gateway         = (*Gateway)(nil)
	_ payment.Vault           = (*Gateway)(nil)
	_ payment.PayoutGateway   = (*Gateway)(nil)
	_ payment.DisputeGateway  = (*Gateway)(nil)
	_ payment.DisputeAccepter = (*Gateway)(nil)
	_ payment.Reporter        = (*Gateway)(nil)
	_ payment.BankReader      = (*Gateway)(nil)
	_ payment.Limits          = (*Gateway)(nil)
	_ payment.Stepped         = (*Gateway)(nil)
	_ payment.Hosted          = (*Gateway)(nil)
	_ payment.Holder          = (*Gateway)(nil)
)

// callTimeout ends a call that the caller gave more time.
const callTimeout = 30 * time.Second

// New opens the gateway. It does not call Stripe.
func New(o Options) *Gateway {
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 20 * time.Second, IdleConnTimeout: 90 * time.Second,
			MaxIdleConnsPerHost: 8, ForceAttemptHTTP2: true,
		}
	}
	config := &sdk.BackendConfig{
		HTTPClient:        &http.Client{Transport: o.Transport, Timeout: callTimeout},
		MaxNetworkRetries: sdk.Int64(0), // ours decide: they read before they repeat
		EnableTelemetry:   sdk.Bool(false),
		LeveledLogger:     &sdk.LeveledLogger{Level: sdk.LevelNull}, // its lines would carry what payers typed
	}
	if o.URL != "" {
		config.URL = &o.URL
	}
	return &Gateway{o: o, api: sdk.NewClient(o.Key, sdk.WithBackends(sdk.NewBackendsWithConfig(config)))}
}

// Name is "stripe".
func (g *Gateway) Name() string { return Name }

// Title is the name that people know.
func (g *Gateway) Title() string { return "Stripe" }

// HoldsFor is how long a card's bank reserves money that its owner agreed to on Stripe's page.
func (g *Gateway) HoldsFor() time.Duration { return 7 * 24 * time.Hour }

// Sites are where payers are sent to.
func (g *Gateway) Sites() []string { return []string{"https://checkout.stripe.com"} }

// metadata names our reference on an object, for its webhooks and reports.
func metadata(reference uuid.UUID) map[string]string {
	return map[string]string{"reference": reference.String()}
}

// referenceOf reads what metadata wrote; the zero id for objects that are not ours.
func referenceOf(metadata map[string]string) uuid.UUID {
	id, err := uuid.Parse(metadata["reference"])
	if err != nil {
		return uuid.Nil
	}
	return id
}
