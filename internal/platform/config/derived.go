package config

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"klear/internal/platform/secret"
)

// The methods here turn settings into the values the rest of the program wants. Call them after Validate: a
// malformed setting gives a zero value, never a panic.

// IsProduction reports whether unsafe defaults are refused.
func (c *Config) IsProduction() bool { return c.Env == Production }

// LoadDemo reports whether the demo catalogue is loaded.
func (c *Config) LoadDemo() bool {
	if c.Demo != nil {
		return *c.Demo
	}
	return !c.IsProduction()
}

// BaseURL is the address people use, without a trailing slash. An address that listens everywhere (":8080",
// "0.0.0.0:8080") becomes localhost.
func (c *Config) BaseURL() string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return ""
	}
	if ip, err := netip.ParseAddr(host); host == "" || (err == nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// SecureURL reports whether people reach Klear over https: cookies are then Secure and HSTS is sent.
func (c *Config) SecureURL() bool { return strings.HasPrefix(c.BaseURL(), "https://") }

// Path joins elements to the data folder.
func (c *Config) Path(elem ...string) string {
	return filepath.Join(append([]string{c.Data}, elem...)...)
}

// MasterKeyPath is the file of the master key.
func (c *Config) MasterKeyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return c.Path("keys", "master.json")
}

// BlobDir is the folder for files.
func (c *Config) BlobDir() string {
	if u, err := url.Parse(c.BlobURL); err == nil && c.BlobURL != "" {
		return filepath.FromSlash(u.Path)
	}
	return c.Path("files")
}

// MailboxEnabled reports whether mail goes to the development mailbox instead of a server.
func (c *Config) MailboxEnabled() bool { return !c.SMTPURL.IsSet() }

// Hold is how long a slot is held while its booker pays.
func (c *Config) Hold() time.Duration { return time.Duration(c.HoldMinutes) * time.Minute }

// ProxyNetworks are the networks whose forwarding headers are believed; a bare address counts as a network of one.
func (c *Config) ProxyNetworks() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range c.TrustedProxies {
		if p, err := parsePrefix(s); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// CalendarServers are the addresses of calendar servers in the operator's own network.
func (c *Config) CalendarServers() []netip.AddrPort {
	var out []netip.AddrPort
	for _, s := range c.PrivateCalendars {
		if a, err := netip.ParseAddrPort(strings.TrimSpace(s)); err == nil {
			out = append(out, a)
		}
	}
	return out
}

func parsePrefix(s string) (netip.Prefix, error) {
	s = strings.TrimSpace(s)
	if ip, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return p.Masked(), nil
}

// SlogLevel is LogLevel for slog.
func (c *Config) SlogLevel() slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(c.LogLevel)) != nil {
		return slog.LevelInfo
	}
	return l
}

// LogJSON reports whether the log is JSON.
func (c *Config) LogJSON() bool {
	if c.LogFormat == "" {
		return c.IsProduction()
	}
	return c.LogFormat == "json"
}

// Limits of webhook secrets: fewer bytes can be guessed; more than two are a rotation that nobody ended.
const (
	minWebhookSecret  = 16
	maxWebhookSecrets = 2
)

// ErrWebhookSecrets says what webhook secrets look like.
var ErrWebhookSecrets = errors.New("write one secret of at least 16 bytes, or two with a comma between while it changes")

// WebhookSecrets splits what a gateway signs its webhooks with: the first is current, another is the one before. Errors:
// ErrWebhookSecrets.
func WebhookSecrets(s secret.Text) ([][]byte, error) {
	parts := bytes.Split([]byte(s.Reveal()), []byte{','})
	for _, p := range parts {
		if len(p) < minWebhookSecret || len(parts) > maxWebhookSecrets {
			return nil, ErrWebhookSecrets
		}
	}
	return parts, nil
}
