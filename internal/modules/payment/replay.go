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

// Capture takes minor units; of less than the amount the commission shrinks in proportion. Errors: ErrState, ErrAmount.
func (r *Replay) Capture(id uuid.UUID, at time.Time, minor int64) (ledger.Posting, error) {
	if r.CapturedMinor > 0 {
		return ledger.Posting{}, ErrState
	}
	commission, err := money.MulDivRound(r.CommissionMinor, minor, r.AmountMinor)
	if err != nil || minor > r.AmountMinor {
		return ledger.Posting{}, ErrAmount
	}
	r.Status, r.CapturedMinor, r.CommissionMinor = Captured, minor, commission
	p := r.capturePosting(id, at)
	if r.PrepaidBy != uuid.Nil {
		p.Event = "draw"
	}
	return p, nil
}

// Earn releases what was kept. Errors: ErrState when nothing was captured, or it was earned before.
func (r *Replay) Earn(id uuid.UUID, at time.Time) (ledger.Posting, error) {
	if r.Status != Captured || r.EarnedAt != nil {
		return ledger.Posting{}, ErrState
	}
	r.EarnedAt = &at
	return r.earnPosting(id, at), nil
}

// Refund gives minor units back and with keepSplit releases the rest. Errors: ErrState, ErrRefundExceeds.
func (r *Replay) Refund(id uuid.UUID, key string, at time.Time, minor int64, keepSplit bool) (ledger.Posting, error) {
	if r.Status != Captured {
		return ledger.Posting{}, ErrState
	}
	if minor <= 0 || minor > r.KeptMinor() {
		return ledger.Posting{}, ErrRefundExceeds
	}
	reversed, err := money.CumulativeReversal(r.CommissionMinor, r.CapturedMinor, r.RefundedMinor+minor, r.CommissionReversedMinor)
	if err != nil {
		return ledger.Posting{}, err
	}
	earned := r.EarnedAt != nil
	release := keepSplit && !earned && minor < r.KeptMinor()
	r.RefundedMinor, r.CommissionReversedMinor = r.RefundedMinor+minor, r.CommissionReversedMinor+reversed
	if release {
		r.EarnedAt = &at
	}
	return r.refundPosting(id, key, at, minor, reversed, earned, release), nil
}

// FailRefund owes the payer a refund that the gateway refused.
func (r *Replay) FailRefund(id uuid.UUID, at time.Time, failed RefundRecord) ledger.Posting {
	return r.refundFailedPosting(id, failed, at)
}
