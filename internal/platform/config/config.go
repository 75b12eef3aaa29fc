package config

import (
	"time"

	"klear/internal/platform/secret"
)

// Config is the settings of one running Klear. Embed it in a kong command; Validate is then called by kong itself.
type Config struct {
	Addr      string `help:"Address to listen on." default:"127.0.0.1:8080" env:"KLEAR_ADDR" group:"Site" placeholder:"HOST:PORT"`
	PublicURL string `help:"Address people use in their browser, e.g. https://klear.example. Default: derived from --addr." env:"KLEAR_PUBLIC_URL" group:"Site" placeholder:"URL"`
	Brand     string `help:"Brand of this deployment: klearkarma, loconomy or rebloom." default:"klearkarma" env:"KLEAR_BRAND" group:"Site"`
	Env       string `help:"development, or production (refuses unsafe defaults)." default:"development" env:"KLEAR_ENV" group:"Site"`
	Data      string `help:"Folder for everything Klear keeps on this machine." default:"./data" env:"KLEAR_DATA" group:"Site" placeholder:"DIR"`
	Demo      *bool  `help:"Load the demo catalogue. Default: yes in development, no in production." negatable:"" env:"KLEAR_DEMO" group:"Site"`

	DatabaseURL secret.Text `help:"PostgreSQL, as postgres://user:password@host/name. Default: a private server started in --data." env:"DATABASE_URL" group:"Services" placeholder:"URL"`
	SMTPURL     secret.Text `name:"smtp-url" help:"Mail server: smtps://user:password@host (TLS), smtp://host (STARTTLS, required) or smtp://host?tls=none. Default: the mailbox page at /dev/mail." env:"SMTP_URL" group:"Services" placeholder:"URL"`
	MailFrom    string      `help:"Sender of outgoing mail." default:"Klear <no-reply@localhost>" env:"KLEAR_MAIL_FROM" group:"Services" placeholder:"NAME <ADDRESS>"`
	BlobURL     string      `help:"Where files are kept, as file:///path. Default: the folder files in --data." env:"BLOB_URL" group:"Services" placeholder:"URL"`
	KeyFile     string      `help:"Master key file; made on first start. Default: the file keys/master.json in --data." env:"KEY_FILE" group:"Services" placeholder:"FILE"`

	StripeKey      secret.Text `help:"Secret key of Stripe. Default: payments run on the built-in sandbox gateway." env:"STRIPE_SECRET_KEY" group:"Payments" placeholder:"KEY"`
	StripeHooks    secret.Text `name:"stripe-webhook-secrets" help:"Signing secrets of Stripe's webhook endpoints, with commas between them." env:"STRIPE_WEBHOOK_SECRETS" group:"Payments" placeholder:"SECRET,…"`
	RazorpayKey    string      `name:"razorpay-key-id" help:"Key id of Razorpay." env:"RAZORPAY_KEY_ID" group:"Payments" placeholder:"ID"`
	RazorpaySecret secret.Text `name:"razorpay-key-secret" help:"Key secret of Razorpay." env:"RAZORPAY_KEY_SECRET" group:"Payments" placeholder:"SECRET"`
	RazorpayHooks  secret.Text `name:"razorpay-webhook-secrets" help:"Secrets of Razorpay's webhooks, with commas between them." env:"RAZORPAY_WEBHOOK_SECRETS" group:"Payments" placeholder:"SECRET,…"`
	PaymentRules   []string    `help:"Which gateway takes which payments, before the usual rules (INR to razorpay, the rest to stripe): INR=stripe, IN=razorpay, EUR/DE=stripe." env:"KLEAR_PAYMENT_RULES" group:"Payments" placeholder:"RULE"`
	GatewayURL     string      `name:"gateway-simulator-url" help:"Take payments through a running klear gateway-simulator, e.g. http://127.0.0.1:8090. Default: the same gateway inside this process. No real money moves in either." env:"GATEWAY_SIMULATOR_URL" group:"Payments" placeholder:"URL"`
	GatewayHook    secret.Text `name:"gateway-simulator-secrets" help:"What the simulator signs its webhooks with. While it changes: the new secret and the one before, with a comma between." env:"GATEWAY_SIMULATOR_SECRETS" group:"Payments" placeholder:"SECRET"`
	AllowSandbox   bool        `name:"allow-sandbox-payments" help:"Let production run on the sandbox gateway, and on test keys: no real money moves." env:"KLEAR_ALLOW_SANDBOX_PAYMENTS" group:"Payments"`

	Jurisdiction string `name:"jurisdiction" help:"Where people are taken to be of whom nobody knows it: a country or a part of one, such as US-IL. Decides what the law lets the companion do. Default: the brand's country." env:"JURISDICTION" group:"Companion" placeholder:"PLACE"`
	Bars         string `name:"bars" help:"What you switch off beyond the law, for instance 'US-CA=dialogue *=emotions,insights'. It only adds; help in danger has no switch." env:"BARS" group:"Companion" placeholder:"LIST"`

	LLMURL   string      `name:"llm-url" help:"Language model of the companion: https://host/v1 of any server compatible with OpenAI, also in your own house, or anthropic+https://host/v1. Default: none; the built-in guide answers and nothing leaves this machine." env:"LLM_URL" group:"Companion" placeholder:"URL"`
	LLMModel string      `name:"llm-model" help:"Name of the model." env:"LLM_MODEL" group:"Companion" placeholder:"NAME"`
	LLMKey   secret.Text `name:"llm-key" help:"Key of the model's server." env:"LLM_KEY" group:"Companion" placeholder:"KEY"`

	VoiceURL   string      `name:"voice-url" help:"Server that writes recordings down: https://host/v1 of any that answers audio/transcriptions as OpenAI's does, also in your own house. Default: none; nobody is offered to speak." env:"VOICE_URL" group:"Companion" placeholder:"URL"`
	VoiceModel string      `name:"voice-model" help:"Name of its model." env:"VOICE_MODEL" group:"Companion" placeholder:"NAME"`
	VoiceKey   secret.Text `name:"voice-key" help:"Key of that server." env:"VOICE_KEY" group:"Companion" placeholder:"KEY"`

	TrustedProxies   []string      `help:"Networks whose X-Forwarded-For and X-Request-Id are believed, e.g. 10.0.0.0/8." env:"TRUSTED_PROXIES" group:"Web" placeholder:"CIDR"`
	PrivateCalendars []string      `help:"Calendar servers in your own network that practitioners may link, e.g. 10.0.0.7:5232. Only these may be spoken to without TLS. Default: none." env:"KLEAR_PRIVATE_CALENDARS" group:"Web" placeholder:"ADDRESS:PORT"`
	CORSOrigins      []string      `name:"cors-origins" help:"Other sites whose scripts may call the API, e.g. https://app.example. Default: none." env:"KLEAR_CORS_ORIGINS" group:"Web" placeholder:"ORIGIN"`
	RateLimit        bool          `help:"Limit requests per address and per person." default:"true" negatable:"" env:"KLEAR_RATE_LIMIT" group:"Web"`
	RequestTimeout   time.Duration `help:"Time one request may take." default:"15s" env:"KLEAR_REQUEST_TIMEOUT" group:"Web"`
	ShutdownGrace    time.Duration `help:"Time running requests get to finish when Klear stops." default:"20s" env:"KLEAR_SHUTDOWN_GRACE" group:"Web"`
	DrainDelay       time.Duration `help:"Time between reporting not ready and refusing connections; set it to the load balancer's check interval." default:"0s" env:"KLEAR_DRAIN_DELAY" group:"Web"`
	MetricsAddr      string        `help:"Separate internal address for /metrics. Default: on --addr, answered to this machine only." env:"KLEAR_METRICS_ADDR" group:"Web" placeholder:"HOST:PORT"`
	MaxRequestBytes  int64         `help:"Largest request body, in bytes, where a route does not say otherwise." default:"1048576" env:"KLEAR_MAX_REQUEST_BYTES" group:"Web"`

	PoolSize    int `help:"Database connections of this process." default:"16" env:"KLEAR_POOL_SIZE" group:"Work"`
	Workers     int `help:"Background jobs of one kind of urgency that run at the same time." default:"4" env:"KLEAR_WORKERS" group:"Work"`
	HoldMinutes int `help:"Minutes a slot is held while its booker pays." default:"15" env:"KLEAR_HOLD_MINUTES" group:"Work"`

	LogLevel     string `help:"debug, info, warn or error." default:"info" env:"LOG_LEVEL" group:"Observability"`
	LogFormat    string `help:"text or json. Default: text in development, json in production." env:"LOG_FORMAT" group:"Observability"`
	OTLPEndpoint string `name:"otlp-endpoint" help:"OpenTelemetry collector, e.g. http://localhost:4318. Default: no traces." env:"OTEL_EXPORTER_OTLP_ENDPOINT" group:"Observability" placeholder:"URL"`

	// CommandEnv names further KLEAR_ variables that the embedding command reads, so that Validate accepts them.
	CommandEnv []string `kong:"-"`
}

// Values of Config.Env.
const (
	Development = "development"
	Production  = "production"
)

// Brands are the values of Config.Brand.
var Brands = []string{"klearkarma", "loconomy", "rebloom"}
