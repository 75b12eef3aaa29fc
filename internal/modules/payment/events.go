package payment

import (
	"time"

	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// The events of this module. Authorised to voided follow the payment's status.
const (
	EventKept           = "payment.kept" // a method is kept, to be charged later
	EventAuthorised     = "payment.authorised"
	EventCaptured       = "payment.captured"
	EventDeclined       = "payment.declined"
	EventRequiresAction = "payment.requires_action"
	EventUnknown        = "payment.unknown"
	EventVoided         = "payment.voided"
	EventReturned       = "payment.returned" // late money was taken into the books and sent back
	EventRefunded       = "payment.refunded" // the gateway confirmed a refund
	EventDisputeOpened  = "payment.dispute_opened"
	EventDisputeDecided = "payment.dispute_decided"
	EventRefundFailed   = "payment.refund_failed" // the gateway refused a refund: an operator has to pay it another way
	// EventRefundSetOff: the gateway does not send a refund, because the payer has it from their bank.
	EventRefundSetOff = "payment.refund_set_off"
)

// EventData is the payload of every event of this module, version 1. Amounts are minor units.
type EventData struct {
	V               int       `json:"v"`
	PaymentID       uuid.UUID `json:"payment_id"`
	BookingID       uuid.UUID `json:"booking_id"` // what is paid for
	Purpose         Purpose   `json:"purpose,omitempty"`
	PayerID         uuid.UUID `json:"payer_id"`
	PractitionerID  uuid.UUID `json:"practitioner_id"`
	Status          Status    `json:"status"`
	AmountMinor     int64     `json:"amount_minor"`
	CapturedMinor   int64     `json:"captured_minor"`
	RefundedMinor   int64     `json:"refunded_minor"`
	CommissionMinor int64     `json:"commission_minor"` // after reversals
	Currency        string    `json:"currency"`
	DeclineCode     string    `json:"decline_code,omitempty"`
	RefundID        uuid.UUID `json:"refund_id,omitzero"`
	RefundMinor     int64     `json:"refund_minor,omitempty"` // of this refund

	DisputeID     uuid.UUID     `json:"dispute_id,omitzero"`
	DisputeStatus DisputeStatus `json:"dispute_status,omitempty"`
	DisputeMinor  int64         `json:"dispute_minor,omitempty"`
}

func (p Payment) event(typ string, at time.Time, actor events.Actor) events.Event {
	return events.Event{Type: typ, AggregateType: "payment", AggregateID: p.ID, Seq: p.Version, Actor: actor, At: at, Data: p.data(), Concern: string(p.Purpose)}
}

func (p Payment) data() EventData {
	return EventData{V: 1, PaymentID: p.ID, BookingID: p.BookingID, Purpose: p.Purpose, PayerID: p.PayerID, PractitionerID: p.PractitionerID, Status: p.Status,
		AmountMinor: p.AmountMinor, CapturedMinor: p.CapturedMinor, RefundedMinor: p.RefundedMinor, CommissionMinor: p.CommissionKeptMinor(),
		Currency: p.Currency, DeclineCode: p.DeclineCode}
}

var gatewayActor = events.Actor{Kind: "gateway"}
