package sandbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
)

// batch is how many timers or messages one round takes at once.
const batch = 100

// Run is the gateway's clockwork: it does what is due and delivers webhooks until ctx ends. Several nodes may run it; each
// timer and message is taken by one. report hears of failed rounds.
func (g *Gateway) Run(ctx context.Context, every time.Duration, report func(error)) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := g.Tick(ctx); err != nil && ctx.Err() == nil {
				report(err)
			}
		}
	}
}

// Tick does one round of Run's work.
func (g *Gateway) Tick(ctx context.Context) error {
	if err := g.synchronise(ctx); err != nil {
		return err
	}
	return errors.Join(g.doDue(ctx), g.deliver(ctx))
}

// doDue does what is due, in the order of its time; what that makes due is done in the same round.
func (g *Gateway) doDue(ctx context.Context) error {
	for {
		var done int
		err := g.o.DB.InTx(ctx, func(tx db.Tx) error {
			due, err := paymentdb.New(tx).SandboxDue(ctx, paymentdb.SandboxDueParams{Now: g.Now(), MaxRows: batch})
			if err != nil {
				return err
			}
			done = len(due)
			slices.SortFunc(due, func(a, b paymentdb.SandboxGatewayTimer) int { return a.DueAt.Compare(b.DueAt) })
			for _, t := range due {
				if err := g.fireTx(ctx, tx, t); err != nil && !db.IsNoRows(err) && !errors.Is(err, payment.ErrGatewayRefused) {
					return err // what came too late to matter is no error: no row, or nothing left to dispute
				}
			}
			return nil
		})
		if err != nil || done == 0 {
			return err
		}
	}
}

// fireTx does what a timer says, at the time it was set for: an advanced clock leaves no gap in the report.
func (g *Gateway) fireTx(ctx context.Context, tx db.Tx, t paymentdb.SandboxGatewayTimer) error {
	at := t.DueAt.UTC()
	switch t.What {
	case timerAnswer:
		return g.answerTx(ctx, tx, at, t.Ref)
	case timerExpire:
		_, err := g.moveTx(ctx, tx, at, t.Ref, payment.Authorised, expired)
		return err
	case timerFee:
		return g.feeTx(ctx, tx, at, t.Ref)
	case timerDispute:
		return g.openDisputeTx(ctx, tx, at, t.Ref, "fraudulent")
	case timerEvidence:
		return g.evidenceOverTx(ctx, tx, at, t.Ref)
	case timerRefundDone:
		return g.refundDoneTx(ctx, tx, at, t.Ref)
	case timerRefundBack:
		return g.refundBackTx(ctx, tx, at, t.Ref)
	case timerPay:
		return g.arriveTx(ctx, tx, at, t.Ref)
	default:
		return g.returnTx(ctx, tx, at, t.Ref)
	}
}

// answerTx gives a late card its answer.
func (g *Gateway) answerTx(ctx context.Context, tx db.Tx, at time.Time, intent string) error {
	row, err := paymentdb.New(tx).SandboxLockIntent(ctx, intent)
	if err != nil {
		return err
	}
	_, err = g.moveTx(ctx, tx, at, intent, payment.Processing, asAsked(row, at))
	return err
}
