package payment

import "klear/internal/platform/apperr"

// Outcome is what a gateway said about a payment, on its way into the books by RecordTx. Status is never
// returned; created means that there is no news.
type Outcome struct {
	Status        Status
	GatewayRef    string
	CapturedMinor int64 // with captured: how much
	Method        string
	DeclineCode   string
	ActionURL     string
	KeptRef       string // with kept: by which the gateway knows the method
}

func outcomeOf(i Intent) Outcome {
	return Outcome{Status: i.Status, GatewayRef: i.Ref, CapturedMinor: i.CapturedMinor, Method: i.Method, DeclineCode: i.DeclineCode, ActionURL: i.ActionURL}
}

// outcomeOfPayment is what the gateway said last; of money that was sent back, that it took it.
func outcomeOfPayment(p Payment) Outcome {
	status := p.Status
	if status == Returned {
		status = Captured
	}
	return Outcome{Status: status, GatewayRef: p.GatewayRef, CapturedMinor: p.CapturedMinor, Method: p.Method, DeclineCode: p.DeclineCode, ActionURL: p.ActionURL}
}

// Err is what to tell the payer: nil when the money is reserved or taken; otherwise ErrDeclined with words for the
// reason, ErrActionRequired with the URL, ErrProcessing, ErrUnknown or ErrClosed. The outcome must be recorded first.
func (o Outcome) Err() error {
	switch o.Status {
	case Authorised, Captured, Later:
		return nil
	case Declined:
		return ErrDeclined.WithMessage("%s", DeclineWords(o.DeclineCode)).WithDetails(map[string]string{"decline_code": o.DeclineCode})
	case RequiresAction:
		return ErrActionRequired.WithDetails(map[string]string{"action_url": o.ActionURL})
	case Processing:
		return ErrProcessing
	case Voided:
		return ErrClosed
	default:
		return ErrUnknown
	}
}

// The decline codes that adapters map their gateway's own codes to.
const (
	DeclineGeneric       = "card_declined"
	DeclineFunds         = "insufficient_funds"
	DeclineExpired       = "expired_card"
	DeclineAuthenticated = "authentication_failed"
	DeclineUPI           = "upi_declined"
	DeclineAuthExpired   = "authorisation_expired"
)

var declineWords = map[string]string{
	DeclineGeneric:       "Your bank declined this card. Nothing was charged. Try another card, or ask your bank why.",
	DeclineFunds:         "There is not enough money on this card. Nothing was charged. Try another card.",
	DeclineExpired:       "This card has expired. Nothing was charged. Try another card.",
	DeclineAuthenticated: "Your bank could not confirm that it was you. Nothing was charged. Try again, or use another card.",
	DeclineUPI:           "The request was declined in your UPI app. Nothing was charged. Try again, or use another way to pay.",
	DeclineAuthExpired:   "The bank's hold on your money ran out before it was needed. Nothing was charged. Please pay again.",
}

// DeclineWords says a decline code in plain words; codes that are not known read as a plain refusal.
func DeclineWords(code string) string {
	if w, ok := declineWords[code]; ok {
		return w
	}
	return "The payment was declined. Nothing was charged. Try another way to pay."
}

// certain reports whether err proves that the gateway did nothing.
func certain(err error) (*apperr.Error, bool) {
	e, ok := apperr.As(err)
	return e, ok && e.Code != ErrUnknown.Code
}
