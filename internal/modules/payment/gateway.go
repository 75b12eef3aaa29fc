package payment

import (
	"context"
	"net/http"
	"time"

	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Gateway is a company that moves money: the built-in sandbox, Stripe, Razorpay. Package gatewaytest is the contract
// that every adapter passes.
//
// Errors: an adapter returns an *apperr.Error other than ErrUnknown only when the gateway certainly did nothing. Every
// other error, a time-out above all, means that nobody knows; the caller reads with Find before it tries again. A
// refusal by the payer's bank is no error but an Intent with status declined.
type Gateway interface {
	// Name is the stable name under which payments remember their gateway; lower-case letters.
	Name() string
	// Authorise reserves the amount, or takes it with Capture. The same key gives the same intent.
	Authorise(ctx context.Context, r AuthoriseRequest) (Intent, error)
	// Capture takes all or part of an authorised amount, once; the rest is released.
	Capture(ctx context.Context, r CaptureRequest) (Intent, error)
	// Void releases an authorisation, or gives up an intent that waits for the payer.
	Void(ctx context.Context, r VoidRequest) (Intent, error)
	// Refund gives back part of what was captured. The same key gives the same refund.
	Refund(ctx context.Context, r RefundRequest) (GatewayRefund, error)
	// Find reads the intent made for one of our payments, with its refunds. Errors: ErrNoIntent.
	Find(ctx context.Context, reference uuid.UUID) (Intent, error)
	// ParseWebhook checks a message's signature and age and says what it speaks of. Errors: ErrSignature.
	ParseWebhook(header http.Header, body []byte, now time.Time) (Notice, error)
}

// AuthoriseRequest asks for an amount. Reference is our payment's id, kept by the gateway as metadata for Find.
type AuthoriseRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	Amount         money.Amount
	Method         Method
	Capture        bool   // take the money at once
	OffSession     bool   // the payer is away: a method saved before is charged, and no action is possible
	ReturnURL      string // where the payer comes back to after an action
}

// CaptureRequest takes AmountMinor of an authorised intent.
type CaptureRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	Ref            string
	AmountMinor    int64
}

// VoidRequest gives an intent up.
type VoidRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	Ref            string
}

// RefundRequest gives AmountMinor back.
type RefundRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	Ref            string
	AmountMinor    int64
}

// Intent is the gateway's record of an attempt. Status is one of requires_action, processing, authorised, captured,
// declined, voided.
type Intent struct {
	Ref           string
	Reference     uuid.UUID
	Status        Status
	Amount        money.Amount
	CapturedMinor int64
	RefundedMinor int64
	Method        string // what a receipt may show: "Test card ending 4242"
	DeclineCode   string
	ActionURL     string
	FeeMinor      int64            // what the gateway keeps of a capture, once it is known; same currency
	ExpiresAt     time.Time        // with authorised: when the reservation ends by itself; zero when the gateway does not say
	Refunds       []GatewayRefund  // by Find only
	Disputes      []GatewayDispute // by Find only
}

// GatewayRefund is the gateway's record of a refund.
type GatewayRefund struct {
	Ref            string
	IdempotencyKey string
	AmountMinor    int64
	Status         RefundStatus
}

// Subject is what a notice speaks of.
type Subject string

// The subjects; a dispute is news of its payment.
const (
	AboutPayment Subject = "payment"
	AboutPayout  Subject = "payout"
	AboutPayee   Subject = "payee"
	AboutSaved   Subject = "saved_method"
)

// Notice is a verified webhook: a hint that something happened to a payment, a payout or a payee. What happened is read
// with Find, FindPayout or FindPayee, so the order in which notices arrive does not matter. A gateway also tells of things
// that we have no use for: About is "" then, and the message is kept and no more.
type Notice struct {
	EventID   string
	Type      string
	About     Subject
	Reference uuid.UUID
	Routine   bool // tells only how far an attempt to pay came: no news about a payment that is recorded as captured
}
