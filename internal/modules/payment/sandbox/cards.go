package sandbox

import (
	"strings"

	"klear/internal/modules/payment"
)

// The published test methods. What happens is decided by the number alone.
const (
	CardSucceeds           = "4242 4242 4242 4242"
	CardDeclined           = "4000 0000 0000 0002"
	CardNoFunds            = "4000 0000 0000 9995"
	CardNeedsAction        = "4000 0025 0000 3155" // 3-D Secure: a page asks the payer; once kept, it is charged without asking
	CardAnswersLater       = "4000 0000 0000 0077" // processing; the answer comes by webhook
	CardOffSessionDeclines = "4000 0000 0000 0341" // can be kept and used; a charge while the payer is away is declined
	CardShortHold          = "4000 0000 0000 1000" // authorised for ten minutes only
	CardRefundPends        = "4000 0000 0000 7726" // a refund stays pending for three days
	CardRefundFails        = "4000 0000 0000 5126" // a refund succeeds, and the bank sends it back five days later
	CardDisputed           = "4000 0000 0000 0259" // its holder disputes the payment an hour after the capture
	UPISucceeds            = "success@sandbox"
	UPIDeclined            = "decline@sandbox"
)

// The published bank accounts of practitioners.
const (
	BankPays    = "000123456789"
	BankReturns = "000111111113" // paid, and sent back five days later: the account was closed
	BankFails   = "000111111116" // never arrives: there is no such account
)

// plan is what a method makes happen. Its card name is all that is stored of a number.
type plan struct {
	card    string
	status  payment.Status // Captured stands for "as asked": authorised without capture
	decline string
	summary string
}

// The cards with a fate after their payment.
const (
	cardOffSession = "off_session_declines"
	cardShortHold  = "short_hold"
	cardPends      = "refund_pends"
	cardBounces    = "refund_fails"
	cardDisputed   = "disputed"
)

var plans = map[string]plan{
	digits(CardSucceeds):           {card: "succeeds", status: payment.Captured, summary: "Test card ending 4242"},
	digits(CardDeclined):           {card: "declined", status: payment.Declined, decline: payment.DeclineGeneric, summary: "Test card ending 0002"},
	digits(CardNoFunds):            {card: "no_funds", status: payment.Declined, decline: payment.DeclineFunds, summary: "Test card ending 9995"},
	digits(CardNeedsAction):        {card: "needs_action", status: payment.RequiresAction, summary: "Test card ending 3155"},
	digits(CardAnswersLater):       {card: "answers_later", status: payment.Processing, summary: "Test card ending 0077"},
	digits(CardOffSessionDeclines): {card: cardOffSession, status: payment.Captured, summary: "Test card ending 0341"},
	digits(CardShortHold):          {card: cardShortHold, status: payment.Captured, summary: "Test card ending 1000"},
	digits(CardRefundPends):        {card: cardPends, status: payment.Captured, summary: "Test card ending 7726"},
	digits(CardRefundFails):        {card: cardBounces, status: payment.Captured, summary: "Test card ending 5126"},
	digits(CardDisputed):           {card: cardDisputed, status: payment.Captured, summary: "Test card ending 0259"},
	UPISucceeds:                    {card: "upi", status: payment.Captured, summary: "Test UPI (succeeds)"},
	UPIDeclined:                    {card: "upi_declined", status: payment.Declined, decline: payment.DeclineUPI, summary: "Test UPI (declines)"},
}

// planByCard finds the plan of a kept method again.
var planByCard = func() map[string]plan {
	out := map[string]plan{}
	for _, p := range plans {
		out[p.card] = p
	}
	return out
}()

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

// bank is what happens to money that is sent to an account.
type bank struct {
	summary string
	fails   string // the failure code when it never arrives
	returns string // the failure code when it comes back after it was paid
}

var banks = map[string]bank{
	"pays":    {summary: "Test bank account ending 6789"},
	"returns": {summary: "Test bank account ending 1113", returns: "account_closed"},
	"fails":   {summary: "Test bank account ending 1116", fails: "no_account"},
}

var bankNumbers = map[string]string{BankPays: "pays", BankReturns: "returns", BankFails: "fails"}

// digits drops the spaces and hyphens that people type between groups.
func digits(number string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(number)
}
