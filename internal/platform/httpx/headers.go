package httpx

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// CSP adds sources to the content security policy. The policy itself is fixed: everything from our own origin,
// scripts and styles from files or with the response's nonce, no plug-ins, no frames around us, no raw HTML sinks.
type CSP struct {
	Img     []string // e.g. the host of uploaded files
	Media   []string
	Connect []string
	Frame   []string // what we embed, e.g. the card form of the payment gateway
	Script  []string
	Form    []string // where a form may lead, redirects included, e.g. a hosted checkout
}

// cspTemplate is the policy with gaps for the nonce; plain is the policy when no nonce was asked for.
type cspTemplate struct {
	plain         []string
	before, after string
}

func (c CSP) template() cspTemplate {
	list := func(first string, more []string) string { return strings.Join(append([]string{first}, more...), " ") }
	build := func(nonce string) string {
		frame := "'none'"
		if len(c.Frame) > 0 {
			frame = strings.Join(c.Frame, " ")
		}
		out := []string{
			"default-src 'self'",
			list("script-src 'self'"+nonce, c.Script),
			"style-src 'self'" + nonce,
			list("img-src 'self' data:", c.Img),
			"frame-src " + frame,
			"object-src 'none'",
			"base-uri 'none'",
			"frame-ancestors 'none'",
			list("form-action 'self'", c.Form),
			"require-trusted-types-for 'script'",
		}
		for _, kind := range []struct {
			name string
			more []string
		}{{"media-src", c.Media}, {"connect-src", c.Connect}} {
			if len(kind.more) > 0 { // else it is what default-src says
				out = append(out, list(kind.name+" 'self'", kind.more))
			}
		}
		return strings.Join(out, "; ")
	}
	const gap = "\x00"
	parts := strings.SplitN(build(" 'nonce-"+gap+"'"), gap, 2)
	return cspTemplate{plain: []string{build("")}, before: parts[0], after: parts[1]}
}

func (t *cspTemplate) header(nonce string) []string {
	if nonce == "" {
		return t.plain
	}
	return []string{t.before + nonce + strings.Replace(t.after, "\x00", nonce, 1)}
}

// The values that never change are shared: assigning them to the header map allocates nothing.
var (
	nosniff        = []string{"nosniff"}
	referrer       = []string{"strict-origin-when-cross-origin"}
	permissions    = []string{"accelerometer=(), browsing-topics=(), camera=(self), display-capture=(self), geolocation=(self), gyroscope=(), magnetometer=(), microphone=(self), payment=(self), usb=()"}
	sameOrigin     = []string{"same-origin"}
	hstsYear       = []string{"max-age=31536000; includeSubDomains"}
	varyOrigin     = []string{"Origin"}
	varyEncoding   = "Accept-Encoding"
	corsMethods    = []string{"GET, HEAD, POST, PUT, PATCH, DELETE"}
	corsHeaders    = []string{"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"}
	corsExposed    = []string{"X-Request-Id, Retry-After, ETag"}
	corsMaxAge     = []string{"600"}
	headerCSP      = "Content-Security-Policy"
	headerHSTS     = "Strict-Transport-Security"
	headerPolicy   = "Permissions-Policy"
	headerReferrer = "Referrer-Policy"
	headerNosniff  = "X-Content-Type-Options"
	headerCOOP     = "Cross-Origin-Opener-Policy"
	headerCORP     = "Cross-Origin-Resource-Policy"
)

// setHeaders sets what every answer carries. A handler may replace any of them; the CSP follows when the first byte
// is sent, because only then it is known whether the page asked for a nonce.
func (s *Stack) setHeaders(h http.Header, x *exchange) {
	h["X-Request-Id"] = []string{x.id}
	h[headerNosniff] = nosniff
	h[headerReferrer] = referrer
	h[headerPolicy] = permissions
	h[headerCOOP] = sameOrigin
	h[headerCORP] = sameOrigin
	if s.hsts {
		h[headerHSTS] = hstsYear
	}
	if len(s.cors) > 0 {
		h["Vary"] = varyOrigin
	}
}

// allowOrigins prepares the cross-site check and CORS.
func (s *Stack) allowOrigins() error {
	s.hsts = strings.HasPrefix(s.opt.PublicURL, "https://")
	s.cross = http.NewCrossOriginProtection()
	s.cors = map[string]bool{}
	if s.opt.PublicURL != "" {
		u, err := url.Parse(s.opt.PublicURL)
		if err != nil {
			return fmt.Errorf("httpx: public URL: %w", err)
		}
		// Behind a proxy that rewrites Host the browser's Origin still names the public host.
		if err := s.cross.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return fmt.Errorf("httpx: public URL: %w", err)
		}
	}
	for _, o := range s.opt.CORSOrigins {
		if err := s.cross.AddTrustedOrigin(o); err != nil {
			return fmt.Errorf("httpx: CORS origin: %w", err)
		}
		s.cors[o] = true
	}
	return nil
}

// answerCORS lets scripts of an allowed origin read our answers, without cookies (they bring a token), and answers
// their preflight; it reports whether it did. An origin that is not listed gets no CORS header at all.
func (s *Stack) answerCORS(w http.ResponseWriter, r *http.Request, x *exchange) bool {
	if len(s.cors) == 0 {
		return false
	}
	origin := r.Header.Get("Origin")
	if !s.cors[origin] {
		return false
	}
	h := w.Header()
	h["Access-Control-Allow-Origin"] = []string{origin}
	h["Access-Control-Expose-Headers"] = corsExposed
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	h["Access-Control-Allow-Methods"] = corsMethods
	h["Access-Control-Allow-Headers"] = corsHeaders
	h["Access-Control-Max-Age"] = corsMaxAge
	x.w.WriteHeader(http.StatusNoContent)
	return true
}
