package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// maxReturnURL limits the addresses that people come back to, in bytes.
const maxReturnURL = 2000

// authorise does what the test method says.
func (g *Gateway) authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	p, err := g.planOf(ctx, r)
	if err != nil {
		return payment.Intent{}, err
	}
	if _, err := money.New(r.Amount.Minor, r.Amount.Currency); err != nil || r.Amount.Minor <= 0 || r.Amount.Minor > payment.MaxAmountMinor || len(r.ReturnURL) > maxReturnURL {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	now := g.Now()
	status, captured := p.status, int64(0)
	if status == payment.Captured {
		status, captured = taken(r.Capture, r.Amount.Minor)
	}
	arg := paymentdb.SandboxCreateParams{ID: g.id("sbx_in_"), IdempotencyKey: r.IdempotencyKey, Reference: r.Reference, AmountMinor: r.Amount.Minor,
		CapturedMinor: captured, Currency: r.Amount.Currency, Status: string(status), Capture: r.Capture, Card: p.card, Method: p.summary,
		DeclineCode: p.decline, ReturnUrl: r.ReturnURL, ExpiresAt: expiry(status, p.card, now), Now: now}
	var row paymentdb.SandboxGatewayIntent
	err = g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		if row, err = paymentdb.New(tx).SandboxCreate(ctx, arg); err != nil {
			return err
		}
		c := ofIntent(row)
		c.types = append(c.types, "payment.created")
		g.reached(&c, row, now)
		return g.noteTx(ctx, tx, now, c)
	})
	if db.IsNoRows(err) {
		return g.replay(ctx, r)
	}
	return g.intentOf(row), err
}

// planOf is what the method makes happen; a charge while the payer is away cannot wait for them.
func (g *Gateway) planOf(ctx context.Context, r payment.AuthoriseRequest) (plan, error) {
	p, err := planFor(r.Method)
	if r.Method.Kind == payment.Saved {
		p, err = g.keptPlan(ctx, r.Method.Secret())
	}
	if err != nil || !r.OffSession {
		return p, err
	}
	switch {
	case p.card == cardOffSession:
		p.status, p.decline = payment.Declined, payment.DeclineGeneric
	case p.status == payment.RequiresAction:
		p.status, p.decline = payment.Declined, payment.DeclineAuthenticated
	}
	return p, nil
}

func (g *Gateway) replay(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	row, err := g.q.SandboxByKey(ctx, r.IdempotencyKey)
	if db.IsNoRows(err) { // the reference has an intent under another key
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	if err != nil {
		return payment.Intent{}, err
	}
	if row.Reference != r.Reference || row.AmountMinor != r.Amount.Minor || row.Currency != r.Amount.Currency || row.Capture != r.Capture {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	return g.intentOf(row), nil
}

// taken is what an authorisation becomes at once: captured in full when that was asked for.
func taken(capture bool, amount int64) (payment.Status, int64) {
	if capture {
		return payment.Captured, amount
	}
	return payment.Authorised, 0
}

// expiry is when a reservation ends by itself.
func expiry(status payment.Status, card string, now time.Time) *time.Time {
	switch {
	case status != payment.Authorised:
		return nil
	case card == cardShortHold:
		return optional(now.Add(ShortlyAuthorised))
	}
	return optional(now.Add(AuthorisedFor))
}

// reached adds what an intent's new status means: the movement of a capture, what follows by itself, the message.
func (g *Gateway) reached(c *change, row paymentdb.SandboxGatewayIntent, now time.Time) {
	later := func(what string, at time.Time) { c.timers = append(c.timers, timer{row.ID, what, at}) }
	switch payment.Status(row.Status) {
	case payment.Captured:
		c.moves = append(c.moves, move{payment.ReportCapture, row.CapturedMinor})
		c.types = append(c.types, "payment.succeeded")
		later(timerFee, now.Add(feeAfter))
		if row.Card == cardDisputed {
			later(timerDispute, now.Add(disputeAfter))
		}
	case payment.Authorised:
		c.types = append(c.types, "payment.amount_capturable")
		later(timerExpire, *row.ExpiresAt)
	case payment.Processing:
		c.types = append(c.types, "payment.processing")
		later(timerAnswer, now.Add(g.o.SettleAfter))
	case payment.RequiresAction:
		c.types = append(c.types, "payment.requires_action")
	case payment.Declined:
		c.types = append(c.types, "payment.failed")
	case payment.Voided:
		c.types = append(c.types, "payment.canceled")
	}
}
