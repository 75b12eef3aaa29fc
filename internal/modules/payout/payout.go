package payout

import (
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where a payout stands.
type Status string

// The statuses. A paid payout may still be returned by the bank, days later; a returned one is over.
const (
	Sending   Status = "sending"    // decided and in the books; the gateway has not said that it has it
	InTransit Status = "in_transit" // the gateway sent it
	Paid      Status = "paid"
	Returned  Status = "returned" // its money is payable again
)

// Payout is one transfer to a practitioner.
type Payout struct {
	ID             uuid.UUID
	RunID          uuid.UUID
	PractitionerID uuid.UUID
	PersonID       uuid.UUID
	Name           string // of the practitioner; in operators' lists only
	Gateway        string
	PayeeRef       string
	Bank           string // "Bank account ending 6789"
	Amount         money.Amount
	Status         Status
	FailureCode    string // of a returned one
	CreatedAt      time.Time
	PaidAt         *time.Time
	ReturnedAt     *time.Time
	askedAt        *time.Time
	version        int64
}

func payoutOf(r payoutdb.PayoutPayout) Payout {
	return Payout{ID: r.ID, RunID: r.RunID, PractitionerID: r.PractitionerID, PersonID: r.PersonID, Gateway: r.Gateway, PayeeRef: r.PayeeRef, Bank: r.Bank,
		Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, Status: Status(r.Status), FailureCode: r.FailureCode, CreatedAt: r.CreatedAt.UTC(),
		PaidAt: utc(r.PaidAt), ReturnedAt: utc(r.ReturnedAt), askedAt: utc(r.AskedAt), version: r.Version}
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// key names the payout at the gateway and, with a step, in the books.
func (p Payout) key() string { return "po:" + p.ID.String() }

func (p Payout) account(kind ledger.Kind) ledger.Account {
	return ledger.Account{Kind: kind, Owner: p.PractitionerID.String(), Currency: p.Amount.Currency}
}

// clearing is where the money leaves from: the platform's balance at the gateway.
func (p Payout) clearing() ledger.Account {
	return ledger.Account{Kind: ledger.PSPClearing, Owner: p.Gateway, Currency: p.Amount.Currency}
}

// The steps of posting 13 (payments.md §5), as pure functions of a payout.

func (p Payout) sentPosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "sent", at, p.account(ledger.PractitionerPayable), p.account(ledger.PractitionerInTransit))
}

func (p Payout) paidPosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "paid", at, p.account(ledger.PractitionerInTransit), p.clearing())
}

// returnedPosting brings the money back from where it was.
func (p Payout) returnedPosting(id uuid.UUID, at time.Time) ledger.Posting {
	from := p.account(ledger.PractitionerInTransit)
	if p.Status == Paid {
		from = p.clearing()
	}
	return p.posting(id, "returned", at, from, p.account(ledger.PractitionerPayable))
}

// restPosting takes what the gateway's step cuts off out of this payout's lines, and carriedPosting makes it a line for the
// next one; both in one transaction.
func (p Payout) restPosting(id uuid.UUID, rest money.Amount, at time.Time) ledger.Posting {
	p.Amount = rest
	return p.posting(id, "rest", at, p.account(ledger.PractitionerPayable), p.account(ledger.PractitionerInTransit))
}

func (p Payout) carriedPosting(id uuid.UUID, rest money.Amount, at time.Time) ledger.Posting {
	p.Amount = rest
	return p.posting(id, "carried", at, p.account(ledger.PractitionerInTransit), p.account(ledger.PractitionerPayable))
}

func (p Payout) posting(id uuid.UUID, step string, at time.Time, from, to ledger.Account) ledger.Posting {
	return ledger.Posting{ID: id, EventKey: p.key() + ":" + step, Event: "payout_" + step, At: at,
		Lines: []ledger.Line{ledger.Debit(from, p.Amount.Minor), ledger.Credit(to, p.Amount.Minor)}}
}

// The events of this module.
const (
	EventSent     = "payout.sent" // the gateway has it
	EventPaid     = "payout.paid"
	EventReturned = "payout.returned" // refused, failed, or sent back by the bank
)

// Fact is the payload of every event of this module, version 1.
type Fact struct {
	V              int       `json:"v"`
	PayoutID       uuid.UUID `json:"payout_id"`
	PractitionerID uuid.UUID `json:"practitioner_id"`
	PersonID       uuid.UUID `json:"person_id"`
	AmountMinor    int64     `json:"amount_minor"`
	Currency       string    `json:"currency"`
	FailureCode    string    `json:"failure_code,omitempty"`
}

func (p Payout) event(kind string, at time.Time) events.Event {
	return events.Event{Type: kind, AggregateType: "payout", AggregateID: p.ID, Seq: p.version, Actor: events.Actor{Kind: "gateway"}, At: at,
		Data: Fact{V: 1, PayoutID: p.ID, PractitionerID: p.PractitionerID, PersonID: p.PersonID, AmountMinor: p.Amount.Minor, Currency: p.Amount.Currency, FailureCode: p.FailureCode}}
}
