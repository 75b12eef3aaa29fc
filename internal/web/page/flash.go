package page

import (
	"net/http"
	"strings"
	"time"

	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

const flashFor = time.Minute

// Flash says on the next page what this request did: the message "flash.<key>". Signed, so that nobody else can make a
// page say something.
func (k *Kit) Flash(w http.ResponseWriter, tone ui.Tone, key string) {
	payload := string(tone) + ":" + key
	k.setSecret(w, flashCookie, payload+"|"+k.CSRF.Token("flash "+payload), flashFor)
}

// takeFlash reads the message and clears it.
func (k *Kit) takeFlash(w http.ResponseWriter, r *http.Request, l *i18n.Localizer) []ui.Notice {
	raw := k.cookie(r, flashCookie)
	if raw == "" {
		return nil
	}
	k.setSecret(w, flashCookie, "", -1)
	payload, token, _ := strings.Cut(raw, "|")
	tone, key, _ := strings.Cut(payload, ":")
	if !k.CSRF.Verify("flash "+payload, token) {
		return nil
	}
	return []ui.Notice{{Tone: ui.Tone(tone), Text: l.T("flash." + key)}}
}

// Done says on the next page what was done: the message "flash.<key>".
func (k *Kit) Done(w http.ResponseWriter, r *http.Request, key, to string) error {
	k.Flash(w, ui.Success, key)
	See(w, r, to)
	return nil
}
