package config

import (
	"regexp"
	"slices"
	"strings"

	"klear/internal/platform/secret"
)

// The names of gateways in payment rules.
const (
	gatewayStripe   = "stripe"
	gatewayRazorpay = "razorpay"
	gatewaySandbox  = "sandbox"
)

// GatewayRule is one of KLEAR_PAYMENT_RULES: payments in Currency, of practitioners in Country, go to Gateway. "" is any.
type GatewayRule struct{ Currency, Country, Gateway string }

var ruleForm = regexp.MustCompile(`^(?:([A-Z]{3})(?:/([A-Z]{2}))?|([A-Z]{2})|\*)=([a-z]+)$`)

// GatewayRules are the rules in order. Call it after Validate.
func (c *Config) GatewayRules() []GatewayRule {
	var out []GatewayRule
	for _, s := range c.PaymentRules {
		if m := ruleForm.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
			out = append(out, GatewayRule{Currency: m[1], Country: m[2] + m[3], Gateway: m[4]})
		}
	}
	return out
}

// SandboxAllowed reports whether new payments may be simulated.
func (c *Config) SandboxAllowed() bool { return !c.IsProduction() || c.AllowSandbox }

// Secrets splits a list of secrets.
func Secrets(list secret.Text) [][]byte {
	var out [][]byte
	for s := range strings.SplitSeq(list.Reveal(), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, []byte(s))
		}
	}
	return out
}

// payments refuses keys that could not work: half of a pair is a gateway that takes money and is never told of it.
func (v *validator) payments() {
	c := v.c
	v.together("STRIPE_SECRET_KEY", c.StripeKey.IsSet(), "STRIPE_WEBHOOK_SECRETS", c.StripeHooks.IsSet())
	if k := c.StripeKey.Reveal(); c.StripeKey.IsSet() && !strings.HasPrefix(k, "sk_") && !strings.HasPrefix(k, "rk_") {
		v.fault("STRIPE_SECRET_KEY", "the value is not a secret key of Stripe: those start with sk_ or rk_")
	}
	for _, s := range Secrets(c.StripeHooks) {
		if !strings.HasPrefix(string(s), "whsec_") {
			v.fault("STRIPE_WEBHOOK_SECRETS", "one of the values is not a signing secret of Stripe: those start with whsec_")
		}
	}
	v.together("RAZORPAY_KEY_ID", c.RazorpayKey != "", "RAZORPAY_KEY_SECRET", c.RazorpaySecret.IsSet())
	v.together("RAZORPAY_KEY_ID", c.RazorpayKey != "", "RAZORPAY_WEBHOOK_SECRETS", c.RazorpayHooks.IsSet())
	if c.RazorpayKey != "" && !strings.HasPrefix(c.RazorpayKey, "rzp_") {
		v.fault("RAZORPAY_KEY_ID", "%q is not a key id of Razorpay: those start with rzp_", c.RazorpayKey)
	}
	v.paymentRules()
}

func (v *validator) together(a string, hasA bool, b string, hasB bool) {
	switch {
	case hasA && !hasB:
		v.fault(b, "it is needed with %s", a)
	case hasB && !hasA:
		v.fault(a, "it is needed with %s", b)
	}
}

func (v *validator) paymentRules() {
	known := []string{gatewaySandbox}
	if v.c.StripeKey.IsSet() {
		known = append(known, gatewayStripe)
	}
	if v.c.RazorpayKey != "" {
		known = append(known, gatewayRazorpay)
	}
	if v.c.IsProduction() && !v.c.AllowSandbox {
		known = known[1:]
	}
	for _, s := range v.c.PaymentRules {
		m := ruleForm.FindStringSubmatch(strings.TrimSpace(s))
		switch {
		case m == nil:
			v.fault("KLEAR_PAYMENT_RULES", "%q is not a rule: write INR=stripe, IN=razorpay, EUR/DE=stripe or *=stripe", s)
		case !slices.Contains(known, m[4]):
			v.fault("KLEAR_PAYMENT_RULES", "%q names a gateway without keys", s)
		}
	}
}

// realMoney refuses a production that would only look as if it took money.
func (v *validator) realMoney() {
	c := v.c
	if c.AllowSandbox {
		return
	}
	switch {
	case !c.StripeKey.IsSet() && c.RazorpayKey == "":
		v.fault("KLEAR_ALLOW_SANDBOX_PAYMENTS", "without keys of Stripe or Razorpay payments run on the sandbox gateway, which moves no real money: set keys, or this to true to run production like that")
	case strings.Contains(c.StripeKey.Reveal(), "_test_"), strings.HasPrefix(c.RazorpayKey, "rzp_test_"):
		v.fault("KLEAR_ALLOW_SANDBOX_PAYMENTS", "the keys are test keys, which move no real money: set live ones, or this to true to run production like that")
	}
}
