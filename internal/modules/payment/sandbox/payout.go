package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// payout sends an amount of the platform's balance to a practitioner.
func (g *Gateway) payout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	now := g.Now()
	var row paymentdb.SandboxGatewayPayout
	err := g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		row, err = g.payoutTx(ctx, tx, now, r)
		return err
	})
	if db.IsNoRows(err) {
		return g.replayPayout(ctx, r)
	}
	return payoutOf(row), err
}

// payoutTx gives no row when the key or the reference was used before: that is asked first, since the first time has
// taken its money already.
func (g *Gateway) payoutTx(ctx context.Context, tx db.Tx, now time.Time, r payment.PayoutRequest) (row paymentdb.SandboxGatewayPayout, err error) {
	q := paymentdb.New(tx)
	p, err := q.SandboxPayeeByID(ctx, r.PayeeRef)
	if db.IsNoRows(err) {
		return row, payment.ErrGatewayRefused
	}
	if err != nil {
		return row, err
	}
	if r.Amount.Minor <= 0 {
		return row, payment.ErrGatewayRefused
	}
	if err := q.SandboxLockBalance(ctx, r.Amount.Currency); err != nil {
		return row, err
	}
	if row, err = q.SandboxPayout(ctx, paymentdb.SandboxPayoutParams{ID: g.id("sbx_po_"), IdempotencyKey: r.IdempotencyKey, Reference: r.Reference, PayeeID: p.ID,
		Bank: p.Bank, AmountMinor: r.Amount.Minor, Currency: r.Amount.Currency, Now: now}); err != nil {
		return row, err
	}
	if _, ready := banks[p.Bank]; !ready || p.Currency != r.Amount.Currency {
		return row, payment.ErrGatewayRefused
	}
	if err := coveredTx(ctx, q, r.Amount); err != nil {
		return row, err
	}
	return row, g.noteTx(ctx, tx, now, change{about: payment.AboutPayout, ref: row.ID, reference: row.Reference, currency: row.Currency,
		moves:  []move{{payment.ReportPayout, -row.AmountMinor}},
		timers: []timer{{row.ID, timerPay, now.Add(PayoutTakes)}}, types: []string{"payout.created"}})
}

// coveredTx refuses what the platform's balance does not hold; the balance is locked.
func coveredTx(ctx context.Context, q *paymentdb.Queries, amount money.Amount) error {
	balance, err := q.SandboxBalance(ctx, amount.Currency)
	if err == nil && balance < amount.Minor {
		err = payment.ErrGatewayRefused
	}
	return err
}

func (g *Gateway) replayPayout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	row, err := g.q.SandboxPayoutByKey(ctx, r.IdempotencyKey)
	if db.IsNoRows(err) || err == nil && (row.Reference != r.Reference || row.PayeeID != r.PayeeRef || row.AmountMinor != r.Amount.Minor || row.Currency != r.Amount.Currency) {
		return payment.GatewayPayout{}, payment.ErrGatewayRefused
	}
	return payoutOf(row), err
}

// findPayout reads a payout by our id.
func (g *Gateway) findPayout(ctx context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	row, err := g.q.SandboxPayoutByReference(ctx, reference)
	if db.IsNoRows(err) {
		return payment.GatewayPayout{}, payment.ErrNoIntent
	}
	return payoutOf(row), err
}

// arriveTx is the practitioner's bank: it takes the money, or does not know the account.
func (g *Gateway) arriveTx(ctx context.Context, tx db.Tx, now time.Time, id string) error {
	row, err := paymentdb.New(tx).SandboxPayoutByID(ctx, id)
	if err != nil {
		return err
	}
	if b := banks[row.Bank]; b.fails != "" {
		return g.bounceTx(ctx, tx, now, id, payment.PayoutInTransit, b.fails)
	}
	if row, err = paymentdb.New(tx).SandboxMovePayout(ctx, paymentdb.SandboxMovePayoutParams{ID: id, FromStatus: string(payment.PayoutInTransit), Status: string(payment.PayoutPaid)}); err != nil {
		return err
	}
	c := change{about: payment.AboutPayout, ref: row.ID, reference: row.Reference, currency: row.Currency, types: []string{"payout.paid"}}
	if banks[row.Bank].returns != "" {
		c.timers = []timer{{row.ID, timerReturn, now.Add(PayoutBounces)}}
	}
	return g.noteTx(ctx, tx, now, c)
}

// returnTx is a bank that sends a payout back after it was paid.
func (g *Gateway) returnTx(ctx context.Context, tx db.Tx, now time.Time, id string) error {
	row, err := paymentdb.New(tx).SandboxPayoutByID(ctx, id)
	if err != nil {
		return err
	}
	return g.bounceTx(ctx, tx, now, id, payment.PayoutPaid, banks[row.Bank].returns)
}

func (g *Gateway) bounceTx(ctx context.Context, tx db.Tx, now time.Time, id string, from payment.PayoutStatus, code string) error {
	row, err := paymentdb.New(tx).SandboxMovePayout(ctx, paymentdb.SandboxMovePayoutParams{ID: id, FromStatus: string(from), Status: string(payment.PayoutReturned), FailureCode: code})
	if err != nil {
		return err
	}
	return g.noteTx(ctx, tx, now, change{about: payment.AboutPayout, ref: row.ID, reference: row.Reference, currency: row.Currency,
		moves: []move{{payment.ReportPayoutBack, row.AmountMinor}}, types: []string{"payout.returned"}})
}

func payoutOf(r paymentdb.SandboxGatewayPayout) payment.GatewayPayout {
	return payment.GatewayPayout{Ref: r.ID, Reference: r.Reference, Status: payment.PayoutStatus(r.Status),
		Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, FailureCode: r.FailureCode}
}
