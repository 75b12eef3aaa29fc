package dispute

import (
	"time"

	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// State is where a dispute stands for people.
type State string

// The states. The first two are open at the bank.
const (
	Waiting  State = "waiting"  // nobody answered yet
	Answered State = "answered" // an answer is on its way, or with the bank
	Won      State = "won"
	Lost     State = "lost"
	Expired  State = "expired" // lost, and nobody had answered
)

// Closed selects all that the bank decided, in lists.
const Closed State = "closed"

// Kind is what the platform answers.
type Kind string

// The kinds of answer.
const (
	Evidence Kind = "evidence" // the money is the practitioner's: here is why
	Accepted Kind = "accepted" // the loss is taken
)

// AnswerStatus is how far an answer came.
type AnswerStatus string

// The statuses of an answer.
const (
	Sending AnswerStatus = "sending"
	Sent    AnswerStatus = "sent"
	Refused AnswerStatus = "refused" // the gateway did not take it: too late, or it takes none
)

// Dispute is one dispute with what is done about it. Instants are UTC.
type Dispute struct {
	ID             uuid.UUID
	PaymentID      uuid.UUID
	BookingID      uuid.UUID // what was paid for
	Code           string    // of the booking; "" when it was none
	Purpose        payment.Purpose
	PractitionerID uuid.UUID // zero: a plan of the platform's own
	PersonID       uuid.UUID // the practitioner's account
	Practitioner   string    // "" after they erased their account
	Gateway        string
	Ref            string // the gateway's
	Status         payment.DisputeStatus
	Reason         string       // the network's code
	Amount         money.Amount // that the bank took
	Fee            money.Amount
	Frozen         money.Amount // of what the booking earned: not paid out while the dispute is open
	Due            *time.Time   // until when evidence may be sent
	BorneBy        payment.Bearer
	OpenedAt       time.Time
	DecidedAt      *time.Time
	Answer         *Answer // nil: none yet
}

// Answer is what an operator decided.
type Answer struct {
	Kind       Kind
	By         uuid.UUID
	Reason     string // for the record; operators only
	Status     AnswerStatus
	AnsweredAt time.Time
	SettledAt  *time.Time // when the gateway had it, or refused it
}

// State says where it stands.
func (d Dispute) State() State {
	switch {
	case d.Status == payment.DisputeWon:
		return Won
	case d.Status == payment.DisputeLost && d.Answer == nil:
		return Expired
	case d.Status == payment.DisputeLost:
		return Lost
	case d.Answer != nil || d.Status == payment.DisputeReview:
		return Answered
	}
	return Waiting
}

// takes reports why nothing can be added or answered: nil when it can.
func (d Dispute) takes() error {
	if d.Answer != nil {
		return ErrAnswered
	}
	if d.Status != payment.DisputeOpen {
		return ErrOver
	}
	return nil
}

func disputeOf(r disputedb.DisputeDesk) Dispute {
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: r.Currency} }
	d := Dispute{ID: r.DisputeID, PaymentID: r.PaymentID, BookingID: r.BookingID, Code: r.Code, Purpose: payment.Purpose(r.Purpose),
		PractitionerID: value(r.PractitionerID), PersonID: value(r.PractitionerPersonID), Practitioner: r.Practitioner, Gateway: r.Gateway, Ref: r.GatewayRef,
		Status: payment.DisputeStatus(r.Status), Reason: r.Reason, Amount: in(r.AmountMinor), Fee: in(r.FeeMinor), Frozen: in(r.FrozenMinor),
		Due: utc(r.EvidenceDue), BorneBy: payment.Bearer(value(r.BorneBy)), OpenedAt: r.OpenedAt.UTC(), DecidedAt: utc(r.DecidedAt)}
	if r.Answer != nil {
		d.Answer = &Answer{Kind: Kind(*r.Answer), By: value(r.AnsweredBy), Reason: value(r.AnswerReason), Status: AnswerStatus(value(r.AnswerStatus)),
			AnsweredAt: value(r.AnsweredAt).UTC(), SettledAt: utc(r.SettledAt)}
	}
	return d
}

func value[T any](p *T) (zero T) {
	if p == nil {
		return zero
	}
	return *p
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
