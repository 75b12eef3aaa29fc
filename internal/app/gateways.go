package app

import (
	"context"
	"crypto/ed25519"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/razorpay"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payment/simulator"
	"klear/internal/modules/payment/stripe"
	"klear/internal/platform/config"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// buildGateways opens every gateway that is configured. The sandbox is always there: payments that it began are finished
// by it also after real keys were set.
func (a *App) buildGateways() error {
	a.sandbox = sandbox.New(sandbox.Options{DB: a.gatewayDB, Clock: a.clock, IDs: a.ids, Secrets: [][]byte{a.master.SubKey("sandbox webhook")}, Deliver: carry(a.deliverWebhook)})
	a.gateways = []payment.Gateway{a.sandbox}
	if a.cfg.GatewayURL != "" {
		secrets, err := config.WebhookSecrets(a.cfg.GatewayHook)
		if err != nil {
			return err
		}
		a.gateways = append(a.gateways, simulator.NewClient(a.cfg.GatewayURL, secrets))
	}
	if a.cfg.StripeKey.IsSet() {
		a.gateways = append(a.gateways, stripe.New(stripe.Options{Key: a.cfg.StripeKey.Reveal(), WebhookSecrets: config.Secrets(a.cfg.StripeHooks),
			Memory: payment.NewMemory(a.db, stripe.Name), Label: a.brand.Name}))
	}
	if a.cfg.RazorpayKey != "" {
		a.razorpay = razorpay.New(razorpay.Options{KeyID: a.cfg.RazorpayKey, KeySecret: a.cfg.RazorpaySecret.Reveal(),
			WebhookSecrets: config.Secrets(a.cfg.RazorpayHooks), Memory: payment.NewMemory(a.db, razorpay.Name), Label: a.brand.Name, Clock: a.clock})
		a.gateways = append(a.gateways, a.razorpay)
	}
	return nil
}

// paymentRules are the operator's, and after them what is usual: rupees to Razorpay, everything else to Stripe, and the
// sandbox where neither takes it and no real money is expected.
func (a *App) paymentRules() []payment.Rule {
	var out []payment.Rule
	for _, r := range a.cfg.GatewayRules() {
		out = append(out, payment.Rule(r))
	}
	if a.cfg.RazorpayKey != "" {
		out = append(out, payment.Rule{Currency: "INR", Gateway: razorpay.Name})
	}
	if a.cfg.StripeKey.IsSet() {
		out = append(out, payment.Rule{Gateway: stripe.Name})
	}
	if a.cfg.SandboxAllowed() && a.cfg.GatewayURL != "" {
		out = append(out, payment.Rule{Gateway: simulator.Name})
	}
	if a.cfg.SandboxAllowed() {
		out = append(out, payment.Rule{Gateway: sandbox.Name})
	}
	return out
}

// simulated reports whether no real money moves: pages say so where somebody pays.
func (a *App) simulated() bool { return !a.cfg.StripeKey.IsSet() && a.cfg.RazorpayKey == "" }

// checkoutSites are where a form of ours may lead: the pages of the gateways.
func (a *App) checkoutSites() []string {
	var out []string
	for _, g := range a.gateways {
		if h, ok := g.(payment.Hosted); ok {
			out = append(out, h.Sites()...)
		}
	}
	return out
}

// payable judges a price for the catalog, which is built before the payments.
func (a *App) payable(price money.Amount, country string) error {
	return a.payments.Payable(price, country)
}

// statementKey signs the days of the ledger; nothing in the database holds it.
func (a *App) statementKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(a.master.SubKey("ledger statement"))
}

// tryKey keys the count of attempts to pay; nil where requests are not limited either.
func (a *App) tryKey() []byte {
	if !a.cfg.RateLimit {
		return nil
	}
	return a.master.SubKey("payment tries")
}

// countryOf is where a practitioner works.
func (a *App) countryOf(ctx context.Context, practitioner uuid.UUID) (string, error) {
	p, err := a.catalog.PractitionerByID(ctx, practitioner)
	return p.Country, err
}
