// Package ssrf fetches addresses that people typed (calendar feeds, webhooks) without letting them reach into our own
// network.
//
// The decision is taken where it cannot be bypassed: on the numeric address, in the moment of connecting. A name that
// resolves to something else the second time, a redirect, a number in a strange notation: all end at the same gate.
// The environment's proxy settings are ignored, because a proxy would connect for us behind it.
package ssrf

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"klear/internal/platform/apperr"
)

// Errors of a fetch. They are shown to the person who typed the address and do not tell what lies behind it.
var (
	ErrURL         = apperr.New(apperr.Unprocessable, "url_invalid", "Please give a full address that starts with https:// or http://.")
	ErrForbidden   = apperr.New(apperr.Unprocessable, "url_forbidden", "We cannot fetch from this address. Please use one that is public on the internet.")
	ErrRedirects   = apperr.New(apperr.Unprocessable, "url_redirects", "This address sends us on too often. Please use the final one.")
	ErrTooLarge    = apperr.New(apperr.Unprocessable, "url_too_large", "What lies at this address is too large.")
	ErrUnreachable = apperr.New(apperr.Unprocessable, "url_unreachable", "We cannot reach this address right now. Please check it, or try again later.")
)

// NoRedirects in Options follows none: the answer of the first server stands.
const NoRedirects = -1

// Options bound a Client. The zero value has the defaults.
type Options struct {
	Timeout      time.Duration // of the whole fetch; default 10 s
	MaxBytes     int64         // of the body, uncompressed; default 5 MB
	MaxRedirects int           // default 3; NoRedirects for webhooks
	Ports        []uint16      // default 80, 443, 8080, 8443
	UserAgent    string        // default "Klear"
	// Allow are addresses that pass although they are not public; for tests.
	Allow []netip.AddrPort
	// Lookup resolves names; nil: the system's resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// The defaults, and what is not worth an option.
const (
	defaultTimeout   = 10 * time.Second
	defaultMaxBytes  = 5 << 20
	defaultRedirects = 3
	maxURL           = 2048
	maxAddresses     = 4
	dialTimeout      = 4 * time.Second
	maxHeader        = 64 << 10
)

// Client fetches. It is safe for concurrent use.
type Client struct {
	opt  Options
	http *http.Client
}

// New makes a client.
func New(opt Options) *Client {
	if opt.Timeout == 0 {
		opt.Timeout = defaultTimeout
	}
	if opt.MaxBytes == 0 {
		opt.MaxBytes = defaultMaxBytes
	}
	if opt.MaxRedirects == 0 {
		opt.MaxRedirects = defaultRedirects
	}
	if opt.Ports == nil {
		opt.Ports = []uint16{80, 443, 8080, 8443}
	}
	if opt.UserAgent == "" {
		opt.UserAgent = "Klear"
	}
	if opt.Lookup == nil {
		opt.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	c := &Client{opt: opt}
	c.http = &http.Client{
		Timeout:       opt.Timeout,
		CheckRedirect: c.checkRedirect,
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            c.dial,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    5 * time.Second,
			ResponseHeaderTimeout:  opt.Timeout,
			MaxResponseHeaderBytes: maxHeader,
			MaxIdleConns:           20,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
		},
	}
	return c
}

// HTTP is the guarded client itself, for callers that need more than Fetch (webhooks). Its answers are not bounded in
// size; wrap the body.
func (c *Client) HTTP() *http.Client { return c.http }

// Response is a fetched document.
type Response struct {
	Status       int
	Body         []byte
	ContentType  string
	ETag         string
	LastModified string
}

// Conditions ask a server to answer 304 when nothing has changed; both may be empty.
type Conditions struct{ ETag, LastModified string }

// Fetch reads the document at rawURL. Any status is an answer. It returns one of the errors of this package.
func (c *Client) Fetch(ctx context.Context, rawURL string, if304 Conditions) (*Response, error) {
	u, err := CheckURL(rawURL)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, ErrURL.With(err)
	}
	req.Header.Set("User-Agent", c.opt.UserAgent)
	setIf(req.Header, "If-None-Match", if304.ETag)
	setIf(req.Header, "If-Modified-Since", if304.LastModified)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, FetchError(err)
	}
	defer resp.Body.Close()
	// The limit counts what comes out of decompression: a bomb ends here as well.
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.opt.MaxBytes+1))
	if err != nil {
		return nil, FetchError(err)
	}
	if int64(len(body)) > c.opt.MaxBytes {
		return nil, ErrTooLarge
	}
	return &Response{
		Status: resp.StatusCode, Body: body, ContentType: resp.Header.Get("Content-Type"),
		ETag: resp.Header.Get("Etag"), LastModified: resp.Header.Get("Last-Modified"),
	}, nil
}

func setIf(h http.Header, name, value string) {
	if value != "" {
		h.Set(name, value)
	}
}

// FetchError is for who uses HTTP: it keeps our own errors, which the HTTP client has wrapped, and makes everything else unreachable.
func FetchError(err error) error {
	for _, known := range []*apperr.Error{ErrForbidden, ErrRedirects, ErrURL} {
		if errors.Is(err, known) {
			return known.With(err)
		}
	}
	return ErrUnreachable.With(err)
}

// CheckURL reads an address as far as that is possible without connecting: http or https, a host, no password. Use it
// when the address is saved; it returns ErrURL.
func CheckURL(rawURL string) (*url.URL, error) {
	if len(rawURL) > maxURL {
		return nil, ErrURL
	}
	u, err := url.Parse(strings.TrimSpace(rawURL))
	if err != nil {
		return nil, ErrURL.With(err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return nil, ErrURL
	}
	u.Fragment = ""
	return u, nil
}

// checkRedirect judges each next address like the first, and tells it nothing about where we came from: a feed's
// address is often its password.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if c.opt.MaxRedirects == NoRedirects {
		return http.ErrUseLastResponse
	}
	if len(via) > c.opt.MaxRedirects {
		return ErrRedirects
	}
	req.Header.Del("Referer")
	if via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return ErrForbidden
	}
	_, err := CheckURL(req.URL.String())
	return err
}

// dial resolves the name itself and connects to numbers only.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrURL.With(err)
	}
	addrs, err := c.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: dialTimeout, ControlContext: c.gate}
	var last error = ErrUnreachable
	for _, a := range addrs {
		conn, err := d.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		last = err
		if errors.Is(err, ErrForbidden) {
			break // a name with one forbidden address is not to be trusted with another try
		}
	}
	return nil, last
}

func (c *Client) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	addrs, err := c.opt.Lookup(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("ssrf: resolve: %w", err)
	}
	return addrs[:min(len(addrs), maxAddresses)], nil
}

// gate runs after the socket is made and before it connects, with the numeric address the system will connect to.
func (c *Client) gate(_ context.Context, network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || (network != "tcp4" && network != "tcp6") {
		return ErrForbidden
	}
	if slices.Contains(c.opt.Allow, netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())) {
		return nil
	}
	if !Public(ap.Addr()) || !slices.Contains(c.opt.Ports, ap.Port()) {
		return ErrForbidden
	}
	return nil
}
