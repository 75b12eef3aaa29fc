package payment

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WebhookTolerance is how far a webhook's timestamp may be from our clock, either way: a captured message cannot be
// replayed later, and a clock that is a little off does no harm.
const WebhookTolerance = 300 * time.Second

// SignWebhook makes the header value "t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">", the scheme of Stripe's
// Stripe-Signature.
func SignWebhook(secret, body []byte, at time.Time) string {
	t := at.Unix()
	return fmt.Sprintf("t=%d,v1=%s", t, hex.EncodeToString(webhookMAC(secret, body, t)))
}

// VerifyWebhook checks a header made as by SignWebhook. Any of the secrets will do, so that a secret can be replaced
// without losing messages. Errors: ErrSignature.
func VerifyWebhook(header string, body []byte, secrets [][]byte, now time.Time) error {
	at, given, ok := parseSignature(header)
	if !ok {
		return ErrSignature
	}
	if age := now.Sub(time.Unix(at, 0)); age > WebhookTolerance || age < -WebhookTolerance {
		return ErrSignature
	}
	for _, secret := range secrets {
		want := webhookMAC(secret, body, at)
		for _, mac := range given {
			if hmac.Equal(mac, want) {
				return nil
			}
		}
	}
	return ErrSignature
}

func webhookMAC(secret, body []byte, unix int64) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(strconv.AppendInt(nil, unix, 10))
	h.Write([]byte{'.'})
	h.Write(body)
	return h.Sum(nil)
}

// parseSignature reads the timestamp and all v1 signatures; other fields are skipped.
func parseSignature(header string) (at int64, macs [][]byte, ok bool) {
	if len(header) > 1000 {
		return 0, nil, false
	}
	for part := range strings.SplitSeq(header, ",") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "t":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return 0, nil, false
			}
			at = n
		case "v1":
			if mac, err := hex.DecodeString(value); err == nil {
				macs = append(macs, mac)
			}
		}
	}
	return at, macs, at != 0 && len(macs) > 0
}
