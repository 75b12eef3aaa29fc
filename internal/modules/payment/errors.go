package payment

import "klear/internal/platform/apperr"

// What a payer can be told.
var (
	ErrDeclined       = apperr.New(apperr.PaymentRequired, "payment_declined", "The payment was declined. Nothing was charged. Try another way to pay.")
	ErrActionRequired = apperr.New(apperr.PaymentRequired, "payment_action_required", "Your bank wants you to confirm this payment. Follow the link to continue.")
	ErrProcessing     = apperr.New(apperr.Conflict, "payment_processing", "Your bank is still working on this payment. We will tell you as soon as it answers; do not pay again.")
	ErrUnknown        = apperr.New(apperr.Unavailable, "payment_unknown", "The payment service did not answer. We are finding out what happened; you will not be charged twice.")
	ErrAlreadyLive    = apperr.New(apperr.Conflict, "payment_already_live", "This booking is already being paid for.")
	ErrClosed         = apperr.New(apperr.Conflict, "payment_closed", "This payment attempt is over. Start again to pay.")
	ErrMethod         = apperr.New(apperr.Unprocessable, "payment_method_invalid", "This way to pay is not possible here. Choose another one.")
	ErrTestCardOnly   = apperr.New(apperr.Unprocessable, "test_card_only", "This site runs in test mode. Use a test card such as 4242 4242 4242 4242; do not enter a real one.")
)

// What staff, other modules and gateways can be told.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "payment_not_found", "There is no such payment.")
	// ErrPrice: the gateway of the currency cannot take this amount; Details is a PriceDetails.
	ErrPrice  = apperr.New(apperr.Unprocessable, "price_not_payable", "This price cannot be paid online.")
	ErrAmount = apperr.New(apperr.Unprocessable, "payment_amount_invalid", "The amount cannot be paid. A booking that costs nothing needs no payment.")
	// ErrOfPackage: sessions and money of a package go back together or not at all.
	ErrOfPackage      = apperr.New(apperr.Conflict, "payment_of_package", "This is money of a package. Cancel the booking to return its session, or refund the package's unused sessions.")
	ErrState          = apperr.New(apperr.Conflict, "payment_state", "The payment is not in a state that allows this.")
	ErrRefundExceeds  = apperr.New(apperr.Conflict, "refund_exceeds_payment", "That is more than is left of this payment.")
	ErrRefundKey      = apperr.New(apperr.Conflict, "refund_key_reused", "This refund was already made, with another amount.")
	ErrGateway        = apperr.New(apperr.NotFound, "gateway_not_found", "There is no such payment gateway.")
	ErrNoIntent       = apperr.New(apperr.NotFound, "gateway_intent_not_found", "The gateway has no record of this payment.")
	ErrGatewayRefused = apperr.New(apperr.Conflict, "gateway_refused", "The gateway refused this request. Nothing was done.")
	ErrSignature      = apperr.New(apperr.Unauthenticated, "webhook_signature_invalid", "The signature of this message does not hold.")
	ErrWebhook        = apperr.New(apperr.Invalid, "webhook_invalid", "This message cannot be understood.")
)

// Constraints that are explained to callers.
const (
	constraintRefunded  = "payment_refunded_within_captured"
	constraintRefundKey = "refund_event_key_key"
)
