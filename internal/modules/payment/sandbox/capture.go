package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
)

// capture takes an authorised amount, in part or whole, once.
func (g *Gateway) capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	row, err := g.intent(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	if r.AmountMinor <= 0 || r.AmountMinor > row.AmountMinor {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	to := target{status: payment.Captured, captured: r.AmountMinor}
	if row.ExpiresAt != nil && !row.ExpiresAt.After(g.Now()) { // its timer has not come round yet
		to = expired
	}
	row, err = g.move(ctx, row, payment.Authorised, to)
	if err == nil && (row.Status != string(payment.Captured) || row.CapturedMinor != r.AmountMinor) {
		err = payment.ErrGatewayRefused
	}
	return g.intentOf(row), err
}

// void releases an authorisation, or an intent that waits for the payer.
func (g *Gateway) void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	row, err := g.intent(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	from := payment.Authorised
	if row.Status == string(payment.RequiresAction) {
		from = payment.RequiresAction
	}
	row, err = g.move(ctx, row, from, target{status: payment.Voided})
	if err == nil && row.Status != string(payment.Voided) {
		err = payment.ErrGatewayRefused
	}
	return g.intentOf(row), err
}

// target is what an intent becomes.
type target struct {
	status   payment.Status
	captured int64
	decline  string
	expires  *time.Time // with authorised
}

// asAsked is what an intent becomes when nothing stands in its way any more.
func asAsked(row paymentdb.SandboxGatewayIntent, now time.Time) target {
	status, captured := taken(row.Capture, row.AmountMinor)
	return target{status: status, captured: captured, expires: expiry(status, row.Card, now)}
}

var expired = target{status: payment.Voided, decline: payment.DeclineAuthExpired}

// move changes an intent's status if it is from, and gives the intent as it is then.
func (g *Gateway) move(ctx context.Context, row paymentdb.SandboxGatewayIntent, from payment.Status, to target) (moved paymentdb.SandboxGatewayIntent, err error) {
	now := g.Now()
	err = g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		moved, err = g.moveTx(ctx, tx, now, row.ID, from, to)
		return err
	})
	if db.IsNoRows(err) {
		return g.q.SandboxIntent(ctx, row.ID)
	}
	return moved, err
}

// moveTx is move in a transaction. No row: the intent is not from.
func (g *Gateway) moveTx(ctx context.Context, tx db.Tx, now time.Time, id string, from payment.Status, to target) (paymentdb.SandboxGatewayIntent, error) {
	moved, err := paymentdb.New(tx).SandboxMove(ctx, paymentdb.SandboxMoveParams{ID: id, FromStatus: string(from), Status: string(to.status),
		CapturedMinor: to.captured, DeclineCode: to.decline, ExpiresAt: to.expires})
	if err != nil {
		return moved, err
	}
	c := ofIntent(moved)
	g.reached(&c, moved, now)
	return moved, g.noteTx(ctx, tx, now, c)
}

func (g *Gateway) intent(ctx context.Context, ref string) (paymentdb.SandboxGatewayIntent, error) {
	row, err := g.q.SandboxIntent(ctx, ref)
	if db.IsNoRows(err) {
		return row, payment.ErrNoIntent
	}
	return row, err
}
