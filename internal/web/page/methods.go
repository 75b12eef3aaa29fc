package page

import (
	"net/url"
	"strings"

	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/web/ui"
)

// keptPrefix goes before the id of a kept method where a way to pay is named.
const keptPrefix = "kept:"

// KeptOf is the kept method that a form pays with.
func KeptOf(form url.Values) (id string, ok bool) {
	return strings.CutPrefix(form.Get("method"), keptPrefix)
}

// KeptChoices are kept methods as ways to pay, the preferred one chosen.
func KeptChoices(list []payment.PersonMethod) []ui.Choice {
	out := make([]ui.Choice, len(list))
	for i, m := range list {
		out[i] = ui.Choice{Value: keptPrefix + m.ID.String(), Label: m.Label, Selected: m.Preferred}
	}
	return out
}

// CardOf is the card in a form's field "card", or the gateway's token of one. Errors: payment.ErrTestCardOnly when there is
// none; payment.ErrMethod.
func CardOf(form url.Values) (payment.Method, error) {
	secret := strings.TrimSpace(form.Get("token"))
	if secret == "" {
		secret = strings.TrimSpace(form.Get("card"))
	}
	if secret == "" {
		return payment.Method{}, payment.ErrTestCardOnly
	}
	return payment.NewMethod(payment.Card, secret)
}

// ActionURL is where the payer's bank asks something: the gateway's own word. Without one it is fallback.
func ActionURL(err error, fallback string) string {
	if e, ok := apperr.As(err); ok {
		if d, ok := e.Details.(map[string]string); ok && d["action_url"] != "" {
			return d["action_url"]
		}
	}
	return fallback
}
