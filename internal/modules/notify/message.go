package notify

import (
	"crypto/sha256"
	"encoding/hex"

	"klear/internal/platform/mail"
)

// message puts a rendered letter into an envelope. The id follows from the occasion and the reader, so that a letter
// sent again after a crash is the same mail.
func message(from mail.Address, l Letter, subject, text, markup string) mail.Message {
	h := sha256.Sum256([]byte(l.Key + "\x00" + l.To))
	m := mail.Message{ID: hex.EncodeToString(h[:16]), From: from, To: []mail.Address{{Name: l.ToName, Email: l.To}}, Subject: subject, Text: text, HTML: markup}
	if len(l.Calendar) > 0 {
		m.Calendar = &mail.Calendar{Method: l.Method, ICS: l.Calendar}
	}
	if l.Stop != "" {
		m.Headers = map[string]string{"List-Unsubscribe": "<" + l.Stop + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
	}
	return m
}
