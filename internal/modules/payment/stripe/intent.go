package stripe

import (
	"time"

	"klear/internal/modules/payment"

	sdk "github.com/stripe/stripe-go/v86"
)

// What is read along with an intent: the charge tells method, refunds and expiry, its balance transaction the fee.
var (
	expandIntent  = []*string{sdk.String("latest_charge.balance_transaction")}
	expandSession = []*string{sdk.String("payment_intent.latest_charge.balance_transaction")}
)

var intentStatus = map[sdk.PaymentIntentStatus]payment.Status{
	sdk.PaymentIntentStatusRequiresAction: payment.RequiresAction, sdk.PaymentIntentStatusProcessing: payment.Processing,
	sdk.PaymentIntentStatusRequiresCapture: payment.Authorised, sdk.PaymentIntentStatusSucceeded: payment.Captured,
	sdk.PaymentIntentStatusCanceled: payment.Voided,
	// The method did not work. Before the first try the status is requires_confirmation: see Find.
	sdk.PaymentIntentStatusRequiresPaymentMethod: payment.Declined,
}

func intentOf(pi *sdk.PaymentIntent) payment.Intent {
	out := payment.Intent{Ref: pi.ID, Reference: referenceOf(pi.Metadata), Status: intentStatus[pi.Status], Amount: amount(pi.Amount, pi.Currency)}
	switch {
	case out.Status == payment.Declined:
		out.DeclineCode = declineCode(pi.LastPaymentError)
	case out.Status == payment.Voided && ranOut(pi):
		out.DeclineCode = payment.DeclineAuthExpired
	case out.Status == payment.RequiresAction && pi.NextAction != nil && pi.NextAction.RedirectToURL != nil:
		out.ActionURL = pi.NextAction.RedirectToURL.URL
	}
	if pi.LatestCharge != nil {
		addCharge(&out, pi.LatestCharge)
	}
	return out
}

// ranOut reports that Stripe ended the intent by itself, as it does when a reservation expires.
func ranOut(pi *sdk.PaymentIntent) bool {
	return pi.CancellationReason == sdk.PaymentIntentCancellationReasonAutomatic || pi.CancellationReason == sdk.PaymentIntentCancellationReasonExpired
}

// addCharge notes what only the charge knows.
func addCharge(out *payment.Intent, c *sdk.Charge) {
	out.Method = methodOf(c.PaymentMethodDetails)
	if out.Status == payment.Captured {
		out.CapturedMinor, out.RefundedMinor = minor(c.AmountCaptured, out.Amount.Currency), minor(c.AmountRefunded, out.Amount.Currency)
		if b := c.BalanceTransaction; b != nil && iso(b.Currency) == out.Amount.Currency {
			out.FeeMinor = minor(b.Fee, out.Amount.Currency)
		}
	}
	if d := c.PaymentMethodDetails; out.Status == payment.Authorised && d != nil && d.Card != nil && d.Card.CaptureBefore != 0 {
		out.ExpiresAt = time.Unix(d.Card.CaptureBefore, 0).UTC()
	}
}

// sessionIntent is a Checkout Session as an intent. Its reference stays the session's id, also after the payment.
func sessionIntent(s *sdk.CheckoutSession) payment.Intent {
	out := payment.Intent{Status: payment.RequiresAction, ActionURL: s.URL}
	switch pi := s.PaymentIntent; {
	case s.Status == sdk.CheckoutSessionStatusComplete && pi != nil:
		out = intentOf(pi)
	case s.Status == sdk.CheckoutSessionStatusExpired && pi != nil && pi.LastPaymentError != nil:
		out = payment.Intent{Status: payment.Declined, DeclineCode: declineCode(pi.LastPaymentError)}
	case s.Status == sdk.CheckoutSessionStatusExpired:
		out = payment.Intent{Status: payment.Voided}
	}
	out.Ref, out.Reference, out.Amount = s.ID, referenceOf(s.Metadata), amount(s.AmountTotal, s.Currency)
	return out
}

// brands are card networks as people write them.
var brands = map[string]string{
	"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover", "diners": "Diners Club", "jcb": "JCB",
	"unionpay": "UnionPay", "rupay": "RuPay", "eftpos_au": "eftpos",
}

// methodOf is what a receipt may show of a method: "Visa ending 4242".
func methodOf(d *sdk.ChargePaymentMethodDetails) string {
	switch {
	case d == nil:
		return ""
	case d.Card != nil:
		return cardLabel(string(d.Card.Brand), d.Card.Last4)
	}
	return string(d.Type)
}

func cardLabel(brand, last4 string) string {
	name, ok := brands[brand]
	if !ok {
		name = "Card"
	}
	return name + " ending " + last4
}

var declines = map[sdk.DeclineCode]string{
	sdk.DeclineCodeInsufficientFunds: payment.DeclineFunds, sdk.DeclineCodeExpiredCard: payment.DeclineExpired,
	sdk.DeclineCodeAuthenticationRequired: payment.DeclineAuthenticated,
}

var failures = map[sdk.ErrorCode]string{
	sdk.ErrorCodeExpiredCard: payment.DeclineExpired, sdk.ErrorCodeInsufficientFunds: payment.DeclineFunds,
	sdk.ErrorCodeAuthenticationRequired:             payment.DeclineAuthenticated,
	sdk.ErrorCodePaymentIntentAuthenticationFailure: payment.DeclineAuthenticated,
	sdk.ErrorCodeSetupIntentAuthenticationFailure:   payment.DeclineAuthenticated,
	sdk.ErrorCodeCaptureChargeAuthorizationExpired:  payment.DeclineAuthExpired,
}

// declineCode says in our words why a method did not work.
func declineCode(e *sdk.Error) string {
	if e == nil {
		return payment.DeclineGeneric
	}
	if code, ok := declines[e.DeclineCode]; ok {
		return code
	}
	if code, ok := failures[e.Code]; ok {
		return code
	}
	return payment.DeclineGeneric
}
