package crypto

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strconv"
	"time"
)

// HashToken is what is stored and looked up instead of a random token (session, reset, API key). It is only for
// secrets with at least 128 bits of randomness: a password would be guessed in no time.
func HashToken(token string) [32]byte { return sha256.Sum256([]byte(token)) }

// ConstantTimeEqual compares without telling by its duration where two values of equal length differ.
func ConstantTimeEqual(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// LinkSigner signs links that work without signing in, until they expire: unsubscribe, calendar file, download.
type LinkSigner struct{ key []byte }

// NewLinkSigner uses a key of at least 32 bytes, such as Master.SubKey("links").
func NewLinkSigner(key []byte) LinkSigner {
	if len(key) < sha256.Size {
		panic("crypto: the link key needs 32 bytes")
	}
	return LinkSigner{key: key}
}

// The query parameters that SignLink adds.
const (
	paramExpires   = "exp"
	paramSignature = "sig"
)

// SignLink adds an expiry and a signature to link. Path and query are signed, scheme and host are not, so that a link
// survives a move of the site. The query must not use the names exp and sig. Nothing secret or personal may stand in a
// link; use ids.
func (s LinkSigner) SignLink(link string, expires time.Time) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set(paramExpires, strconv.FormatInt(expires.Unix(), 10))
	q.Del(paramSignature)
	q.Set(paramSignature, s.mac(u.EscapedPath(), q))
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// VerifyLink checks a link that SignLink made. It returns ErrLinkForged or, when the link is genuine, ErrLinkExpired.
func (s LinkSigner) VerifyLink(u *url.URL, now time.Time) error {
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(q[paramExpires]) != 1 || len(q[paramSignature]) != 1 {
		return ErrLinkForged
	}
	sent := q.Get(paramSignature)
	q.Del(paramSignature)
	if !hmac.Equal([]byte(sent), []byte(s.mac(u.EscapedPath(), q))) {
		return ErrLinkForged
	}
	seconds, err := strconv.ParseInt(q.Get(paramExpires), 10, 64)
	if err != nil {
		return ErrLinkForged
	}
	if !now.Before(time.Unix(seconds, 0)) {
		return ErrLinkExpired
	}
	return nil
}

// mac signs the path and the query in its sorted form: the order of parameters does not matter, every value does.
func (s LinkSigner) mac(path string, q url.Values) string {
	h := hmac.New(sha256.New, s.key)
	h.Write(appendPart(appendPart([]byte("klear link v1"), []byte(path)), []byte(q.Encode())))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
