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

// KeptChoices are the kept methods that can pay where way leads, the first of them chosen: the preferred one when it can.
func KeptChoices(list []payment.PersonMethod, way payment.Way) []ui.Choice {
	var out []ui.Choice
	for _, m := range list {
		if m.Gateway == way.Gateway {
			out = append(out, ui.Choice{Value: keptPrefix + m.ID.String(), Label: m.Label, Selected: len(out) == 0})
		}
	}
	return out
}

// MethodOf is what a form gives to be kept or charged at a gateway: a card, or nothing where that is asked on the gateway's
// own page. Errors: those of CardOf.
func MethodOf(form url.Values, way payment.Way) (payment.Method, error) {
	if way.Hosted {
		return payment.NewMethod(payment.Online, "")
	}
	return CardOf(form)
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
