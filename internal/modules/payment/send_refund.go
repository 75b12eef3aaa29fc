package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/fault"

	"github.com/google/uuid"
)

// sendRefund tells the gateway of a refund that was decided. It runs until the gateway answered: it looks for the
// refund in the gateway's books first, so that a lost answer is found and not repeated. While the payer's bank disputes the
// payment it waits (ErrDisputed): gateways refuse it then, and the bank may give the payer the money. The decision runs it again.
func (s *Service) sendRefund(ctx context.Context, id uuid.UUID) error {
	q := paymentdb.New(s.db)
	row, err := q.Refund(ctx, id)
	if err != nil {
		return err
	}
	r := refundOf(row)
	if r.Status != RefundPending {
		return nil
	}
	p, err := s.Get(ctx, s.db, r.PaymentID)
	if err != nil {
		return err
	}
	told, err := s.refundAtGateway(ctx, p, r)
	fault.Point("answered_refund")
	if errors.Is(err, ErrGatewayRefused) {
		told, err = s.refused(ctx, p, r, err)
	}
	if err != nil {
		s.noteCall(ctx, refundKey(r.ID), err)
		return err
	}
	if told.Status == RefundPending {
		return nil
	}
	defer fault.Point("refunded")
	return s.settleRefund(ctx, p, r, told)
}

// waits makes a refund that waits for a bank no fault of its job.
func waits(err error) error {
	if errors.Is(err, ErrDisputed) {
		return nil
	}
	return err
}

// refundAtGateway is what the gateway says of a refund. It is asked for it only if it does not have it yet, no bank is deciding about
// the payment, and none gave the payer the money.
func (s *Service) refundAtGateway(ctx context.Context, p Payment, r RefundRecord) (GatewayRefund, error) {
	g, err := s.gateway(p.Gateway)
	if err != nil {
		return GatewayRefund{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	i, err := g.Find(ctx, p.ID)
	if err != nil {
		return GatewayRefund{}, err
	}
	for _, known := range i.Refunds {
		if known.IdempotencyKey == refundKey(r.ID) {
			return known, nil
		}
	}
	if given, err := s.byBank(ctx, p, r); err != nil || given {
		return GatewayRefund{Status: RefundFailed}, err
	}
	return g.Refund(ctx, RefundRequest{IdempotencyKey: refundKey(r.ID), Reference: p.ID, Ref: p.GatewayRef, AmountMinor: r.AmountMinor})
}

// byBank reports whether the payer's bank gave them all of a refund. Errors: ErrDisputed while it has yet to decide.
func (s *Service) byBank(ctx context.Context, p Payment, r RefundRecord) (bool, error) {
	q := paymentdb.New(s.db)
	if _, err := undisputed(ctx, q, p.ID); err != nil {
		return false, err
	}
	return s.bankGave(ctx, q, p, r)
}

// refused reads the disputes of a payment whose refund was refused, as their news may be late, and then what the gateway gave back
// without us; without either, the refund failed. Errors: ErrDisputed while a dispute is open.
func (s *Service) refused(ctx context.Context, p Payment, r RefundRecord, cause error) (GatewayRefund, error) {
	failed := GatewayRefund{Status: RefundFailed}
	if err := s.FollowDisputes(ctx, p.ID); err != nil {
		return failed, err
	}
	if given, err := s.byBank(ctx, p, r); err != nil || given {
		return failed, err
	}
	if there, ok, err := s.sentElsewhere(ctx, p, r); err != nil || ok {
		return there, err
	}
	s.log.ErrorContext(ctx, "payment: the gateway refused a refund", "payment", p.ID, "refund", r.ID, "error", cause)
	return failed, nil
}

// sentElsewhere finds a refund that is none of ours and gives the payer all of r: somebody sent it on the gateway's own pages, or it
// is younger than the backup that was restored. Then r is that one, and owing it as credit would pay twice; where it gave more than
// r, the reconciliation names the difference.
func (s *Service) sentElsewhere(ctx context.Context, p Payment, r RefundRecord) (GatewayRefund, bool, error) {
	ours, err := paymentdb.New(s.db).RefundsOfPayment(ctx, p.ID)
	if err != nil {
		return GatewayRefund{}, false, err
	}
	claimed := map[string]bool{}
	for _, row := range ours {
		claimed[refundKey(row.ID)] = true
		if row.GatewayRef != nil {
			claimed[*row.GatewayRef] = true
		}
	}
	i, err := s.find(ctx, p)
	if err != nil || i.RefundedMinor+r.AmountMinor <= i.CapturedMinor { // there was room: it was refused for something else
		return GatewayRefund{}, false, err
	}
	for _, there := range i.Refunds {
		if there.Status != RefundFailed && there.AmountMinor >= r.AmountMinor && !claimed[there.Ref] && !claimed[there.IdempotencyKey] {
			s.log.WarnContext(ctx, "payment: a refund was sent at the gateway already", "payment", p.ID, "refund", r.ID)
			return there, true, nil
		}
	}
	return GatewayRefund{}, false, nil
}

// settleRefund records the gateway's answer; a refund that it refused becomes credit of the payer, as far as their bank did not give
// it to them.
func (s *Service) settleRefund(ctx context.Context, p Payment, r RefundRecord, told GatewayRefund) error {
	return s.db.InTx(ctx, func(tx db.Tx) error {
		now, q := s.clock.Now(), paymentdb.New(tx)
		_, err := q.SettleRefund(ctx, paymentdb.SettleRefundParams{ID: r.ID, Status: string(told.Status), GatewayRef: told.Ref, Now: now})
		if db.IsNoRows(err) {
			return nil // another worker was faster
		}
		if err != nil {
			return err
		}
		row, err := q.BumpPayment(ctx, p.ID)
		if err != nil {
			return err
		}
		p, typ := paymentOf(row), EventRefunded
		if told.Status == RefundFailed {
			if typ, err = s.owedTx(ctx, tx, now, p, r); err != nil {
				return err
			}
		}
		e := p.event(typ, now, events.System)
		data := p.data()
		data.RefundID, data.RefundMinor = r.ID, r.AmountMinor
		e.Data = data
		return s.bus.PublishTx(ctx, tx, e)
	})
}

// owedTx posts a refund that is not sent and says which event tells of it.
func (s *Service) owedTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, r RefundRecord) (string, error) {
	if _, err := ledger.PostTx(ctx, tx, p.refundFailedPosting(s.ids.ID(), r, now)); err != nil {
		return "", err
	}
	if err := s.setOffTx(ctx, tx, now, p); err != nil {
		return "", err
	}
	row, err := paymentdb.New(tx).Refund(ctx, r.ID)
	if err == nil && row.SetOffMinor == row.AmountMinor {
		return EventRefundSetOff, nil
	}
	return EventRefundFailed, err
}
