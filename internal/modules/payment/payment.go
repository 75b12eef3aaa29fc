package payment

import (
	"time"

	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where an attempt to pay stands.
type Status string

// The statuses. Declined, voided and returned are over: the booking may be paid by another attempt.
const (
	Created        Status = "created"         // the gateway was not asked yet, or its answer was never recorded
	RequiresAction Status = "requires_action" // the payer has to do something at ActionURL (3-D Secure)
	Processing     Status = "processing"      // the gateway will tell later
	Unknown        Status = "unknown"         // the gateway was asked and gave no answer
	Later          Status = "kept"            // a method is kept, to be charged at ChargeAt
	Authorised     Status = "authorised"      // the money is reserved
	Captured       Status = "captured"        // the money was taken
	Declined       Status = "declined"        // refused; nothing was taken
	Voided         Status = "voided"          // given up; nothing was taken
	Returned       Status = "returned"        // taken after the attempt was over, and sent back
)

// Live reports whether the attempt is not over; a booking has at most one such.
func (s Status) Live() bool { return s != Declined && s != Voided && s != Returned }

// advances says from which statuses a payment may move to the key. What is not listed does not happen: see record.go for
// news that arrives too late.
var advances = map[Status][]Status{
	RequiresAction: {Created, Processing, Unknown},
	Processing:     {Created, RequiresAction, Unknown},
	Unknown:        {Created, RequiresAction, Processing, Authorised},
	Later:          {Created, RequiresAction, Processing, Unknown},
	Authorised:     {Created, RequiresAction, Processing, Unknown},
	Captured:       {Created, RequiresAction, Processing, Unknown, Authorised},
	Declined:       {Created, RequiresAction, Processing, Unknown, Authorised},
	Voided:         {Created, RequiresAction, Processing, Unknown, Later, Authorised},
}

// Purpose is what a payment is for.
type Purpose string

// The purposes.
const (
	ForBooking Purpose = "booking"
	ForPackage Purpose = "package" // of sessions: the money is owed to the payer until sessions are drawn
	// ForSubscription is a period of a subscription: paid to the platform, and its revenue as the period goes by.
	ForSubscription Purpose = "subscription"
	// ForDebt is what a practitioner owes the platform: it is repaid by it, and what is more is theirs.
	ForDebt Purpose = "debt"
	ForGift Purpose = "gift" // credit that somebody redeems: the money is owed to whoever has its code
)

// byGateway reports that a gateway took the money, and gives it back.
func (p Payment) byGateway() bool { return p.PrepaidBy == uuid.Nil && !p.AtVenue() && !p.OfCredit() }

// Payment is one attempt to pay for a booking, a package, a plan or a gift. Amounts are minor units of Currency.
type Payment struct {
	ID                      uuid.UUID
	BookingID               uuid.UUID // what is paid for: the booking, the package, the period of a subscription, the gift, or the debt
	Purpose                 Purpose
	PrepaidBy               uuid.UUID // the package that a booking was paid from; zero: the gateway took the money
	PayerID                 uuid.UUID
	PractitionerID          uuid.UUID // zero with ForSubscription and ForGift, like the next
	PractitionerPersonID    uuid.UUID
	Gateway                 string
	GatewayRef              string // "" until the gateway answered
	Status                  Status
	AmountMinor             int64
	CapturedMinor           int64
	RefundedMinor           int64
	CommissionMinor         int64
	CommissionReversedMinor int64
	TaxMinor                int64 // of CapturedMinor, owed to the tax office of Quote.TaxOwner
	TaxReversedMinor        int64
	WithheldMinor           int64 // out of the practitioner's share, for Quote.WithheldOwner
	WithheldReversedMinor   int64
	BorneMinor              int64 // what the platform adds for a promotion, once CapturedMinor is earned
	BorneReversedMinor      int64
	CreditMinor             int64        // what of the payer's credit it takes beside AmountMinor; reserved from its beginning on
	CreditReversedMinor     int64        // given back as credit; of a package, what a gateway's step cut off
	Quote                   tariff.Quote // as it was told before the attempt; what was taken may be less
	Currency                string
	Method                  string // "Test card ending 4242"
	ActionURL               string
	DeclineCode             string
	MethodID                uuid.UUID  // of a kept method that it is charged with; zero: the payer gave it
	ChargeAt                *time.Time // the payer agreed to be charged then, and not before; nil: at once
	ChargeAskedAt           *time.Time // when that charge was begun
	CaptureAskedAt          *time.Time // when it was decided to take an authorised amount
	VoidAskedAt             *time.Time // when the attempt was given up
	EarnedAt                *time.Time // when escrow was released to the practitioner and the platform
	Version                 int64
	CreatedAt               time.Time
}

// Amount is what the gateway is asked for; see TotalMinor.
func (p Payment) Amount() money.Amount {
	return money.Amount{Minor: p.AmountMinor, Currency: p.Currency}
}

// keeping reports that the gateway is to keep a method for it, and has not been asked for money.
func (p Payment) keeping() bool { return p.ChargeAt != nil && p.ChargeAskedAt == nil }

// KeptMinor is what was taken and not given back, with the payer's credit.
func (p Payment) KeptMinor() int64 { return p.TakenMinor() - p.BackMinor() }

// CommissionKeptMinor is the platform's part of what was kept.
func (p Payment) CommissionKeptMinor() int64 { return p.CommissionMinor - p.CommissionReversedMinor }

// ShareMinor is the practitioner's part of what was kept and what is added to it: the rest, so that the parts sum to the whole.
// What is withheld of it is not taken out yet.
func (p Payment) ShareMinor() int64 {
	return p.KeptMinor() + p.BorneKeptMinor() - p.CommissionKeptMinor() - p.TaxKeptMinor()
}

// BorneKeptMinor is what the platform adds to what was kept.
func (p Payment) BorneKeptMinor() int64 { return p.BorneMinor - p.BorneReversedMinor }

// TaxKeptMinor is what of what was kept is owed to a tax office.
func (p Payment) TaxKeptMinor() int64 { return p.TaxMinor - p.TaxReversedMinor }

// WithheldKeptMinor is what is collected from the practitioner's part of what was kept.
func (p Payment) WithheldKeptMinor() int64 { return p.WithheldMinor - p.WithheldReversedMinor }

// RefundStatus is where a refund stands.
type RefundStatus string

// The statuses of a refund. It is in the books from the moment it is decided; Failed is corrected there.
const (
	RefundPending   RefundStatus = "pending"
	RefundSucceeded RefundStatus = "succeeded"
	RefundFailed    RefundStatus = "failed" // the gateway refused: the amount, but for what is set off, is owed to the payer as credit
)

// RefundRecord is one refund of a payment.
type RefundRecord struct {
	ID          uuid.UUID
	PaymentID   uuid.UUID
	EventKey    string
	AmountMinor int64 // that the gateway sends
	CreditMinor int64 // that is credit again
	Currency    string
	Status      RefundStatus
	GatewayRef  string
	Reason      string // a code such as "cancelled_in_time"
	CreatedAt   time.Time
	SettledAt   *time.Time
	SetOffMinor int64 // of AmountMinor, that the payer has from their bank: a lost dispute took it
	Waits       bool  // until the payer's bank has decided about the payment
}

// TotalMinor is what goes back.
func (r RefundRecord) TotalMinor() int64 { return r.AmountMinor + r.CreditMinor }
