package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
)

// Constraints that guard that no more goes back than was captured and is not disputed.
const (
	constraintRefunded = "intent_refunded_within_captured"
	constraintWithin   = "intent_within_captured"
)

// refund gives money back, at once unless the card makes it wait.
func (g *Gateway) refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	if r.AmountMinor <= 0 {
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	now := g.Now()
	var row paymentdb.SandboxGatewayRefund
	err := g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		row, err = g.refundTx(ctx, tx, now, r)
		return err
	})
	switch {
	case db.IsNoRows(err):
		return g.replayRefund(ctx, r)
	case db.Violates(err, constraintRefunded), db.Violates(err, constraintWithin):
		return payment.GatewayRefund{}, payment.ErrGatewayRefused.With(err)
	}
	return refundOf(row), err
}

// refundTx gives no row when the key was used before.
func (g *Gateway) refundTx(ctx context.Context, tx db.Tx, now time.Time, r payment.RefundRequest) (row paymentdb.SandboxGatewayRefund, err error) {
	q := paymentdb.New(tx)
	i, err := q.SandboxLockIntent(ctx, r.Ref)
	if db.IsNoRows(err) {
		return row, payment.ErrNoIntent
	}
	if err != nil {
		return row, err
	}
	status := payment.RefundSucceeded
	if i.Card == cardPends {
		status = payment.RefundPending
	}
	if row, err = q.SandboxInsertRefund(ctx, paymentdb.SandboxInsertRefundParams{ID: g.id("sbx_re_"), IdempotencyKey: r.IdempotencyKey, IntentID: i.ID,
		AmountMinor: r.AmountMinor, Status: string(status), Now: now}); err != nil {
		return row, err
	}
	if i, err = q.SandboxRefunded(ctx, paymentdb.SandboxRefundedParams{ID: i.ID, AmountMinor: r.AmountMinor}); err != nil {
		return row, err
	}
	c := ofIntent(i)
	c.moves, c.types = []move{{payment.ReportRefund, -r.AmountMinor}}, []string{"payment.refunded"}
	switch i.Card {
	case cardPends:
		c.timers = []timer{{row.ID, timerRefundDone, now.Add(RefundTakes)}}
	case cardBounces:
		c.timers = []timer{{row.ID, timerRefundBack, now.Add(RefundBounces)}}
	}
	return row, g.noteTx(ctx, tx, now, c)
}

func (g *Gateway) replayRefund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	row, err := g.q.SandboxRefundByKey(ctx, r.IdempotencyKey)
	if err != nil {
		return payment.GatewayRefund{}, err
	}
	if row.IntentID != r.Ref || row.AmountMinor != r.AmountMinor {
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	return refundOf(row), nil
}

// refundDoneTx ends the waiting of a refund.
func (g *Gateway) refundDoneTx(ctx context.Context, tx db.Tx, now time.Time, id string) error {
	q := paymentdb.New(tx)
	row, err := q.SandboxSettleRefund(ctx, paymentdb.SandboxSettleRefundParams{ID: id, Status: string(payment.RefundSucceeded), FromStatuses: []string{string(payment.RefundPending)}})
	if err != nil {
		return err
	}
	i, err := q.SandboxIntent(ctx, row.IntentID)
	if err != nil {
		return err
	}
	c := ofIntent(i)
	c.types = []string{"refund.updated"}
	return g.noteTx(ctx, tx, now, c)
}

// refundBackTx is a bank that sends a refund back: the money is the platform's again.
func (g *Gateway) refundBackTx(ctx context.Context, tx db.Tx, now time.Time, id string) error {
	q := paymentdb.New(tx)
	row, err := q.SandboxSettleRefund(ctx, paymentdb.SandboxSettleRefundParams{ID: id, Status: string(payment.RefundFailed),
		FromStatuses: []string{string(payment.RefundPending), string(payment.RefundSucceeded)}})
	if err != nil {
		return err
	}
	i, err := q.SandboxRefunded(ctx, paymentdb.SandboxRefundedParams{ID: row.IntentID, AmountMinor: -row.AmountMinor})
	if err != nil {
		return err
	}
	c := ofIntent(i)
	c.moves, c.types = []move{{payment.ReportRefundBack, row.AmountMinor}}, []string{"refund.failed"}
	return g.noteTx(ctx, tx, now, c)
}

func refundOf(r paymentdb.SandboxGatewayRefund) payment.GatewayRefund {
	return payment.GatewayRefund{Ref: r.ID, IdempotencyKey: r.IdempotencyKey, AmountMinor: r.AmountMinor, Status: payment.RefundStatus(r.Status)}
}
