// Package sandbox is the built-in payment gateway: a stateful one with books of its own, for development, tests and
// demonstrations. It behaves as a company at the other end of a wire would: it commits before it answers, knows
// idempotency keys, and tells of every change by a signed webhook, at least once and in no particular order. No money
// moves, and only the published test methods are accepted.
//
// Owns: schema sandbox_gateway. It never joins a transaction of ours.
package sandbox

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Name under which payments remember this gateway.
const Name = "sandbox"

// ChallengePath is where the page of the 3-D Secure simulation is, followed by the intent's id.
const ChallengePath = "/sandbox/challenge/"

// DefaultSettleAfter is how long the late card takes.
const DefaultSettleAfter = 8 * time.Second

// Deliver carries one webhook to the receiver. An error makes it come again.
type Deliver func(ctx context.Context, header http.Header, body []byte) error

// Options of New.
type Options struct {
	DB          *db.DB // its own connections: nothing here joins a transaction of the caller
	Clock       clock.Clock
	IDs         ids.Source
	Secrets     [][]byte // of webhooks: the first signs, all are accepted; at least one
	Deliver     Deliver
	SettleAfter time.Duration // of the late card; 0: DefaultSettleAfter
}

// Gateway implements payment.Gateway. Safe for concurrent use.
type Gateway struct {
	o Options
	q *paymentdb.Queries
}

var _ payment.Gateway = (*Gateway)(nil)

// New opens the gateway.
func New(o Options) *Gateway {
	if o.SettleAfter == 0 {
		o.SettleAfter = DefaultSettleAfter
	}
	return &Gateway{o: o, q: paymentdb.New(o.DB)}
}

// Name is "sandbox".
func (g *Gateway) Name() string { return Name }

// Authorise does what the test method says. The same key gives the same intent, whatever the method is now. Errors:
// payment.ErrTestCardOnly, payment.ErrGatewayRefused for a used key or reference with other terms.
func (g *Gateway) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	plan, err := planFor(r.Method)
	if err != nil {
		return payment.Intent{}, err
	}
	if r.Amount.Minor <= 0 || len(r.ReturnURL) > 2000 {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	now := g.o.Clock.Now()
	arg := paymentdb.SandboxCreateParams{ID: g.id("sbx_in_"), EventID: g.id("sbx_ev_"), IdempotencyKey: r.IdempotencyKey, Reference: r.Reference,
		AmountMinor: r.Amount.Minor, Currency: r.Amount.Currency, Status: string(plan.status), Capture: r.Capture, Method: plan.summary,
		DeclineCode: plan.decline, ReturnUrl: r.ReturnURL, Now: now}
	switch plan.status {
	case payment.Captured:
		var status payment.Status
		status, arg.CapturedMinor = taken(r.Capture, r.Amount.Minor)
		arg.Status = string(status)
	case payment.Processing:
		at := now.Add(g.o.SettleAfter)
		arg.SettlesAt = &at
	}
	row, err := g.q.SandboxCreate(ctx, arg)
	switch {
	case err == nil:
		return intentOf(paymentdb.SandboxGatewayIntent(row)), nil
	case db.IsNoRows(err):
		return g.replay(ctx, r)
	}
	return payment.Intent{}, err
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
	return intentOf(row), nil
}

// taken is what an authorisation becomes at once: captured in full when that was asked for.
func taken(capture bool, amount int64) (payment.Status, int64) {
	if capture {
		return payment.Captured, amount
	}
	return payment.Authorised, 0
}

// Capture takes an authorised amount, in part or whole, once. The same capture again gives the intent. Errors:
// payment.ErrGatewayRefused.
func (g *Gateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	row, err := g.intent(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	if r.AmountMinor <= 0 || r.AmountMinor > row.AmountMinor {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	row, err = g.move(ctx, row, payment.Authorised, payment.Captured, r.AmountMinor, "")
	if err == nil && (row.Status != string(payment.Captured) || row.CapturedMinor != r.AmountMinor) {
		err = payment.ErrGatewayRefused
	}
	return intentOf(row), err
}

// Void releases an authorisation, or an intent that waits for the payer. Voiding again gives the intent. Errors:
// payment.ErrGatewayRefused.
func (g *Gateway) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	row, err := g.intent(ctx, r.Ref)
	if err != nil {
		return payment.Intent{}, err
	}
	from := payment.Authorised
	if row.Status == string(payment.RequiresAction) {
		from = payment.RequiresAction
	}
	row, err = g.move(ctx, row, from, payment.Voided, 0, "")
	if err == nil && row.Status != string(payment.Voided) {
		err = payment.ErrGatewayRefused
	}
	return intentOf(row), err
}

// move changes an intent's status if it is from, and gives the intent as it is then.
func (g *Gateway) move(ctx context.Context, row paymentdb.SandboxGatewayIntent, from, to payment.Status, captured int64, decline string) (paymentdb.SandboxGatewayIntent, error) {
	moved, err := g.q.SandboxMove(ctx, paymentdb.SandboxMoveParams{ID: row.ID, FromStatus: string(from), Status: string(to), CapturedMinor: captured,
		DeclineCode: decline, EventID: g.id("sbx_ev_"), Now: g.o.Clock.Now()})
	if db.IsNoRows(err) {
		return g.q.SandboxIntent(ctx, row.ID)
	}
	return paymentdb.SandboxGatewayIntent(moved), err
}

// constraintRefunded guards that no more is refunded than was captured.
const constraintRefunded = "intent_refunded_within_captured"

// Refund gives money back at once. The same key gives the same refund. Errors: payment.ErrGatewayRefused when it is
// more than what is left, or the key was used for another refund.
func (g *Gateway) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	if r.AmountMinor <= 0 {
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	made, err := g.q.SandboxRefund(ctx, paymentdb.SandboxRefundParams{ID: g.id("sbx_re_"), EventID: g.id("sbx_ev_"), IdempotencyKey: r.IdempotencyKey,
		IntentID: r.Ref, AmountMinor: r.AmountMinor, Now: g.o.Clock.Now()})
	row := paymentdb.SandboxGatewayRefund(made)
	switch {
	case db.IsNoRows(err):
		if row, err = g.q.SandboxRefundByKey(ctx, r.IdempotencyKey); err != nil {
			return payment.GatewayRefund{}, err
		}
		if row.IntentID != r.Ref || row.AmountMinor != r.AmountMinor {
			return payment.GatewayRefund{}, payment.ErrGatewayRefused
		}
	case db.Violates(err, constraintRefunded), db.Code(err) == db.CodeForeignKeyViolation:
		return payment.GatewayRefund{}, payment.ErrGatewayRefused.With(err)
	case err != nil:
		return payment.GatewayRefund{}, err
	}
	return refundOf(row), nil
}

// Find reads the intent of one of our payments, with its refunds. Errors: payment.ErrNoIntent.
func (g *Gateway) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	row, err := g.q.SandboxByReference(ctx, reference)
	if db.IsNoRows(err) {
		return payment.Intent{}, payment.ErrNoIntent
	}
	if err != nil {
		return payment.Intent{}, err
	}
	out := intentOf(row)
	if row.RefundedMinor == 0 {
		return out, nil
	}
	refunds, err := g.q.SandboxRefunds(ctx, row.ID)
	for _, r := range refunds {
		out.Refunds = append(out.Refunds, refundOf(r))
	}
	return out, err
}

// Totals is the gateway's own report: what it holds for us per currency, in minor units.
func (g *Gateway) Totals(ctx context.Context) (map[string]int64, error) {
	rows, err := g.q.SandboxTotals(ctx)
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Currency] = r.HeldMinor
	}
	return out, err
}

func (g *Gateway) intent(ctx context.Context, ref string) (paymentdb.SandboxGatewayIntent, error) {
	row, err := g.q.SandboxIntent(ctx, ref)
	if db.IsNoRows(err) {
		return row, payment.ErrNoIntent
	}
	return row, err
}

func (g *Gateway) id(prefix string) string { return prefix + g.o.IDs.ID().String() }

func intentOf(r paymentdb.SandboxGatewayIntent) payment.Intent {
	out := payment.Intent{Ref: r.ID, Reference: r.Reference, Status: payment.Status(r.Status), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency},
		CapturedMinor: r.CapturedMinor, RefundedMinor: r.RefundedMinor, Method: r.Method, DeclineCode: r.DeclineCode}
	if out.Status == payment.RequiresAction {
		out.ActionURL = ChallengePath + r.ID
	}
	return out
}

func refundOf(r paymentdb.SandboxGatewayRefund) payment.GatewayRefund {
	return payment.GatewayRefund{Ref: r.ID, IdempotencyKey: r.IdempotencyKey, AmountMinor: r.AmountMinor, Status: payment.RefundSucceeded}
}
