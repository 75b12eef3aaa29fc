package httpx

import (
	"net/netip"
	"strings"
	"testing"
)

func TestMostSpecificRuleApplies(t *testing.T) {
	t.Parallel()
	// MaxBody serves as the rule's name.
	table, err := compileRules([]Rule{
		{Match: "/api", MaxBody: 1},
		{Match: "/api/v1/profiles/*/avatar", MaxBody: 2},
		{Match: "POST /api", MaxBody: 3},
		{Match: "/api/v1/profiles/me/avatar", MaxBody: 4},
		{Match: "/", MaxBody: 5},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path string
		want         int64
	}{
		{"GET", "/api", 1}, {"GET", "/api/x", 1}, {"POST", "/api/x", 3}, {"GET", "/apix", 0}, {"GET", "/", 5}, {"GET", "/other", 0},
		{"GET", "/api/v1/profiles/7/avatar", 2}, {"POST", "/api/v1/profiles/7/avatar/x", 2}, {"GET", "/api/v1/profiles/7", 1},
		{"GET", "/api/v1/profiles/me/avatar", 4}, {"GET", "/api/v1/profiles//avatar", 1}, {"GET", "", 5},
	} {
		if got := table.match(c.method, c.path).MaxBody; got != c.want {
			t.Errorf("%s %s: rule %d, want %d", c.method, c.path, got, c.want)
		}
	}
	for _, bad := range []string{"", "api", "/*/x", "POST api"} {
		if _, err := compileRules([]Rule{{Match: bad}}); err == nil {
			t.Errorf("rule %q was accepted", bad)
		}
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	trusted := prefixes("10.0.0.0/8", "fd00::/8")
	for _, c := range []struct {
		name, peer string
		forwarded  []string
		want       string
		viaProxy   bool
	}{
		{"direct", "198.51.100.7:4", nil, "198.51.100.7", false},
		{"stranger spoofs", "198.51.100.7:4", []string{"203.0.113.9"}, "198.51.100.7", false},
		{"one proxy", "10.0.0.1:4", []string{"203.0.113.9"}, "203.0.113.9", true},
		{"caller spoofs through the proxy", "10.0.0.1:4", []string{"127.0.0.1, 203.0.113.9"}, "203.0.113.9", true},
		{"two proxies", "10.0.0.1:4", []string{"1.1.1.1, 203.0.113.9, 10.9.9.9"}, "203.0.113.9", true},
		{"two header lines", "10.0.0.1:4", []string{"203.0.113.9", "10.9.9.9"}, "203.0.113.9", true},
		{"broken entry", "10.0.0.1:4", []string{"203.0.113.9, nonsense, 10.9.9.9"}, "10.9.9.9", true},
		{"no header", "10.0.0.1:4", nil, "10.0.0.1", true},
		{"with port", "10.0.0.1:4", []string{"203.0.113.9:55"}, "203.0.113.9", true},
		{"IPv6", "[fd00::1]:4", []string{"2001:db8::9"}, "2001:db8::9", true},
		{"IPv6 with port", "[fd00::1]:4", []string{"[2001:db8::9]:1"}, "2001:db8::9", true},
		{"mapped peer", "[::ffff:10.0.0.1]:4", []string{"203.0.113.9"}, "203.0.113.9", true},
		{"zone is dropped", "[fe80::1%eth0]:4", nil, "fe80::1", false},
		{"unix socket", "@", nil, "invalid IP", false},
	} {
		r := get("/")
		r.RemoteAddr = c.peer
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		got, via := clientAddr(r, trusted)
		if got.String() != c.want || via != c.viaProxy {
			t.Errorf("%s: %s via proxy %v, want %s %v", c.name, got, via, c.want, c.viaProxy)
		}
	}
}

func FuzzForwardedFor(f *testing.F) {
	f.Add("203.0.113.9, 10.0.0.2")
	f.Add(",,,[::1]:")
	trusted := prefixes("10.0.0.0/8")
	f.Fuzz(func(t *testing.T, header string) {
		r := get("/")
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set("X-Forwarded-For", header)
		got, _ := clientAddr(r, trusted)
		if !got.IsValid() || got.Zone() != "" {
			t.Errorf("%q gave %s", header, got)
		}
		// What we take must be in the header or be the peer itself.
		if got != netip.MustParseAddr("10.0.0.1") && !strings.Contains(header, ":") && !strings.Contains(header, got.String()) {
			t.Errorf("%q gave %s", header, got)
		}
	})
}
