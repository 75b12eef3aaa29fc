package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"klear/internal/platform/secret"
)

// Faults is the error of Validate: one line per fault.
type Faults []string

// Error is one line for a single fault, and otherwise lists them, one per line.
func (f Faults) Error() string {
	if len(f) == 1 {
		return f[0]
	}
	return "these settings need another look:\n  " + strings.Join(f, "\n  ")
}

// Validate loads secrets from their files and checks everything; it returns Faults or nil. Kong calls it.
func (c *Config) Validate() error { return c.ValidateEnv(os.Environ()) }

// ValidateEnv is Validate with the environment, as "NAME=value" lines, passed in.
func (c *Config) ValidateEnv(environ []string) error {
	v := &validator{c: c}
	v.faults = append(v.faults, c.loadSecretFiles(environ)...)
	v.faults = append(v.faults, unknownEnv(environ, c.CommandEnv)...)
	v.site()
	v.services()
	v.payments()
	v.companion()
	v.web()
	v.work()
	v.observability()
	if c.IsProduction() {
		v.production()
	}
	if len(v.faults) == 0 {
		return nil
	}
	return v.faults
}

type validator struct {
	c      *Config
	faults Faults
}

// fault notes that the setting is wrong. setting is the variable's name; the flag is looked up for the reader.
func (v *validator) fault(setting, format string, args ...any) {
	v.faults = append(v.faults, label(setting)+": "+fmt.Sprintf(format, args...))
}

func (v *validator) oneOf(setting, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		v.fault(setting, "%q is not one of %s", value, strings.Join(allowed, ", "))
	}
}

func (v *validator) between(setting string, value, low, high int64) {
	if value < low || value > high {
		v.fault(setting, "%d is not between %d and %d", value, low, high)
	}
}

func (v *validator) within(setting string, value, low, high time.Duration) {
	if value < low || value > high {
		v.fault(setting, "%s is not between %s and %s", value, low, high)
	}
}

func (v *validator) hostPort(setting, value string) {
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		v.fault(setting, "%q is not an address: write host:port, e.g. 127.0.0.1:8080", value)
		return
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		v.fault(setting, "%q is not a port: write a number up to 65535", port)
	}
}

// url checks an absolute URL. The value itself is left out of the fault when it may carry a password.
func (v *validator) url(setting, value string, hide bool, schemes ...string) *url.URL {
	shown := strconv.Quote(value)
	if hide {
		shown = "the value"
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
		v.fault(setting, "%s is not a URL that starts with %s://", shown, strings.Join(schemes, ":// or "))
		return nil
	}
	return u
}

func (v *validator) origin(setting, value string) {
	u := v.url(setting, value, false, "http", "https")
	if u != nil && (u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "") {
		v.fault(setting, "%q must be scheme and host only, e.g. https://klear.example", value)
	}
}

func (v *validator) site() {
	c := v.c
	v.hostPort("KLEAR_ADDR", c.Addr)
	if c.PublicURL != "" {
		v.origin("KLEAR_PUBLIC_URL", c.PublicURL)
	}
	v.oneOf("KLEAR_BRAND", c.Brand, Brands...)
	v.oneOf("KLEAR_ENV", c.Env, Development, Production)
	if err := usableFolder(c.Data); err != nil {
		v.fault("KLEAR_DATA", "%q cannot be used: %v", c.Data, err)
	}
}

func (v *validator) services() {
	c := v.c
	if c.DatabaseURL.IsSet() {
		v.databaseURL(c.DatabaseURL)
	}
	if c.SMTPURL.IsSet() {
		v.smtpURL(c.SMTPURL)
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		v.fault("KLEAR_MAIL_FROM", "%q is not a sender: write Name <address@example.org>", c.MailFrom)
	}
	if c.BlobURL != "" {
		v.blobURL(c.BlobURL)
	}
	if info, err := os.Stat(c.MasterKeyPath()); err == nil && !info.Mode().IsRegular() {
		v.fault("KEY_FILE", "%q is not a file", c.MasterKeyPath())
	}
	v.gatewaySimulator()
}

func (v *validator) gatewaySimulator() {
	c := v.c
	if c.GatewayURL != "" {
		v.origin("GATEWAY_SIMULATOR_URL", c.GatewayURL)
	}
	if (c.GatewayURL != "") != c.GatewayHook.IsSet() {
		v.fault("GATEWAY_SIMULATOR_SECRETS", "an address and a secret belong together: set both, or neither")
		return
	}
	if _, err := WebhookSecrets(c.GatewayHook); c.GatewayURL != "" && err != nil {
		v.fault("GATEWAY_SIMULATOR_SECRETS", "%v", err)
	}
}

func (v *validator) databaseURL(s secret.Text) {
	u, err := url.Parse(s.Reveal())
	// A socket folder may stand in the query (host=/run/postgresql), so that an empty host is right.
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		v.fault("DATABASE_URL", "the value is not a URL that starts with postgres://")
	}
}

func (v *validator) smtpURL(s secret.Text) {
	u := v.url("SMTP_URL", s.Reveal(), true, "smtp", "smtps")
	if u == nil {
		return
	}
	if tls := u.Query().Get("tls"); tls != "" && tls != "none" {
		v.fault("SMTP_URL", "tls=%s is not known: leave it out (STARTTLS is then required) or write tls=none", tls)
	}
}

func (v *validator) blobURL(s string) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		v.fault("BLOB_URL", "%q is not a URL", s)
	case u.Scheme == "s3":
		v.fault("BLOB_URL", "s3:// is not supported by this version: use file:///path")
	case u.Scheme != "file" || u.Host != "" || !strings.HasPrefix(u.Path, "/"):
		v.fault("BLOB_URL", "%q is not a URL of the form file:///path", s)
	default:
		if err := usableFolder(v.c.BlobDir()); err != nil {
			v.fault("BLOB_URL", "%q cannot be used: %v", v.c.BlobDir(), err)
		}
	}
}

func (v *validator) web() {
	c := v.c
	for _, p := range c.TrustedProxies {
		if _, err := parsePrefix(p); err != nil {
			v.fault("TRUSTED_PROXIES", "%q is not a network: write it as 10.0.0.0/8 or fd00::/8", p)
		}
	}
	for _, a := range c.PrivateCalendars {
		if _, err := netip.ParseAddrPort(strings.TrimSpace(a)); err != nil {
			v.fault("KLEAR_PRIVATE_CALENDARS", "%q is not an address with a port: write it as 10.0.0.7:5232", a)
		}
	}
	for _, o := range c.CORSOrigins {
		v.origin("KLEAR_CORS_ORIGINS", o)
	}
	v.within("KLEAR_REQUEST_TIMEOUT", c.RequestTimeout, 100*time.Millisecond, 5*time.Minute)
	v.within("KLEAR_SHUTDOWN_GRACE", c.ShutdownGrace, 0, 10*time.Minute)
	v.within("KLEAR_DRAIN_DELAY", c.DrainDelay, 0, 5*time.Minute)
	v.between("KLEAR_MAX_REQUEST_BYTES", c.MaxRequestBytes, 1<<10, 64<<20)
	if c.MetricsAddr != "" {
		v.hostPort("KLEAR_METRICS_ADDR", c.MetricsAddr)
		if c.MetricsAddr == c.Addr {
			v.fault("KLEAR_METRICS_ADDR", "%s is already the address of the site: choose another port", c.Addr)
		}
	}
}

func (v *validator) work() {
	v.between("KLEAR_POOL_SIZE", int64(v.c.PoolSize), 2, 1000)
	v.between("KLEAR_WORKERS", int64(v.c.Workers), 1, 1000)
	v.between("KLEAR_HOLD_MINUTES", int64(v.c.HoldMinutes), 1, 120)
}

func (v *validator) observability() {
	var l slog.Level
	if l.UnmarshalText([]byte(v.c.LogLevel)) != nil {
		v.oneOf("LOG_LEVEL", v.c.LogLevel, "debug", "info", "warn", "error")
	}
	if v.c.LogFormat != "" {
		v.oneOf("LOG_FORMAT", v.c.LogFormat, "text", "json")
	}
	if v.c.OTLPEndpoint != "" {
		v.url("OTEL_EXPORTER_OTLP_ENDPOINT", v.c.OTLPEndpoint, false, "http", "https")
	}
}

// production names every default that is safe on a developer's machine only.
func (v *validator) production() {
	c := v.c
	if !c.SecureURL() {
		v.fault("KLEAR_PUBLIC_URL", "production needs an https:// address, not %q: sessions would travel in the clear", c.BaseURL())
	}
	if c.MailboxEnabled() {
		v.fault("SMTP_URL", "production needs a mail server: the development mailbox shows everybody's mail")
	} else if u, err := url.Parse(c.SMTPURL.Reveal()); err == nil && u.Query().Get("tls") == "none" && !isLoopback(u.Hostname()) {
		v.fault("SMTP_URL", "production sends mail over TLS only: remove tls=none")
	}
	v.realMoney()
	if from, err := mail.ParseAddress(c.MailFrom); err == nil && strings.HasSuffix(from.Address, "@localhost") && !c.MailboxEnabled() {
		v.fault("KLEAR_MAIL_FROM", "production needs a sender that can be answered, not %s", from.Address)
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

var errNotFolder = errors.New("it is not a folder")

// usableFolder checks that dir is a folder that can be read and written, or that it can be made: the nearest existing
// parent is then checked instead.
func usableFolder(dir string) error {
	if dir == "" {
		return errors.New("the name is empty")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return errors.New("its full name is unknown")
	}
	for {
		info, err := os.Stat(abs)
		switch {
		case errors.Is(err, fs.ErrNotExist) && abs != filepath.Dir(abs):
			abs = filepath.Dir(abs)
			continue
		case err != nil:
			return cause(err)
		case !info.IsDir():
			return fmt.Errorf("%w: %s", errNotFolder, abs)
		}
		return probe(abs)
	}
}

// probe lists dir and writes an empty file into it: permission bits alone do not tell (read-only mounts, ACLs).
func probe(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return cause(err)
	}
	defer d.Close()
	if _, err := d.Readdirnames(1); err != nil && !errors.Is(err, io.EOF) {
		return cause(err)
	}
	f, err := os.CreateTemp(dir, ".klear-probe-*")
	if err != nil {
		return cause(err)
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

// cause drops the operation and path of a file error: the fault already names them.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
