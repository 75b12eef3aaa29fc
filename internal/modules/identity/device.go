package identity

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Device is what a request tells about where it comes from.
type Device struct {
	UserAgent string
	Addr      netip.Addr // of the client, as the trusted proxies report it; zero when unknown
	Token     string     // SignedIn.DeviceToken of an earlier sign-in on this device; "" on a new one
	RequestID string
}

const maxUserAgent = 300

// agent is the user agent as it is stored: valid text, cut to its limit.
func (d Device) agent() string {
	s := strings.ToValidUTF8(d.UserAgent, "")
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) > maxUserAgent {
		n := maxUserAgent
		for !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return s
}

// network is the client's /24 or /48: enough to say from where, too little to say who.
func (d Device) network() string {
	a := d.Addr.Unmap()
	if !a.IsValid() {
		return ""
	}
	bits := 48
	if a.Is4() {
		bits = 24
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// DeviceFor is how long a device counts as known after a sign-in.
const DeviceFor = 180 * 24 * time.Hour

const deviceTokenLen = 16 + 8 + 32

// deviceToken says that a person signed in on this device at now. It opens nothing: it only gives the device attempts
// of its own, so that somebody who uses up the attempts on an account does not lock its owner out.
func (s *Service) deviceToken(now time.Time, person, device uuid.UUID) string {
	b := make([]byte, 0, deviceTokenLen)
	b = append(b, device[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(now.Unix()))
	b = append(b, mac(s.deviceKeys[0], person[:], b)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// knownDevice is the id inside a token made for this person, or false.
func (s *Service) knownDevice(now time.Time, person uuid.UUID, token string) (uuid.UUID, bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != deviceTokenLen || person == uuid.Nil {
		return uuid.Nil, false
	}
	body, sum := b[:24], b[24:]
	age := now.Sub(time.Unix(int64(binary.BigEndian.Uint64(body[16:])), 0))
	if age < -time.Minute || age > DeviceFor {
		return uuid.Nil, false
	}
	for _, key := range s.deviceKeys {
		if hmac.Equal(sum, mac(key, person[:], body)) {
			return uuid.UUID(body[:16]), true
		}
	}
	return uuid.Nil, false
}
