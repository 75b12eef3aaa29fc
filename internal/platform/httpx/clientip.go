package httpx

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddr returns the caller's address and whether the peer is a trusted proxy. X-Forwarded-For is read from the
// right, the side our own proxies write: the first address that is not a trusted proxy is the caller. Whatever stands
// left of it was written by the caller and is never believed.
func clientAddr(r *http.Request, trusted []netip.Prefix) (client netip.Addr, viaProxy bool) {
	peer := parsePeer(r.RemoteAddr)
	if !contains(trusted, peer) {
		return peer, false
	}
	client = peer
	lines := r.Header["X-Forwarded-For"]
	for i := len(lines) - 1; i >= 0; i-- {
		rest := lines[i]
		for rest != "" {
			var last string
			if comma := strings.LastIndexByte(rest, ','); comma >= 0 {
				rest, last = rest[:comma], rest[comma+1:]
			} else {
				rest, last = "", rest
			}
			addr, ok := parseForwarded(last)
			if !ok {
				return client, true // a broken entry: nothing left of it can be trusted
			}
			client = addr
			if !contains(trusted, addr) {
				return client, true
			}
		}
	}
	return client, true
}

func parsePeer(remote string) netip.Addr {
	if ap, err := netip.ParseAddrPort(remote); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	return netip.Addr{} // a unix socket
}

// parseForwarded accepts an address, with or without a port.
func parseForwarded(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

func contains(nets []netip.Prefix, a netip.Addr) bool {
	for _, n := range nets {
		if n.Contains(a) {
			return true
		}
	}
	return false
}
