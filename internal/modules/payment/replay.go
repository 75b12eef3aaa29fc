package payment

import (
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Replay puts a payment through its life without a gateway and without its row: the rules and postings of this module, for
// experiments that make a million of them (internal/lab). Its methods give what is to be posted and change the payment as
// the service would.
type Replay struct{ Payment }

// Capture takes minor units; of less than the amount the commission and what the platform adds shrink in proportion. Errors: ErrState, ErrAmount.
func (r *Replay) Capture(id uuid.UUID, at time.Time, minor int64) (ledger.Posting, error) {
	if r.CapturedMinor > 0 || !r.Status.Live() {
		return ledger.Posting{}, ErrState
	}
	commission, err := money.MulDivRound(r.CommissionMinor, minor, r.AmountMinor)
	if err != nil || minor > r.AmountMinor {
		return ledger.Posting{}, ErrAmount
	}
	added, err := money.MulDivRound(r.BorneMinor+r.CreditMinor, minor, r.AmountMinor)
	if err != nil {
		return ledger.Posting{}, ErrAmount
	}
	if r.BorneMinor, err = money.MulDivRound(r.BorneMinor, minor, r.AmountMinor); err != nil {
		return ledger.Posting{}, ErrAmount
	}
	reserved := r.CreditMinor
	r.Status, r.CapturedMinor, r.CommissionMinor, r.CreditMinor = Captured, minor, commission, added-r.BorneMinor
	p := r.capturePosting(id, at)
	p.Lines = append(p.Lines, r.releasedLines(reserved-r.CreditMinor)...)
	switch {
	case r.PrepaidBy != uuid.Nil:
		p.Event = "draw"
	case r.OfCredit():
		p.Event = "spend"
	}
	return p, nil
}

// Repay takes what a practitioner pays of what they owe. Errors: ErrState.
func (r *Replay) Repay(id uuid.UUID, at time.Time, funds ledger.PractitionerBalance) (ledger.Posting, error) {
	if r.CapturedMinor > 0 || r.Purpose != ForDebt {
		return ledger.Posting{}, ErrState
	}
	r.Status, r.CapturedMinor, r.EarnedAt = Captured, r.AmountMinor, &at
	return r.debtPosting(ledger.Heading{ID: id, At: at}, funds), nil
}

// Reserve takes the payer's credit when the payment begins.
func (r *Replay) Reserve(id uuid.UUID, at time.Time) ledger.Posting { return r.reservePosting(id, at) }

// Void ends an attempt that took no money; what was reserved is credit again. Errors: ErrState.
func (r *Replay) Void(id uuid.UUID, at time.Time) (ledger.Posting, error) {
	if r.CapturedMinor > 0 || !r.Status.Live() {
		return ledger.Posting{}, ErrState
	}
	r.Status, r.CreditReversedMinor = Voided, r.CreditMinor
	return r.releasePosting(id, at), nil
}

// Receive notes that the practitioner took all of the amount themself. Errors: ErrState; ErrCodeAtVenue when the platform bears
// more than they owe of it.
func (r *Replay) Receive(id uuid.UUID, at time.Time) (ledger.Posting, error) {
	if r.CapturedMinor > 0 {
		return ledger.Posting{}, ErrState
	}
	if r.BorneMinor > r.CommissionMinor+r.TaxMinor+r.WithheldMinor {
		return ledger.Posting{}, ErrCodeAtVenue
	}
	r.Status, r.CapturedMinor, r.EarnedAt = Captured, r.AmountMinor, &at
	return r.venuePosting(id, at), nil
}

// Earn releases what was kept; what the practitioner owes is repaid from it. Errors: ErrState when nothing was captured, or
// it was earned before.
func (r *Replay) Earn(id uuid.UUID, at time.Time, owes int64) (ledger.Posting, error) {
	if r.Status != Captured || r.EarnedAt != nil {
		return ledger.Posting{}, ErrState
	}
	r.EarnedAt = &at
	return r.earnPosting(id, at, owes), nil
}

// Refund gives minor units back and with keepSplit releases the rest; funds are what the practitioner has and owes. Errors:
// ErrState, ErrRefundExceeds.
func (r *Replay) Refund(id uuid.UUID, key string, at time.Time, minor int64, keepSplit bool, funds ledger.PractitionerBalance) (ledger.Posting, error) {
	if r.Status != Captured {
		return ledger.Posting{}, ErrState
	}
	if minor <= 0 || minor > r.KeptMinor() {
		return ledger.Posting{}, ErrRefundExceeds
	}
	parts, err := r.giveBack(minor)
	if err != nil {
		return ledger.Posting{}, err
	}
	b := givenBack{amount: minor, parts: parts, earned: r.EarnedAt != nil, funds: funds}
	if b.credit, err = r.creditPart(minor, 0); err != nil {
		return ledger.Posting{}, err
	}
	b.release = keepSplit && !b.earned && minor < r.KeptMinor()
	r.gave(b)
	if b.release {
		r.EarnedAt = &at
	}
	return r.refundPosting(id, key, at, b), nil
}

// FailRefund owes the payer a refund that the gateway refused: its part of it.
func (r *Replay) FailRefund(id uuid.UUID, at time.Time, failed RefundRecord) ledger.Posting {
	return r.refundFailedPosting(id, failed, at)
}

// gave records a refund.
func (r *Replay) gave(b givenBack) {
	r.RefundedMinor += b.amount - b.credit
	r.CreditReversedMinor += b.credit
	r.CommissionReversedMinor += b.parts.commission
	r.TaxReversedMinor += b.parts.tax
	r.WithheldReversedMinor += b.parts.withheld
	r.BorneReversedMinor += b.parts.borne
}

// OpenDispute takes what the bank takes: d's amount and the gateway's fee, each a posting.
func (r *Replay) OpenDispute(opened, fee uuid.UUID, at time.Time, d Dispute) []ledger.Posting {
	return r.disputePostings(opened, fee, at, d)
}

// WinDispute gives d's amount back.
func (r *Replay) WinDispute(id uuid.UUID, at time.Time, d Dispute) ledger.Posting {
	return r.wonPosting(id, at, d)
}

// LoseDispute takes d's amount from those who bear it: for the practitioner it is a refund of what the payment still keeps.
// Errors: ErrAmount.
func (r *Replay) LoseDispute(id uuid.UUID, at time.Time, d Dispute, by Bearer, funds ledger.PractitionerBalance) (ledger.Posting, error) {
	if by == Platform {
		return r.lostPosting(id, at, d, givenBack{}), nil
	}
	part, reserve := min(d.AmountMinor, r.GatewayKeptMinor()), r.reserve()
	if part == 0 { // it waits to go back already
		return r.lostPosting(id, at, d, givenBack{}), nil
	}
	parts, err := r.giveBack(part)
	if err != nil {
		return ledger.Posting{}, err
	}
	b := givenBack{amount: part, parts: parts, earned: r.EarnedAt != nil, funds: funds, from: &reserve}
	r.gave(b)
	return r.lostPosting(id, at, d, b), nil
}

// SetOff takes back minor units of the payer's credit for a refund that was not sent: a lost dispute gave them the money.
func (r *Replay) SetOff(id uuid.UUID, at time.Time, refund, dispute uuid.UUID, minor int64) ledger.Posting {
	return r.setOffPosting(id, at, offset{refund, dispute, minor})
}
