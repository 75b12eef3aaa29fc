package payment

import (
	"context"
	"fmt"
	"strings"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Bearer is who bears a lost dispute.
type Bearer string

// The bearers.
const (
	Practitioner Bearer = "practitioner" // like a refund: their share and the platform's commission go back
	Platform     Bearer = "platform"     // the practitioner keeps their share
)

// Dispute is a payer's bank taking money back and asking why it should not. Amounts are minor units of Currency.
type Dispute struct {
	ID          uuid.UUID
	PaymentID   uuid.UUID
	BookingID   uuid.UUID
	Gateway     string
	Ref         string // the gateway's
	Status      DisputeStatus
	Reason      string // a code
	AmountMinor int64
	FeeMinor    int64
	LostMinor   int64 // that the platform bears
	Currency    string
	EvidenceDue *time.Time
	BorneBy     Bearer // of a lost one
	OpenedAt    time.Time
	DecidedAt   *time.Time
}

func disputeOf(r paymentdb.PaymentDispute) Dispute {
	return Dispute{ID: r.ID, PaymentID: r.PaymentID, BookingID: r.BookingID, Gateway: r.Gateway, Ref: r.GatewayRef, Status: DisputeStatus(r.Status), Reason: r.Reason,
		AmountMinor: r.AmountMinor, FeeMinor: r.FeeMinor, LostMinor: r.LostMinor, Currency: r.Currency, EvidenceDue: utc(r.EvidenceDue), BorneBy: Bearer(text(r.BorneBy)),
		OpenedAt: r.OpenedAt.UTC(), DecidedAt: utc(r.DecidedAt)}
}

// Disputes lists a payment's disputes, oldest first.
func (s *Service) Disputes(ctx context.Context, q db.Querier, payment uuid.UUID) ([]Dispute, error) {
	rows, err := paymentdb.New(q).DisputesOfPayment(ctx, payment)
	out := make([]Dispute, len(rows))
	for i, r := range rows {
		out[i] = disputeOf(r)
	}
	return out, err
}

// DisputedOf says of which bookings a payment is disputed at the moment.
func (s *Service) DisputedOf(ctx context.Context, q db.Querier, bookings []uuid.UUID) (map[uuid.UUID]bool, error) {
	rows, err := paymentdb.New(q).DisputedBookings(ctx, bookings)
	out := make(map[uuid.UUID]bool, len(rows))
	for _, id := range rows {
		out[id] = true
	}
	return out, err
}

// FollowDisputes reads a payment's disputes from its gateway and records what is new: after a notice, and for open ones once
// an hour. Any order and any number of times. Errors: ErrNotFound, those of the gateway.
func (s *Service) FollowDisputes(ctx context.Context, id uuid.UUID) error {
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return err
	}
	i, err := s.find(ctx, p)
	if err != nil || len(i.Disputes) == 0 {
		return err
	}
	return s.db.InTx(ctx, func(tx db.Tx) error {
		for _, d := range i.Disputes {
			if err := s.recordDisputeTx(ctx, tx, s.clock.Now(), id, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordDisputeTx brings one dispute up to date under the lock of its payment, which refunds take too, and opens it under the
// lock of the practitioner's balance, which payouts take.
func (s *Service) recordDisputeTx(ctx context.Context, tx db.Tx, now time.Time, payment uuid.UUID, told GatewayDispute) error {
	q := paymentdb.New(tx)
	p, err := found(q.LockPayment(ctx, payment))
	if err != nil {
		return err
	}
	if p.CapturedMinor == 0 || told.AmountMinor <= 0 || told.FeeMinor < 0 {
		return ErrState.With(fmt.Errorf("dispute %s of %d on a payment that is %s", told.Ref, told.AmountMinor, p.Status))
	}
	row, err := q.OpenDispute(ctx, openDispute(s.ids.ID(), p, told, now))
	switch {
	case err == nil:
		if err := s.openedTx(ctx, tx, now, p, disputeOf(row)); err != nil {
			return err
		}
	case db.IsNoRows(err):
		if row, err = q.DisputeByRef(ctx, paymentdb.DisputeByRefParams{Gateway: p.Gateway, GatewayRef: told.Ref}); err != nil {
			return err
		}
	default:
		return err
	}
	d := disputeOf(row)
	switch told.Status {
	case DisputeReview:
		return q.ReviewDispute(ctx, d.ID)
	case DisputeWon, DisputeLost:
		if d.DecidedAt == nil {
			return s.decideTx(ctx, tx, now, p, d, told.Status)
		}
	}
	return nil
}

func openDispute(id uuid.UUID, p Payment, told GatewayDispute, now time.Time) paymentdb.OpenDisputeParams {
	out := paymentdb.OpenDisputeParams{ID: id, PaymentID: p.ID, BookingID: p.BookingID, Gateway: p.Gateway, GatewayRef: told.Ref, Reason: disputeReason(told.Reason),
		AmountMinor: told.AmountMinor, FeeMinor: told.FeeMinor, Currency: p.Currency, Now: now}
	if !told.EvidenceDue.IsZero() {
		out.EvidenceDue = &told.EvidenceDue
	}
	return out
}

// disputeReason keeps a gateway's code within what the table takes.
func disputeReason(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
	return clean[:min(len(clean), 60)]
}

// openedTx is posting 11: the bank has taken the amount, and the gateway its fee.
func (s *Service) openedTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, d Dispute) error {
	if _, err := ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency); err != nil {
		return err
	}
	if _, err := ledger.PostAllTx(ctx, tx, p.disputePostings(s.ids.ID(), s.ids.ID(), now, d)); err != nil {
		return err
	}
	return s.publishDisputeTx(ctx, tx, now, d, EventDisputeOpened)
}

// decideTx is posting 12.
func (s *Service) decideTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, d Dispute, status DisputeStatus) error {
	var err error
	params := paymentdb.DecideDisputeParams{ID: d.ID, Status: string(status), Now: now}
	if status == DisputeWon {
		_, err = ledger.PostTx(ctx, tx, p.wonPosting(s.ids.ID(), now, d))
	} else {
		bearer := s.bearer(p)
		who := string(bearer)
		params.BorneBy = &who
		params.LostMinor, err = s.lostTx(ctx, tx, now, p, d, bearer)
	}
	if err != nil {
		return err
	}
	row, err := paymentdb.New(tx).DecideDispute(ctx, params)
	if err != nil {
		return err
	}
	if err := s.afterBankTx(ctx, tx, now, p.ID, status); err != nil {
		return err
	}
	return s.publishDisputeTx(ctx, tx, now, disputeOf(row), EventDisputeDecided)
}

// afterBankTx does what waited for a decision: refunds that were not sent are sent, or set off, by their jobs, and what had become
// credit is set off here.
func (s *Service) afterBankTx(ctx context.Context, tx db.Tx, now time.Time, payment uuid.UUID, status DisputeStatus) error {
	waiting, err := paymentdb.New(tx).WaitingRefunds(ctx, payment)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		if err := s.jobs.AddTx(ctx, tx, refundJob(id)); err != nil {
			return err
		}
	}
	if status != DisputeLost {
		return nil
	}
	p, err := s.Get(ctx, tx, payment)
	if err != nil {
		return err
	}
	return s.setOffTx(ctx, tx, now, p)
}

// bearer is the brand's rule; what is lost of a package is the platform's, since several sessions share it, and so is what was
// redeemed of a gift, and what was charged for a plan, which is nobody else's revenue.
func (s *Service) bearer(p Payment) Bearer {
	switch p.Purpose {
	case ForPackage, ForGift, ForSubscription:
		return Platform
	}
	return s.disputes
}

// lostTx takes what was lost from those who bear it and says how much that is for the platform beyond its commission. Borne
// by the practitioner it is a refund whose money has gone already: as far as the payment still keeps something.
func (s *Service) lostTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, d Dispute, by Bearer) (int64, error) {
	part := int64(0)
	switch {
	case by == Practitioner:
		part = min(d.AmountMinor, p.GatewayKeptMinor())
	case p.Purpose == ForGift: // a gift that nobody redeemed is worth nothing any more
		there, err := ledger.LockCreditTx(ctx, tx, p.escrow())
		if err != nil {
			return 0, err
		}
		part = min(d.AmountMinor, there)
	}
	back, after, err := givenBack{}, p, error(nil)
	if part > 0 {
		if back, after, err = s.takeBackTx(ctx, tx, now, p, d, part); err != nil {
			return 0, err
		}
	}
	if _, err := ledger.PostTx(ctx, tx, after.lostPosting(s.ids.ID(), now, d, back)); err != nil {
		return 0, err
	}
	return d.AmountMinor - part, s.documentTx(ctx, tx, now, after)
}

// takeBackTx writes the refund that a lost dispute is: its rows, and what its posting needs.
func (s *Service) takeBackTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, d Dispute, part int64) (givenBack, Payment, error) {
	q := paymentdb.New(tx)
	b, err := p.giveBack(part)
	if err != nil {
		return givenBack{}, p, err
	}
	row, err := q.RefundPayment(ctx, paymentdb.RefundPaymentParams{ID: p.ID, AmountMinor: part, CommissionBack: b.commission, TaxBack: b.tax, WithheldBack: b.withheld, BorneBack: b.borne, Now: now})
	if err != nil {
		return givenBack{}, p, err
	}
	made, err := q.InsertRefund(ctx, paymentdb.InsertRefundParams{ID: s.ids.ID(), PaymentID: p.ID, EventKey: d.key("lost"), AmountMinor: part, Currency: p.Currency, Reason: "dispute_lost", Now: now})
	if err != nil {
		return givenBack{}, p, err
	}
	if _, err := q.SettleRefund(ctx, paymentdb.SettleRefundParams{ID: made.ID, Status: string(RefundSucceeded), Now: now}); err != nil {
		return givenBack{}, p, err
	}
	funds, err := ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency)
	reserve := p.reserve()
	return givenBack{amount: part, parts: b, earned: p.EarnedAt != nil, funds: funds, from: &reserve}, paymentOf(row), err
}

// key names a step of a dispute in the books.
func (d Dispute) key(step string) string { return "disp:" + d.ID.String() + ":" + step }

func (s *Service) publishDisputeTx(ctx context.Context, tx db.Tx, now time.Time, d Dispute, typ string) error {
	row, err := paymentdb.New(tx).BumpPayment(ctx, d.PaymentID)
	if err != nil {
		return err
	}
	p := paymentOf(row)
	e, data := p.event(typ, now, gatewayActor), p.data()
	data.DisputeID, data.DisputeStatus, data.DisputeMinor = d.ID, d.Status, d.AmountMinor
	e.Data = data
	return s.bus.PublishTx(ctx, tx, e)
}

// UndisputedTx locks a payment and refuses what an open dispute forbids. Errors: ErrNotFound, ErrDisputed.
func (s *Service) UndisputedTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	q := paymentdb.New(tx)
	if _, err := found(q.LockPayment(ctx, id)); err != nil {
		return err
	}
	_, err := undisputed(ctx, q, id)
	return err
}

// undisputed refuses what an open dispute forbids, and says what the platform lost of the payment for good.
func undisputed(ctx context.Context, q *paymentdb.Queries, payment uuid.UUID) (lost int64, err error) {
	state, err := q.DisputeState(ctx, payment)
	if err == nil && state.Open {
		err = ErrDisputed
	}
	return state.LostMinor, err
}
