package payment

import (
	"context"
	"errors"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/fault"

	"github.com/google/uuid"
)

// sendRefund tells the gateway of a refund that was decided. It runs until the gateway answered: it looks for the
// refund in the gateway's books first, so that a lost answer is found and not repeated.
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
	g, err := s.gateway(p.Gateway)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	told, err := refundAtGateway(ctx, g, p, r)
	fault.Point("answered_refund")
	if errors.Is(err, ErrGatewayRefused) {
		s.log.ErrorContext(ctx, "payment: the gateway refused a refund", "payment", p.ID, "refund", r.ID, "error", err)
		told, err = GatewayRefund{Status: RefundFailed}, nil
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

func refundAtGateway(ctx context.Context, g Gateway, p Payment, r RefundRecord) (GatewayRefund, error) {
	i, err := g.Find(ctx, p.ID)
	if err != nil {
		return GatewayRefund{}, err
	}
	for _, known := range i.Refunds {
		if known.IdempotencyKey == refundKey(r.ID) {
			return known, nil
		}
	}
	return g.Refund(ctx, RefundRequest{IdempotencyKey: refundKey(r.ID), Reference: p.ID, Ref: p.GatewayRef, AmountMinor: r.AmountMinor})
}

// settleRefund records the gateway's answer; a refund that it refused becomes credit of the payer.
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
			typ = EventRefundFailed
			if _, err := ledger.PostTx(ctx, tx, p.refundFailedPosting(s.ids.ID(), r, now)); err != nil {
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
