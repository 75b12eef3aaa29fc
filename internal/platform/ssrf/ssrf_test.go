package ssrf

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func addrPort(t *testing.T, srv *httptest.Server) netip.AddrPort {
	t.Helper()
	return netip.MustParseAddrPort(srv.Listener.Addr().String())
}

// names is a resolver of our own: no test asks the network.
type names map[string][]string

func (n names) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	var out []netip.Addr
	for _, s := range n[strings.TrimSuffix(strings.ToLower(host), ".")] {
		out = append(out, netip.MustParseAddr(s))
	}
	if out == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return out, nil
}

// internal is a server that must never be reached; it counts connections, not requests.
func internal(t *testing.T) (port string, connections *atomic.Int64) {
	t.Helper()
	connections = &atomic.Int64{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "internal") }))
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, connections
}

func TestNothingInternalIsEverReached(t *testing.T) {
	t.Parallel()
	port, connections := internal(t)
	portNumber := netip.MustParseAddrPort("127.0.0.1:" + port).Port()
	c := New(Options{
		Timeout: 5 * time.Second, Ports: []uint16{portNumber, 80, 443},
		Lookup: names{
			"localhost": {"127.0.0.1", "::1"}, "evil.example": {"127.0.0.1"}, "mixed.example": {"127.0.0.1", "8.8.8.8"}, "v6.example": {"::1"},
			"mapped.example": {"::ffff:127.0.0.1"}, "metadata.google.internal": {"169.254.169.254"}, "127.0.0.1.nip.io": {"127.0.0.1"},
			"2130706433": {"127.0.0.1"}, "0x7f000001": {"127.0.0.1"}, "017700000001": {"127.0.0.1"}, "127.1": {"127.0.0.1"}, "0x7f.1": {"127.0.0.1"}, "0": {"0.0.0.0"},
			"lan.example": {"192.168.1.1"}, "cgnat.example": {"100.100.100.200"}, "nat64.example": {"64:ff9b::7f00:1"},
		}.lookup,
	})
	hosts := []string{
		"127.0.0.1", "127.0.0.2", "127.255.255.254", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "0.0.0.0", "0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[::127.0.0.1]", "[0:0:0:0:0:ffff:127.0.0.1]", "2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1", "127.0.0.1.nip.io", "evil.example", "mixed.example",
		"v6.example", "mapped.example", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.1", "lan.example",
		"169.254.169.254", "169.254.0.1", "metadata.google.internal", "[fd00:ec2::254]", "100.64.0.1", "100.100.100.200", "100.127.255.255", "cgnat.example",
		"[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]", "[64:ff9b::169.254.169.254]", "[64:ff9b::7f00:1]", "nat64.example", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
		"[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[fc00::1]", "[fdff::1]", "[ff02::1]", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1",
		"192.0.0.170", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "[2001:db8::1]", "[100::1]", "[5f00::1]", "[3fff::1]",
	}
	if len(hosts) < 60 {
		t.Fatalf("only %d targets", len(hosts))
	}
	for _, host := range hosts {
		for _, scheme := range []string{"http", "https"} {
			_, err := c.Fetch(t.Context(), scheme+"://"+host+":"+port+"/latest/meta-data/", Conditions{})
			if !errors.Is(err, ErrForbidden) {
				t.Errorf("%s://%s: %v", scheme, host, err)
			}
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections reached the inside", n)
	}
}

func TestRebindingDoesNotHelp(t *testing.T) {
	t.Parallel()
	port, connections := internal(t)
	portNumber := netip.MustParseAddrPort("127.0.0.1:" + port).Port()
	var lookups atomic.Int64
	c := New(Options{Timeout: 2 * time.Second, Ports: []uint16{portNumber}, Lookup: func(context.Context, string) ([]netip.Addr, error) {
		if lookups.Add(1)%2 == 1 {
			return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}})
	for range 6 {
		if _, err := c.Fetch(t.Context(), "http://rebind.example:"+port, Conditions{}); !errors.Is(err, ErrForbidden) {
			t.Errorf("err = %v", err)
		}
	}
	if connections.Load() != 0 {
		t.Error("a rebound name reached the inside")
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	port, connections := internal(t)
	var referers atomic.Int64
	mux := http.NewServeMux()
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" {
			referers.Add(1)
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(outside.Close)
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("u"))
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/hop/", func(w http.ResponseWriter, r *http.Request) {
		n := len(r.URL.Path) - len("/hop/")
		if n == 0 {
			_, _ = io.WriteString(w, "arrived")
			return
		}
		http.Redirect(w, r, r.URL.Path[:len(r.URL.Path)-1], http.StatusTemporaryRedirect)
	})
	allow := []netip.AddrPort{addrPort(t, outside)}
	c := New(Options{Allow: allow, Ports: []uint16{netip.MustParseAddrPort("127.0.0.1:" + port).Port()}})

	for target, want := range map[string]error{
		"http://127.0.0.1:" + port + "/": ErrForbidden, "http://169.254.169.254/": ErrForbidden, "http://[::1]:" + port: ErrForbidden, "//127.0.0.1:" + port + "/": ErrForbidden,
		"file:///etc/passwd": ErrURL, "gopher://127.0.0.1:" + port: ErrURL, "ftp://127.0.0.1/": ErrURL, "http://user:pw@127.0.0.1:" + port: ErrURL, "data:text/plain,x": ErrURL,
	} {
		if _, err := c.Fetch(t.Context(), outside.URL+"/to?u="+url.QueryEscape(target), Conditions{}); !errors.Is(err, want) {
			t.Errorf("to %s: %v, want %v", target, err, want)
		}
	}
	if r, err := c.Fetch(t.Context(), outside.URL+"/hop/xxx", Conditions{}); err != nil || string(r.Body) != "arrived" {
		t.Errorf("three hops: %v", err)
	}
	if _, err := c.Fetch(t.Context(), outside.URL+"/hop/xxxx", Conditions{}); !errors.Is(err, ErrRedirects) {
		t.Errorf("four hops: %v", err)
	}
	none := New(Options{Allow: allow, MaxRedirects: NoRedirects})
	if r, err := none.Fetch(t.Context(), outside.URL+"/hop/x", Conditions{}); err != nil || r.Status != http.StatusTemporaryRedirect {
		t.Errorf("no redirects: %+v, %v", r, err)
	}
	if connections.Load() != 0 || referers.Load() != 0 {
		t.Errorf("%d connections inside, %d referers sent", connections.Load(), referers.Load())
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "x", "example.org/feed", "ftp://example.org", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x", "http:example.org",
		"http://user@example.org", "http://user:pw@example.org", "webcal://example.org", "http://a b/", "http://[::1", "https://example.org/" + strings.Repeat("x", maxURL),
		"http://example.org:port/", "unix:///run/docker.sock", "http://example.org\r\nHost: x",
	} {
		if u, err := CheckURL(bad); !errors.Is(err, ErrURL) {
			t.Errorf("%q: %v, %v", bad, u, err)
		}
	}
	for _, good := range []string{"https://example.org", " http://example.org/feed.ics?key=1#top ", "https://[2606:4700::1]/x", "http://example.org:8080"} {
		if u, err := CheckURL(good); err != nil || u.Fragment != "" {
			t.Errorf("%q: %v, %v", good, u, err)
		}
	}
}

func TestPortsAreLimited(t *testing.T) {
	t.Parallel()
	c := New(Options{Lookup: names{"public.example": {"8.8.8.8"}}.lookup})
	for _, port := range []string{"22", "25", "3306", "5432", "6379", "11211"} {
		if _, err := c.Fetch(t.Context(), "http://public.example:"+port, Conditions{}); !errors.Is(err, ErrForbidden) {
			t.Errorf("port %s: %v", port, err)
		}
	}
}

func TestSizeTimeAndConditions(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	mux.HandleFunc("/body/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", len(r.URL.Path)-len("/body/")))
	})
	var bomb bytes.Buffer // a few kilobytes that become 5 MB
	z := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(z, zeros{}, 5<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/cached", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") == "then" && r.Header.Get("User-Agent") == "Klear" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Etag", `"1"`)
		w.Header().Set("Last-Modified", "then")
		w.Header().Set("Content-Type", "text/calendar")
		_, _ = io.WriteString(w, "BEGIN")
	})
	c := New(Options{Allow: []netip.AddrPort{addrPort(t, srv)}, MaxBytes: 10, Timeout: 300 * time.Millisecond})
	fetch := func(path string) error { _, err := c.Fetch(t.Context(), srv.URL+path, Conditions{}); return err }
	for path, want := range map[string]error{
		"/body/" + strings.Repeat("x", 10): nil, "/body/" + strings.Repeat("x", 11): ErrTooLarge, "/bomb": ErrTooLarge, "/slow": ErrUnreachable, "/drip": ErrUnreachable,
	} {
		if err := fetch(path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	r, err := c.Fetch(t.Context(), srv.URL+"/cached", Conditions{})
	if err != nil || r.Status != 200 || r.ContentType != "text/calendar" || string(r.Body) != "BEGIN" {
		t.Fatalf("%+v, %v", r, err)
	}
	if r, err = c.Fetch(t.Context(), srv.URL+"/cached", Conditions{r.ETag, r.LastModified}); err != nil || r.Status != http.StatusNotModified {
		t.Errorf("%+v, %v", r, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestTheEnvironmentsProxyIsIgnored(t *testing.T) {
	port, connections := internal(t)
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:"+port)
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:"+port)
	c := New(Options{Lookup: names{"lan.example": {"10.0.0.1"}}.lookup, Timeout: time.Second})
	if _, err := c.Fetch(t.Context(), "http://lan.example/", Conditions{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("err = %v", err)
	}
	if connections.Load() != 0 {
		t.Error("the proxy was used")
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"} {
		if !Public(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
	for _, a := range []string{"fe80::1%eth0", "2606:4700::1%eth0", "::", "::8.8.8.8", "64:ff9b::808:808"} {
		if Public(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}
