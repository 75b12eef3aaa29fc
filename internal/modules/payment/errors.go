package payment

import "klear/internal/platform/apperr"

// What a payer can be told.
var (
	ErrDeclined       = apperr.New(apperr.PaymentRequired, "payment_declined", "The payment was declined. Nothing was charged. Try another way to pay.")
	ErrActionRequired = apperr.New(apperr.PaymentRequired, "payment_action_required", "Your bank wants you to confirm this payment. Follow the link to continue.")
	ErrProcessing     = apperr.New(apperr.Conflict, "payment_processing", "Your bank is still working on this payment. We will tell you as soon as it answers; do not pay again.")
	ErrUnknown        = apperr.New(apperr.Unavailable, "payment_unknown", "The payment service did not answer. We are finding out what happened; you will not be charged twice.")
	// ErrTriedTooOften: Details is a TryDetails.
	ErrTriedTooOften = apperr.New(apperr.RateLimited, "payment_tried_too_often", "Too many payments were declined here. Nothing was charged. Wait an hour before you try another way to pay.")
	ErrAlreadyLive   = apperr.New(apperr.Conflict, "payment_already_live", "This booking is already being paid for.")
	ErrClosed        = apperr.New(apperr.Conflict, "payment_closed", "This payment attempt is over. Start again to pay.")
	ErrMethod        = apperr.New(apperr.Unprocessable, "payment_method_invalid", "This way to pay is not possible here. Choose another one.")
	ErrCannotKeep    = apperr.New(apperr.Conflict, "payment_cannot_keep", "This site cannot keep a way to pay, so nothing that renews by itself can be bought here.")
	ErrNoMethod      = apperr.New(apperr.NotFound, "payment_method_not_found", "This way to pay is not kept any more. Choose another one.")
	// ErrNoInstead: what was to take a removed method's place.
	ErrNoInstead = apperr.New(apperr.Unprocessable, "payment_method_instead_invalid", "The way to pay that was to take its place is not kept, or by another service. Choose another one.")
	// ErrMethodNeeded: details.bookings are the ids of what is to be charged with it.
	ErrMethodNeeded   = apperr.New(apperr.Conflict, "payment_method_needed", "A coming booking will be charged with this. Choose another way to pay for it, or cancel it; then remove this one.")
	ErrTooManyMethods = apperr.New(apperr.Conflict, "payment_methods_limit", "Ten ways to pay are kept already. Remove one first.")
	ErrTestBankOnly   = apperr.New(apperr.Unprocessable, "test_bank_only", "This site runs in test mode. Use a test account such as 000123456789; do not enter a real one.")
	ErrTestCardOnly   = apperr.New(apperr.Unprocessable, "test_card_only", "This site runs in test mode. Use a test card such as 4242 4242 4242 4242; do not enter a real one.")
)

// What staff, other modules and gateways can be told.
var (
	ErrNotFound = apperr.New(apperr.NotFound, "payment_not_found", "There is no such payment.")
	// ErrPrice: the gateway of the currency cannot take this amount; Details is a PriceDetails.
	ErrPrice  = apperr.New(apperr.Unprocessable, "price_not_payable", "This price cannot be paid online.")
	ErrAmount = apperr.New(apperr.Unprocessable, "payment_amount_invalid", "The amount cannot be paid. A booking that costs nothing needs no payment.")
	// ErrAtVenue: no gateway has the money.
	ErrAtVenue = apperr.New(apperr.Conflict, "payment_at_venue", "This was paid at the venue. Only its practitioner can give it back, and note here that they did.")
	// ErrOfPackage: sessions and money of a package go back together or not at all.
	ErrOfPackage = apperr.New(apperr.Conflict, "payment_of_package", "This is money of a package. Cancel the booking to return its session, or refund the package's unused sessions.")
	// ErrCodeAtVenue: the platform bears more of the price than the practitioner will owe of the money.
	ErrCodeAtVenue = apperr.New(apperr.Conflict, "code_not_at_venue", "This code cannot be used when you pay at the venue. Pay online now, or take the code off.")
	// ErrOfSubscription: revenue of a period that has begun to go by.
	ErrOfSubscription = apperr.New(apperr.Conflict, "payment_of_subscription", "This paid for a period of a plan, which runs to its end. Cancel the plan to stop what comes after.")
	// ErrOfGift: whoever has its code may have redeemed it.
	ErrOfGift = apperr.New(apperr.Conflict, "payment_of_gift", "This paid for a gift. Its buyer can give it back while nobody has redeemed it.")
	ErrState  = apperr.New(apperr.Conflict, "payment_state", "The payment is not in a state that allows this.")
	// ErrRefundStep: the gateway sends no such amount; Details is a PriceDetails.
	ErrRefundStep    = apperr.New(apperr.Unprocessable, "refund_step", "This amount cannot be sent back. Choose a rounder one.")
	ErrRefundExceeds = apperr.New(apperr.Conflict, "refund_exceeds_payment", "That is more than is left of this payment.")
	// ErrDisputed: the payer's bank has taken the money back already; a refund would give it twice.
	ErrDisputed       = apperr.New(apperr.Conflict, "payment_disputed", "The payer's bank disputes this payment. Nothing can be given back until that is decided.")
	ErrNoDispute      = apperr.New(apperr.NotFound, "dispute_not_found", "There is no such dispute.")
	ErrRefundKey      = apperr.New(apperr.Conflict, "refund_key_reused", "This refund was already made, with another amount.")
	ErrNoStep         = apperr.New(apperr.NotFound, "payment_step_not_found", "There is no such step of a payment.")
	ErrStepOver       = apperr.New(apperr.Conflict, "payment_step_over", "This step has come to its end meanwhile. Look at the payment again.")
	ErrOwed           = apperr.New(apperr.Conflict, "refund_owed", "What is owed, a refund or a payout, cannot be given up. Try it again.")
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
