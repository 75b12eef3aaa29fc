package api

import (
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// PaymentView is a payment as its reader may see it. Commission and share are for the practitioner and for operators.
type PaymentView struct {
	ID          uuid.UUID       `json:"id"`
	Purpose     payment.Purpose `json:"purpose" enum:"booking,package,subscription,gift"`
	BookingID   *uuid.UUID      `json:"bookingId,omitempty" doc:"missing when it was for a package or a plan"`
	PackageID   *uuid.UUID      `json:"packageId,omitempty" doc:"that was bought, or from which the booking was paid"`
	Status      payment.Status  `json:"status" enum:"created,requires_action,processing,unknown,authorised,captured,declined,voided,returned"`
	Amount      money.Amount    `json:"amount" doc:"what the gateway is asked for"`
	Credit      int64           `json:"credit,omitempty" doc:"of the payer's credit, beside amount; minor units, like the next"`
	CreditBack  int64           `json:"creditBack,omitempty" doc:"of it, what is credit again"`
	Captured    int64           `json:"captured" doc:"minor units"`
	Refunded    int64           `json:"refunded" doc:"minor units"`
	Method      string          `json:"method,omitempty"`
	Gateway     string          `json:"gateway"`
	DeclineCode string          `json:"declineCode,omitempty"`
	ActionURL   string          `json:"actionUrl,omitempty" doc:"where the payer confirms the payment; for the payer only"`
	Commission  *int64          `json:"commission,omitempty" doc:"the platform's part of what was kept, minor units"`
	Tax         *int64          `json:"tax,omitempty" doc:"what of what was kept is owed to a tax office, minor units"`
	Withheld    *int64          `json:"withheld,omitempty" doc:"collected for a tax office out of share, minor units"`
	Borne       int64           `json:"borne,omitempty" doc:"what the platform adds for a promotion, minor units"`
	Share       *int64          `json:"share,omitempty" doc:"the practitioner's part of what was kept, minor units"`
	CreatedAt   time.Time       `json:"createdAt"`
}

// viewPayment leaves out what is not the reader's business.
func viewPayment(p payment.Payment, reader identity.Principal) PaymentView {
	v := PaymentView{ID: p.ID, Purpose: p.Purpose, Status: p.Status, Amount: p.Amount(), Credit: p.CreditMinor, CreditBack: p.CreditReversedMinor, Captured: p.CapturedMinor, Refunded: p.RefundedMinor,
		Method: p.Method, Gateway: p.Gateway, DeclineCode: p.DeclineCode, CreatedAt: p.CreatedAt}
	v.BookingID, v.PackageID = aboutWhat(p.Purpose, p.BookingID, p.PrepaidBy)
	if reader.PersonID == p.PayerID || reader.Anonymous() { // an anonymous reader has just proved to be the payer
		v.ActionURL = p.ActionURL
		return v
	}
	commission, tax, withheld, share := p.CommissionKeptMinor(), p.TaxKeptMinor(), p.WithheldKeptMinor(), p.ShareMinor()
	v.Commission, v.Tax, v.Withheld, v.Share, v.Borne = &commission, &tax, &withheld, &share, p.BorneKeptMinor()
	v.Method, v.DeclineCode = "", ""
	if reader.Role == identity.Admin {
		v.Method, v.DeclineCode = p.Method, p.DeclineCode
	}
	return v
}

// aboutWhat tells the booking from the package, of which a payment names one and may have been drawn from another.
func aboutWhat(purpose payment.Purpose, id, prepaidBy uuid.UUID) (booking, pack *uuid.UUID) {
	switch {
	case purpose == payment.ForSubscription, purpose == payment.ForGift: // its periods name their payments, and the gift its own
		return nil, nil
	case purpose == payment.ForPackage:
		return nil, &id
	case prepaidBy != uuid.Nil:
		return &id, &prepaidBy
	}
	return &id, nil
}

// ReceiptView is a payment with its refunds.
type ReceiptView struct {
	PaymentView
	Refunds []RefundView `json:"refunds"`
}

// RefundView is one refund.
type RefundView struct {
	ID        uuid.UUID            `json:"id"`
	PaymentID uuid.UUID            `json:"paymentId"`
	Amount    money.Amount         `json:"amount" doc:"what the gateway sends"`
	Credit    int64                `json:"credit,omitempty" doc:"what is credit again beside it, minor units"`
	Status    payment.RefundStatus `json:"status" enum:"pending,succeeded,failed"`
	Waits     bool                 `json:"waitsForDispute,omitempty" doc:"pending until the payer's bank has decided about the payment; what it gives them is not sent beside it"`
	SetOff    int64                `json:"setOff,omitempty" doc:"of amount, what the payer has from their bank instead, minor units"`
	Reason    string               `json:"reason,omitempty"`
	CreatedAt time.Time            `json:"createdAt"`
	SettledAt *time.Time           `json:"settledAt,omitempty"`
}

func viewRefund(r payment.RefundRecord) RefundView {
	return RefundView{ID: r.ID, PaymentID: r.PaymentID, Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, Credit: r.CreditMinor, Status: r.Status, Waits: r.Waits, SetOff: r.SetOffMinor,
		Reason: r.Reason, CreatedAt: r.CreatedAt, SettledAt: r.SettledAt}
}
