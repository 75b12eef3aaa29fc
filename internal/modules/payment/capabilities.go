package payment

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"time"

	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// What only some gateways can do. Each capability is an interface of its own, asked for by type assertion; the contract
// suite checks those that an adapter has. The rules for errors, keys and references are those of Gateway.

// Vault keeps a payer's method for charges made while the payer is away: a booking further off than an authorisation lives
// is charged with it. A charge is an AuthoriseRequest with OffSession and a Method of kind Saved.
type Vault interface {
	// Save keeps a method, with the payer's consent. It may need an action, like an authorisation.
	Save(ctx context.Context, r SaveRequest) (SavedMethod, error)
	// FindSaved reads what was saved under one of our references. Errors: ErrNoIntent.
	FindSaved(ctx context.Context, reference uuid.UUID) (SavedMethod, error)
	// Forget makes a saved method unusable; again changes nothing.
	Forget(ctx context.Context, ref string) error
}

// SaveRequest keeps Method for Payer, a stable name of the person at the gateway (our id, never an address).
type SaveRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	Payer          uuid.UUID
	Method         Method
	ReturnURL      string
}

// SavedMethod is the gateway's record of a kept method. Status is one of requires_action, authorised (it can be charged),
// declined, voided (it was forgotten).
type SavedMethod struct {
	Ref         string
	Reference   uuid.UUID
	Status      Status
	Method      string // "Test card ending 4242"; "" until one was chosen, where that is done on the gateway's page
	DeclineCode string
	ActionURL   string
}

// PayoutGateway sends practitioners their money.
type PayoutGateway interface {
	// OpenPayee registers a practitioner; the gateway asks for identity and bank details on pages of its own (URL).
	OpenPayee(ctx context.Context, r PayeeRequest) (GatewayPayee, error)
	// FindPayee reads a payee by our practitioner's id. Errors: ErrNoIntent.
	FindPayee(ctx context.Context, reference uuid.UUID) (GatewayPayee, error)
	// Payout sends an amount. The same key gives the same payout.
	Payout(ctx context.Context, r PayoutRequest) (GatewayPayout, error)
	// FindPayout reads a payout by our id. Errors: ErrNoIntent.
	FindPayout(ctx context.Context, reference uuid.UUID) (GatewayPayout, error)
}

// PayoutStepper is a gateway that sends only multiples of an amount in some currencies.
type PayoutStepper interface {
	// PayoutStep is what payouts of a currency are multiples of, in minor units; at least 1. Payout refuses others.
	PayoutStep(currency string) int64
}

// PayeeRequest registers whom money goes to. Reference is our practitioner's id.
type PayeeRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	Country        string // ISO 3166-1 alpha-2
	Currency       string // ISO 4217
	ReturnURL      string
}

// GatewayPayee is the gateway's record of a practitioner who may be paid.
type GatewayPayee struct {
	Ref       string
	Reference uuid.UUID
	Ready     bool   // payouts may be sent
	Bank      string // what a statement may show: "Bank account ending 6789"
	URL       string // where the practitioner goes on with the registration; "" when nothing is missing
}

// PayoutRequest sends Amount to a payee. Reference is our payout's id.
type PayoutRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID
	PayeeRef       string
	Amount         money.Amount
}

// PayoutStatus is where a payout stands. A paid payout may still be returned by the bank, days later.
type PayoutStatus string

// The statuses of a payout at a gateway.
const (
	PayoutInTransit PayoutStatus = "in_transit"
	PayoutPaid      PayoutStatus = "paid"
	PayoutReturned  PayoutStatus = "returned" // failed, or sent back by the bank
)

// GatewayPayout is the gateway's record of a payout.
type GatewayPayout struct {
	Ref         string
	Reference   uuid.UUID
	Status      PayoutStatus
	Amount      money.Amount
	FailureCode string // with returned: "account_closed", "no_account", "payout_failed"
}

// DisputeStatus is where a dispute (chargeback) stands.
type DisputeStatus string

// The statuses of a dispute. While it is open the bank holds the amount.
const (
	DisputeOpen   DisputeStatus = "open"   // evidence may be sent until EvidenceDue
	DisputeReview DisputeStatus = "review" // evidence was sent
	DisputeWon    DisputeStatus = "won"
	DisputeLost   DisputeStatus = "lost"
)

// GatewayDispute is the gateway's record of a dispute, found with its intent.
type GatewayDispute struct {
	Ref         string
	Status      DisputeStatus
	Reason      string // the card network's code in plain form: "fraudulent", "product_not_received", "general"
	AmountMinor int64
	FeeMinor    int64 // what the gateway charges for it, in the same currency
	EvidenceDue time.Time
}

// DisputeGateway takes evidence against a dispute.
type DisputeGateway interface {
	SubmitEvidence(ctx context.Context, r EvidenceRequest) (GatewayDispute, error)
}

// EvidenceRequest is sent once per dispute; the text holds facts of the booking and never what was said in a session.
type EvidenceRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID // of the payment
	Ref            string    // of the dispute
	Text           string    // at most MaxEvidenceText bytes; it names each file by its SHA-256
	Files          []EvidenceFile
}

// What every gateway takes: Stripe, for one, refuses more than 4.5 MB in all.
const (
	MaxEvidenceText  = 20_000
	MaxEvidenceFiles = 4
	MaxEvidenceBytes = 1 << 20 // of one file
)

// EvidenceFile is a paper beside the text: a PDF, a JPEG or a PNG.
type EvidenceFile struct {
	Name        string
	ContentType string
	Content     []byte
}

// FileName is what a gateway is told that a file is called: its place, the beginning of the SHA-256 by which the text names it,
// and its type. What its owner called it may say more than a bank has to know.
func (f EvidenceFile) FileName(n int) string {
	sum := sha256.Sum256(f.Content)
	kind := map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}[f.ContentType]
	return fmt.Sprintf("evidence-%d-%x%s", n+1, sum[:4], kind)
}

// UploadName is what an upload of the file for a dispute is remembered by, so that a retry finds it and does not upload it again.
func (f EvidenceFile) UploadName(key string) uuid.UUID {
	sum := sha256.Sum256(f.Content)
	return uuid.NewSHA1(uploadSpace, append([]byte(key), sum[:]...))
}

// uploadSpace is the name space of uploads.
var uploadSpace = uuid.MustParse("1d0f2d3c-7a0e-4a63-9a57-0c5b6c656c01")

// Fits reports whether every gateway takes the text and its files.
func (r EvidenceRequest) Fits() bool {
	return r.Text != "" && len(r.Text) <= MaxEvidenceText && len(r.Files) <= MaxEvidenceFiles &&
		!slices.ContainsFunc(r.Files, func(f EvidenceFile) bool {
			return len(f.Content) == 0 || len(f.Content) > MaxEvidenceBytes || path.Ext(f.FileName(0)) == ""
		})
}

// DisputeAccepter gives a dispute up before its evidence is due. At a gateway that cannot, one lets the time go by.
type DisputeAccepter interface {
	// AcceptDispute loses it. Again changes nothing. Errors: ErrNoIntent, ErrGatewayRefused when it was decided otherwise, or
	// is with the bank.
	AcceptDispute(ctx context.Context, r AcceptRequest) (GatewayDispute, error)
}

// AcceptRequest gives a dispute up.
type AcceptRequest struct {
	IdempotencyKey string
	Reference      uuid.UUID // of the payment
	Ref            string    // of the dispute
}

// Reporter gives a day's movements as the gateway booked them, for reconciliation.
type Reporter interface {
	Report(ctx context.Context, day time.Time) ([]ReportRow, error) // day: any instant of a day in UTC; oldest first
}

// LaggingReporter says how far its report is behind what happened. The report of any other Reporter names a movement on its day.
type LaggingReporter interface {
	Reporter
	Lag() Lag
}

// Lag is how far a report is behind what happened.
type Lag struct {
	Within           time.Duration // how long it may take to name a movement
	DisputesWhenLost bool          // it takes the money of a dispute when that is lost, not when it is opened
}

// ReportKind is what a row of a report is about.
type ReportKind string

// The kinds of row. Amounts are signed from our side: money that came is positive.
const (
	ReportCapture    ReportKind = "capture"
	ReportRefund     ReportKind = "refund"
	ReportRefundBack ReportKind = "refund_failed" // a refund that the payer's bank sent back
	ReportFee        ReportKind = "fee"
	ReportDispute    ReportKind = "dispute"     // taken while a dispute is open
	ReportDisputeWon ReportKind = "dispute_won" // given back
	ReportPayout     ReportKind = "payout"      // sent to a practitioner
	ReportPayoutBack ReportKind = "payout_returned"
	ReportSettlement ReportKind = "settlement" // sent to the platform's bank
)

// ReportRow is one movement on the platform's balance at the gateway.
type ReportRow struct {
	Ref       string // the gateway's id of the movement, unique per gateway
	Kind      ReportKind
	Reference uuid.UUID // our payment, or for payouts our payout; zero when the gateway knows none
	Amount    money.Amount
	At        time.Time
}
