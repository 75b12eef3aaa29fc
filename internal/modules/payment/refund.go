package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Refund gives back part of a captured payment.
type Refund struct {
	PaymentID   uuid.UUID
	AmountMinor int64  // more than 0, of what was taken with the payer's credit; to keep everything, call EarnTx and no refund
	EventKey    string // one cause, one refund: "ref:<booking>:<n>"; 3 to 180 bytes
	Reason      string // a code of lower-case letters and "_", such as "cancelled_late"; never a person's words
	// KeepSplit releases what is kept from escrow at once, to the practitioner and the platform: the booking is over.
	// Without it the rest stays in escrow for EarnTx or another refund.
	KeepSplit bool
	// Waits lets it be decided while the payer's bank disputes the payment: nothing is sent before the bank has decided, and nothing
	// at all when it gave the payer the money.
	Waits bool
	// OddAsCredit makes what the gateway's step cuts off credit of the payer, where nobody chose the amount: of packages only.
	OddAsCredit bool
}

// RefundTx decides a refund: the amounts of the payment, the posting (number 8; 9 when the money was earned before, 10 when
// it was paid out) and the job that tells the gateway, in the caller's transaction. The commission is reversed cumulatively, so that
// after any number of refunds the parts sum to the whole. The same event key again gives the refund as it is.
//
// Errors: ErrNotFound, ErrState when nothing was captured, ErrRefundExceeds, ErrRefundKey, ErrAmount, ErrRefundStep,
// ErrDisputed while the payer's bank disputes the payment and it may not wait.
func (s *Service) RefundTx(ctx context.Context, tx db.Tx, now time.Time, r Refund) (RefundRecord, error) {
	if r.AmountMinor <= 0 {
		return RefundRecord{}, ErrAmount
	}
	q := paymentdb.New(tx)
	p, err := found(q.LockPayment(ctx, r.PaymentID))
	if err != nil {
		return RefundRecord{}, err
	}
	// The lock is taken: a refund under this key is either visible now or will never be made by another.
	if done, err := q.RefundByKey(ctx, r.EventKey); err == nil {
		return replayRefund(refundOf(done), r)
	} else if !db.IsNoRows(err) {
		return RefundRecord{}, err
	}
	if p.Status != Captured {
		return RefundRecord{}, ErrState
	}
	lost, err := undisputed(ctx, q, p.ID)
	if err != nil && !(r.Waits && errors.Is(err, ErrDisputed)) {
		return RefundRecord{}, err
	}
	if r.AmountMinor > p.KeptMinor()-lost {
		return RefundRecord{}, ErrRefundExceeds
	}
	credit, err := s.creditBack(p, r.AmountMinor, lost)
	if r.OddAsCredit && p.Purpose == ForPackage && errors.Is(err, ErrRefundStep) {
		credit, err = s.odd(p, r.AmountMinor), nil
	}
	if err != nil {
		return RefundRecord{}, err
	}
	return s.refundTx(ctx, tx, now, p, r, credit)
}

func replayRefund(done RefundRecord, r Refund) (RefundRecord, error) {
	if done.PaymentID != r.PaymentID || done.TotalMinor() != r.AmountMinor {
		return RefundRecord{}, ErrRefundKey
	}
	return done, nil
}

// refundTx gives back; credit of it is credit again, the rest goes where it came from.
func (s *Service) refundTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, r Refund, credit int64) (RefundRecord, error) {
	b, err := p.giveBack(r.AmountMinor)
	if err != nil {
		return RefundRecord{}, err
	}
	earned := p.EarnedAt != nil
	release := r.KeepSplit && !earned && r.AmountMinor < p.KeptMinor()
	q := paymentdb.New(tx)
	row, err := q.RefundPayment(ctx, paymentdb.RefundPaymentParams{ID: p.ID, AmountMinor: r.AmountMinor - credit, CreditBack: credit, CommissionBack: b.commission, TaxBack: b.tax, WithheldBack: b.withheld, BorneBack: b.borne, Release: release, Now: now})
	if err != nil {
		return RefundRecord{}, explainRefund(err)
	}
	p = paymentOf(row)
	made, err := q.InsertRefund(ctx, paymentdb.InsertRefundParams{ID: s.ids.ID(), PaymentID: p.ID, EventKey: r.EventKey, AmountMinor: r.AmountMinor - credit, CreditMinor: credit,
		Currency: p.Currency, Reason: r.Reason, Now: now})
	if err != nil {
		return RefundRecord{}, explainRefund(err)
	}
	back := givenBack{amount: r.AmountMinor, credit: credit, parts: b, earned: earned, release: release}
	if earned || release || p.AtVenue() {
		if back.funds, err = ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency); err != nil {
			return RefundRecord{}, err
		}
	}
	if err := s.postRefundTx(ctx, tx, p, r.EventKey, now, back); err != nil {
		return RefundRecord{}, err
	}
	if err := s.documentTx(ctx, tx, now, p); err != nil {
		return RefundRecord{}, err
	}
	if !p.byGateway() || credit == r.AmountMinor { // it went back to the package or to the credit, or from hand to hand
		made, err = q.SettleRefund(ctx, paymentdb.SettleRefundParams{ID: made.ID, Status: string(RefundSucceeded), Now: now})
		return refundOf(made), err
	}
	out := []RefundRecord{refundOf(made)}
	if err := s.waiting(ctx, tx, p.ID, out); err != nil {
		return RefundRecord{}, err
	}
	return out[0], s.jobs.AddTx(ctx, tx, refundJob(made.ID))
}

func (s *Service) postRefundTx(ctx context.Context, tx db.Tx, p Payment, key string, now time.Time, b givenBack) error {
	posting := p.refundPosting(s.ids.ID(), key, now, b)
	if p.AtVenue() {
		if b.parts == (back{}) {
			return nil // nothing was owed of it
		}
		posting = p.venueRefundPosting(s.ids.ID(), key, now, b)
	}
	_, err := ledger.PostTx(ctx, tx, posting)
	return err
}

func explainRefund(err error) error {
	switch {
	case db.Violates(err, constraintRefunded):
		return ErrRefundExceeds.With(err)
	case db.Violates(err, constraintRefundKey):
		return ErrRefundKey.With(err)
	}
	return err
}

// giveBack is how a refund of amount is borne, each part by its own running total. Of what is withheld no more is kept than
// the practitioner still has.
func (p Payment) giveBack(amount int64) (b back, err error) {
	so, taken := p.BackMinor()+amount, p.TakenMinor()
	if b.commission, err = money.CumulativeReversal(p.CommissionMinor, taken, so, p.CommissionReversedMinor); err != nil {
		return b, err
	}
	if b.tax, err = money.CumulativeReversal(p.TaxMinor, taken, so, p.TaxReversedMinor); err != nil {
		return b, err
	}
	if b.withheld, err = money.CumulativeReversal(p.WithheldMinor, taken, so, p.WithheldReversedMinor); err != nil {
		return b, err
	}
	if b.borne, err = money.CumulativeReversal(p.BorneMinor, taken, so, p.BorneReversedMinor); err != nil {
		return b, err
	}
	share := p.ShareMinor() - (amount + b.borne - b.commission - b.tax)
	if share < 0 { // three parts were rounded against the practitioner: the platform adds the unit
		b.borne, share = b.borne+share, 0
	}
	b.withheld = max(b.withheld, p.WithheldKeptMinor()-share)
	return b, nil
}
