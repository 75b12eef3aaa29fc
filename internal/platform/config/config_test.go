package config

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/secret"
)

// parse runs kong as cmd/klear does, with the process's own environment cleared of our variables.
func parse(t *testing.T, args ...string) *Config {
	t.Helper()
	for _, s := range settings() {
		t.Setenv(s.env, "")
		if err := os.Unsetenv(s.env); err != nil {
			t.Fatal(err)
		}
	}
	return parseEnv(t, args...)
}

func parseEnv(t *testing.T, args ...string) *Config {
	t.Helper()
	var cli struct {
		Serve struct {
			Settings Config `embed:""`
		} `cmd:""`
	}
	p, err := kong.New(&cli, kong.Exit(func(int) { t.Fatal("kong exited") }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Parse(append([]string{"serve", "--data", t.TempDir()}, args...)); err != nil {
		t.Fatal(err)
	}
	return &cli.Serve.Settings
}

// faultsOf returns the label of each fault: its part before the first ": ".
func faultsOf(err error) []string {
	f, _ := err.(Faults)
	var out []string
	for _, line := range f {
		name, _, _ := strings.Cut(line, ": ")
		out = append(out, name)
	}
	return out
}

func TestDefaultsAreValidAndDerived(t *testing.T) {
	c := parse(t)
	if err := c.ValidateEnv(nil); err != nil {
		t.Fatal(err)
	}
	type derived struct {
		BaseURL               string
		Demo, Prod, JSON, TLS bool
		Hold                  time.Duration
		Keys, Blobs           string
		Mailbox               bool
	}
	got := derived{c.BaseURL(), c.LoadDemo(), c.IsProduction(), c.LogJSON(), c.SecureURL(), c.Hold(), c.MasterKeyPath(), c.BlobDir(), c.MailboxEnabled()}
	want := derived{"http://127.0.0.1:8080", true, false, false, false, 15 * time.Minute,
		filepath.Join(c.Data, "keys", "master.json"), filepath.Join(c.Data, "files"), true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFlagNamesMatchKong(t *testing.T) {
	var cli struct {
		Config Config `embed:""`
	}
	p, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, f := range p.Model.Flags {
		if len(f.Envs) > 0 {
			names[f.Envs[0]] = f.Name
		}
		if f.Name != "help" && (f.Help == "" || len(f.Envs) != 1) {
			t.Errorf("--%s has no help or no variable", f.Name)
		}
	}
	for _, s := range settings() {
		if names[s.env] != s.flag {
			t.Errorf("%s: we say --%s, kong says --%s", s.env, s.flag, names[s.env])
		}
	}
}

func TestFlagWinsOverVariable(t *testing.T) {
	parse(t)
	t.Setenv("KLEAR_ADDR", "127.0.0.1:1")
	t.Setenv("KLEAR_BRAND", "rebloom")
	t.Setenv("DATABASE_URL", "postgres://u:p@h/d")
	t.Setenv("TRUSTED_PROXIES", "10.0.0.0/8,fd00::1")
	c := parseEnv(t, "--addr", ":2", "--no-demo")
	if c.Addr != ":2" || c.Brand != "rebloom" || c.LoadDemo() || c.BaseURL() != "http://localhost:2" {
		t.Errorf("addr %q brand %q demo %v url %q", c.Addr, c.Brand, c.LoadDemo(), c.BaseURL())
	}
	if got := c.DatabaseURL.Reveal(); got != "postgres://u:p@h/d" {
		t.Errorf("DatabaseURL = %q", got)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::1/128")}
	if diff := cmp.Diff(want, c.ProxyNetworks(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	c := parse(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.Addr, c.PublicURL, c.Brand, c.Env = "nowhere", "ftp://x", "acme", "staging"
	c.Data = filepath.Join(file, "below")
	c.DatabaseURL, c.SMTPURL, c.MailFrom, c.BlobURL = secret.New("mysql://x"), secret.New("http://mail"), "nobody", "s3://bucket"
	c.TrustedProxies, c.CORSOrigins = []string{"10.0.0.0/99"}, []string{"https://a.example/path"}
	c.StripeKey = secret.New("sk")
	c.RequestTimeout, c.ShutdownGrace, c.DrainDelay, c.MaxRequestBytes = 0, -1, time.Hour, 1
	c.MetricsAddr = "host:notaport"
	c.PoolSize, c.Workers, c.HoldMinutes = 0, 0, 0
	c.LogLevel, c.LogFormat, c.OTLPEndpoint = "loud", "xml", "collector"

	want := []string{
		"--addr (KLEAR_ADDR)", "--public-url (KLEAR_PUBLIC_URL)", "--brand (KLEAR_BRAND)", "--env (KLEAR_ENV)", "--data (KLEAR_DATA)",
		"--database-url (DATABASE_URL)", "--smtp-url (SMTP_URL)", "--mail-from (KLEAR_MAIL_FROM)", "--blob-url (BLOB_URL)",
		"--stripe-webhook-secrets (STRIPE_WEBHOOK_SECRETS)", "--stripe-key (STRIPE_SECRET_KEY)",
		"--trusted-proxies (TRUSTED_PROXIES)", "--cors-origins (KLEAR_CORS_ORIGINS)", "--request-timeout (KLEAR_REQUEST_TIMEOUT)", "--shutdown-grace (KLEAR_SHUTDOWN_GRACE)",
		"--drain-delay (KLEAR_DRAIN_DELAY)", "--max-request-bytes (KLEAR_MAX_REQUEST_BYTES)", "--metrics-addr (KLEAR_METRICS_ADDR)",
		"--pool-size (KLEAR_POOL_SIZE)", "--workers (KLEAR_WORKERS)", "--hold-minutes (KLEAR_HOLD_MINUTES)",
		"--log-level (LOG_LEVEL)", "--log-format (LOG_FORMAT)", "--otlp-endpoint (OTEL_EXPORTER_OTLP_ENDPOINT)",
	}
	if diff := cmp.Diff(want, faultsOf(c.ValidateEnv(nil))); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownVariableNamesTheNearest(t *testing.T) {
	c := parse(t)
	c.CommandEnv = []string{"KLEAR_ROLES"}
	err := c.ValidateEnv([]string{"KLEAR_ROLES=api", "KLEAR_BRADN=rebloom", "PATH=/bin", "KLEAR_ADDR=:1"})
	want := Faults{"KLEAR_BRADN: there is no such setting; did you mean KLEAR_BRAND?"}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Error(diff)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	good, empty, big := write("good", "smtps://u:p w@mail.example\n"), write("empty", "\n"), write("big", strings.Repeat("x", maxSecretBytes+1))

	c := parse(t)
	if err := c.ValidateEnv([]string{"SMTP_URL_FILE=" + write("smtp", "smtps://u:pw@mail.example\r\n")}); err != nil {
		t.Fatal(err)
	}
	if got := c.SMTPURL.Reveal(); got != "smtps://u:pw@mail.example" {
		t.Errorf("SMTPURL = %q", got)
	}
	for name, env := range map[string]string{
		"missing": "DATABASE_URL_FILE=" + filepath.Join(dir, "missing"),
		"empty":   "DATABASE_URL_FILE=" + empty,
		"big":     "DATABASE_URL_FILE=" + big,
		"folder":  "DATABASE_URL_FILE=" + dir,
		"both":    "SMTP_URL_FILE=" + good,
	} {
		if got := faultsOf(c.ValidateEnv([]string{env})); len(got) != 1 || !strings.HasSuffix(got[0], "_FILE") {
			t.Errorf("%s: faults %q", name, got)
		}
	}
}

func TestFaultsNeverShowASecret(t *testing.T) {
	c := parse(t)
	c.DatabaseURL, c.SMTPURL, c.StripeKey = secret.New("mysql://u:hunter2@x"), secret.New("http://u:hunter2@x"), secret.New("hunter2")
	err := c.ValidateEnv(nil)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("fault shows the secret or is missing: %v", err)
	}
}

// live is a production that takes real money.
func live(t *testing.T) *Config {
	c := parse(t)
	c.Env, c.PublicURL, c.SMTPURL, c.MailFrom = Production, "https://klear.example", secret.New("smtps://mail.example"), "Klear <hello@klear.example>"
	c.StripeKey, c.StripeHooks = secret.New("sk_live_1"), secret.New("whsec_1, whsec_2")
	return c
}

// Half of a pair of keys is a gateway that takes money and is never told of it, or the other way round.
func TestHalfConfiguredGatewaysAreRefused(t *testing.T) {
	const allow = "--allow-sandbox-payments (KLEAR_ALLOW_SANDBOX_PAYMENTS)"
	for name, tt := range map[string]struct {
		change func(*Config)
		want   []string
	}{
		"whole":              {func(*Config) {}, nil},
		"no webhook secret":  {func(c *Config) { c.StripeHooks = secret.Text{} }, []string{"--stripe-webhook-secrets (STRIPE_WEBHOOK_SECRETS)"}},
		"no key":             {func(c *Config) { c.StripeKey = secret.Text{} }, []string{"--stripe-key (STRIPE_SECRET_KEY)", allow}},
		"a publishable key":  {func(c *Config) { c.StripeKey = secret.New("pk_live_1") }, []string{"--stripe-key (STRIPE_SECRET_KEY)"}},
		"no secret":          {func(c *Config) { c.StripeHooks = secret.New("whsec_1,other") }, []string{"--stripe-webhook-secrets (STRIPE_WEBHOOK_SECRETS)"}},
		"test keys":          {func(c *Config) { c.StripeKey = secret.New("sk_test_1") }, []string{allow}},
		"test keys, allowed": {func(c *Config) { c.StripeKey, c.AllowSandbox = secret.New("sk_test_1"), true }, nil},
		"razorpay, id only":  {func(c *Config) { c.RazorpayKey = "rzp_live_1" }, []string{"--razorpay-key-secret (RAZORPAY_KEY_SECRET)", "--razorpay-webhook-secrets (RAZORPAY_WEBHOOK_SECRETS)"}},
		"razorpay, wrong id": {func(c *Config) { razorpay(c, "live_1") }, []string{"--razorpay-key-id (RAZORPAY_KEY_ID)"}},
		"both":               {func(c *Config) { razorpay(c, "rzp_live_1") }, nil},
		"rules": {func(c *Config) {
			razorpay(c, "rzp_live_1")
			c.PaymentRules = []string{"INR=stripe", "IN=razorpay", "EUR/DE=stripe", "*=stripe"}
		}, nil},
		"a rule without keys":     {func(c *Config) { c.PaymentRules = []string{"INR=razorpay"} }, []string{"--payment-rules (KLEAR_PAYMENT_RULES)"}},
		"the sandbox, in earnest": {func(c *Config) { c.PaymentRules = []string{"INR=sandbox"} }, []string{"--payment-rules (KLEAR_PAYMENT_RULES)"}},
		"not a rule":              {func(c *Config) { c.PaymentRules = []string{"rupees=stripe"} }, []string{"--payment-rules (KLEAR_PAYMENT_RULES)"}},
	} {
		c := live(t)
		tt.change(c)
		if diff := cmp.Diff(tt.want, faultsOf(c.ValidateEnv(nil))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func razorpay(c *Config, id string) {
	c.RazorpayKey, c.RazorpaySecret, c.RazorpayHooks = id, secret.New("secret"), secret.New("hook")
}

func TestGatewayRules(t *testing.T) {
	c := Config{PaymentRules: []string{"INR=stripe", " IN=razorpay", "EUR/DE=stripe", "*=sandbox"}}
	want := []GatewayRule{{"INR", "", "stripe"}, {"", "IN", "razorpay"}, {"EUR", "DE", "stripe"}, {"", "", "sandbox"}}
	if diff := cmp.Diff(want, c.GatewayRules()); diff != "" {
		t.Error(diff)
	}
	if got := Secrets(secret.New("a, b,,c ")); len(got) != 3 || string(got[1]) != "b" {
		t.Errorf("got %q", got)
	}
}

func TestProductionRefusesUnsafeDefaults(t *testing.T) {
	c := parse(t)
	c.Env = Production
	want := []string{"--public-url (KLEAR_PUBLIC_URL)", "--smtp-url (SMTP_URL)", "--allow-sandbox-payments (KLEAR_ALLOW_SANDBOX_PAYMENTS)"}
	if diff := cmp.Diff(want, faultsOf(c.ValidateEnv(nil))); diff != "" {
		t.Error(diff)
	}

	c.PublicURL, c.AllowSandbox, c.SMTPURL = "https://klear.example/", true, secret.New("smtp://mail.example?tls=none")
	want = []string{"--smtp-url (SMTP_URL)", "--mail-from (KLEAR_MAIL_FROM)"}
	if diff := cmp.Diff(want, faultsOf(c.ValidateEnv(nil))); diff != "" {
		t.Error(diff)
	}

	c.SMTPURL, c.MailFrom = secret.New("smtp://127.0.0.1:1025?tls=none"), "Klear <hello@klear.example>"
	if err := c.ValidateEnv(nil); err != nil {
		t.Error(err)
	}
	if c.LoadDemo() || !c.LogJSON() || !c.SecureURL() || c.BaseURL() != "https://klear.example" {
		t.Error("production defaults are wrong")
	}
}

func TestTheGatewaySimulatorNeedsAddressAndSecret(t *testing.T) {
	const long, before = "a secret of enough bytes", "the one before it, too"
	const url, hook = "--gateway-simulator-url (GATEWAY_SIMULATOR_URL)", "--gateway-simulator-secrets (GATEWAY_SIMULATOR_SECRETS)"
	for name, tt := range map[string]struct {
		url, secrets string
		faults       []string
	}{
		"neither":        {"", "", nil},
		"both":           {"http://127.0.0.1:8090", long, nil},
		"rotated":        {"http://127.0.0.1:8090", strings.ReplaceAll(long+","+before, ", ", " "), nil},
		"no secret":      {"http://127.0.0.1:8090", "", []string{hook}},
		"no address":     {"", long, []string{hook}},
		"short":          {"http://127.0.0.1:8090", "guess", []string{hook}},
		"short before":   {"http://127.0.0.1:8090", long + ",guess", []string{hook}},
		"three":          {"http://127.0.0.1:8090", long + "," + long + "," + long, []string{hook}},
		"not an address": {"gateway", long, []string{url}},
	} {
		c := parse(t)
		c.GatewayURL, c.GatewayHook = tt.url, secret.New(tt.secrets)
		if diff := cmp.Diff(tt.faults, faultsOf(c.ValidateEnv(nil))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
