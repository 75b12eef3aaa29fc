package payout

import (
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Replay puts a payout through its life without a gateway and without its row: the rules and postings of this module, for
// experiments that make a million of them (internal/lab). Its methods give what is to be posted and change the payout as the
// service would; ok is false where the service would change nothing.
type Replay struct{ Payout }

// Send lets the money go on its way.
func (r *Replay) Send(id uuid.UUID, at time.Time) ledger.Posting {
	r.Status = InTransit
	return r.sentPosting(id, at)
}

// Arrive is the gateway's word that the bank has it.
func (r *Replay) Arrive(id uuid.UUID, at time.Time) (p ledger.Posting, ok bool) {
	if !r.Status.before(Paid) {
		return p, false
	}
	r.Status = Paid
	return r.paidPosting(id, at), true
}

// Return is a bank that sends it back, also after it arrived.
func (r *Replay) Return(id uuid.UUID, at time.Time) (p ledger.Posting, ok bool) {
	if !r.Status.before(Returned) {
		return p, false
	}
	p, r.Status = r.returnedPosting(id, at), Returned
	return p, true
}

// RepayPosting takes what a practitioner owes from what they have earned, before a run pays the rest out; once in a run.
func RepayPosting(id, run, practitioner uuid.UUID, amount money.Amount, at time.Time) ledger.Posting {
	owner := practitioner.String()
	return ledger.Posting{ID: id, EventKey: "repay:" + run.String() + ":" + owner + ":" + amount.Currency, Event: "repay", At: at, Lines: []ledger.Line{
		ledger.Debit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: owner, Currency: amount.Currency}, amount.Minor),
		ledger.Credit(ledger.Account{Kind: ledger.PractitionerReceivable, Owner: owner, Currency: amount.Currency}, amount.Minor)}}
}
