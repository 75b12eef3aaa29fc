package httpx

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
)

// CSRF makes and checks the token of a form. It is the second line behind the cross-site check of the chain, for
// browsers that send neither Sec-Fetch-Site nor Origin.
type CSRF struct{ key []byte }

// NewCSRF uses a key of at least 32 bytes; all nodes of a deployment share it.
func NewCSRF(key []byte) CSRF {
	if len(key) < sha256.Size {
		panic("httpx: the CSRF key needs 32 bytes")
	}
	return CSRF{key: key}
}

// Token returns a token for the session. It is the session's HMAC under a fresh mask: each page shows other bytes, so
// that compressing the page does not help to guess it (BREACH).
func (c CSRF) Token(session string) string {
	mac := c.mac(session)
	out := make([]byte, 2*sha256.Size)
	_, _ = rand.Read(out[:sha256.Size]) // never fails
	subtle.XORBytes(out[sha256.Size:], out[:sha256.Size], mac)
	return base64.RawURLEncoding.EncodeToString(out)
}

// Verify reports whether token was made for the session.
func (c CSRF) Verify(session, token string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 2*sha256.Size {
		return false
	}
	got := make([]byte, sha256.Size)
	subtle.XORBytes(got, raw[:sha256.Size], raw[sha256.Size:])
	return hmac.Equal(got, c.mac(session))
}

// Mark is a name that is always the same for the same thing and tells nothing about it without the key.
func (c CSRF) Mark(of string) string {
	return base64.RawURLEncoding.EncodeToString(c.mac("mark\x00" + of)[:12])
}

func (c CSRF) mac(session string) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write([]byte("csrf\x00"))
	h.Write([]byte(session))
	return h.Sum(nil)
}
