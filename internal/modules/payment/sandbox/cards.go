package sandbox

import (
	"strings"

	"klear/internal/modules/payment"
)

// The published test methods. What happens is decided by the number alone.
const (
	CardSucceeds     = "4242 4242 4242 4242"
	CardDeclined     = "4000 0000 0000 0002"
	CardNoFunds      = "4000 0000 0000 9995"
	CardNeedsAction  = "4000 0025 0000 3155" // 3-D Secure: a page asks the payer
	CardAnswersLater = "4000 0000 0000 0077" // processing; the answer comes by webhook
	UPISucceeds      = "success@sandbox"
	UPIDeclined      = "decline@sandbox"
)

// plan is what a method makes happen.
type plan struct {
	status  payment.Status // Captured stands for "as asked": authorised without capture
	decline string
	summary string
}

var plans = map[string]plan{
	digits(CardSucceeds):     {status: payment.Captured, summary: "Test card ending 4242"},
	digits(CardDeclined):     {status: payment.Declined, decline: payment.DeclineGeneric, summary: "Test card ending 0002"},
	digits(CardNoFunds):      {status: payment.Declined, decline: payment.DeclineFunds, summary: "Test card ending 9995"},
	digits(CardNeedsAction):  {status: payment.RequiresAction, summary: "Test card ending 3155"},
	digits(CardAnswersLater): {status: payment.Processing, summary: "Test card ending 0077"},
	UPISucceeds:              {status: payment.Captured, summary: "Test UPI (succeeds)"},
	UPIDeclined:              {status: payment.Declined, decline: payment.DeclineUPI, summary: "Test UPI (declines)"},
}

// planFor looks the method up. A number that is not published here might be somebody's real card: it is refused before
// anything is stored, and appears in no error.
func planFor(m payment.Method) (plan, error) {
	key := digits(m.Secret())
	if m.Kind == payment.UPI {
		key = strings.ToLower(strings.TrimSpace(m.Secret()))
	}
	p, ok := plans[key]
	if !ok || strings.Contains(key, "@") != (m.Kind == payment.UPI) {
		return plan{}, payment.ErrTestCardOnly
	}
	return p, nil
}

// digits drops the spaces and hyphens that people type between groups.
func digits(number string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(number)
}
