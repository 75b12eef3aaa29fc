package ssrf

import "net/netip"

// reserved are the networks of the IANA special-purpose registries (RFC 6890 and its successors) that are not the
// public internet, beyond what netip's own methods know.
var reserved = parse(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // carrier-grade NAT, and the metadata service of some clouds
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local, and the metadata service of most clouds
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.31.196.0/24", // AS112
	"192.52.193.0/24", // AMT
	"192.88.99.0/24",  // 6to4 relays
	"192.168.0.0/16",  // private
	"192.175.48.0/24", // AS112
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // future use, broadcast

	"2001::/23",         // protocol assignments, Teredo, ORCHID
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4: an IPv4 address inside
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

// globalV6 is what IANA has given out of IPv6 so far. Everything else is refused without naming it: loopback, private
// (fc00::/7), link-local, site-local, multicast, NAT64 and the other forms that carry an IPv4 address.
var globalV6 = netip.MustParsePrefix("2000::/3")

func parse(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// Public reports whether a belongs to the public internet. An IPv4 address mapped into IPv6 is judged as IPv4.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is6() && !globalV6.Contains(a) {
		return false
	}
	for _, n := range reserved {
		if n.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast()
}
