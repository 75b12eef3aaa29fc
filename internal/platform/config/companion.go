package config

import (
	"net"
	"net/url"
	"strings"

	"klear/internal/platform/jurisdiction"
)

// companion checks the language model: half of its settings are a mistake, and what people write in distress does not
// travel in the clear.
func (v *validator) companion() {
	c := v.c
	if _, err := jurisdiction.Load(c.Jurisdiction, "", nil); err != nil {
		v.fault("JURISDICTION", "%v", err)
	}
	if _, err := jurisdiction.Load("", c.Bars, nil); err != nil {
		v.fault("BARS", "%v", err)
	}
	v.together("LLM_URL", c.LLMURL != "", "LLM_MODEL", c.LLMModel != "")
	if c.LLMURL == "" {
		if c.LLMKey.IsSet() {
			v.fault("LLM_KEY", "it is of no use without LLM_URL")
		}
		return
	}
	u, err := url.Parse(strings.TrimPrefix(c.LLMURL, "anthropic+"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		v.fault("LLM_URL", "%q is neither https://host/v1 nor anthropic+https://host/v1", c.LLMURL)
	case u.User != nil:
		v.fault("LLM_URL", "the key belongs into LLM_KEY")
	case u.Scheme == "http" && !ownHouse(u.Hostname()):
		v.fault("LLM_URL", "%q would carry what people write in the clear: use https, or a server on this machine or in a private network", c.LLMURL)
	}
}

// ownHouse reports whether a host is this machine or an address of a private network.
func ownHouse(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}
