package config

import (
	"net"
	"net/url"
	"strings"

	"klear/internal/platform/jurisdiction"
)

// companion checks places, the language model and the transcriber: half of the settings of a server are a mistake, and what
// people say in distress does not travel in the clear.
func (v *validator) companion() {
	c := v.c
	if _, err := jurisdiction.Load(c.Jurisdiction, "", nil); err != nil {
		v.fault("JURISDICTION", "%v", err)
	}
	if _, err := jurisdiction.Load("", c.Bars, nil); err != nil {
		v.fault("BARS", "%v", err)
	}
	v.server("LLM", c.LLMURL, c.LLMModel, c.LLMKey.IsSet(), "anthropic+")
	v.server("VOICE", c.VoiceURL, c.VoiceModel, c.VoiceKey.IsSet(), "")
}

// server checks the three settings of a server: NAME_URL, NAME_MODEL, NAME_KEY. other is a scheme that it may have before https.
func (v *validator) server(name, address, model string, key bool, other string) {
	v.together(name+"_URL", address != "", name+"_MODEL", model != "")
	if address == "" {
		if key {
			v.fault(name+"_KEY", "it is of no use without %s_URL", name)
		}
		return
	}
	also := ""
	if other != "" {
		also = " nor " + other + "https://host/v1"
	}
	u, err := url.Parse(strings.TrimPrefix(address, other))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		v.fault(name+"_URL", "%q is not https://host/v1%s", address, also)
	case u.User != nil:
		v.fault(name+"_URL", "the key belongs into %s_KEY", name)
	case u.Scheme == "http" && !ownHouse(u.Hostname()):
		v.fault(name+"_URL", "%q would carry what people say in the clear: use https, or a server on this machine or in a private network", address)
	}
}

// ownHouse reports whether a host is this machine or an address of a private network.
func ownHouse(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}
