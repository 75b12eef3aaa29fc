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

// reportPage is how many rows are read at once.
const reportPage = 1000

// report reads a day's movements (UTC), oldest first.
func (g *Gateway) report(ctx context.Context, day time.Time) ([]payment.ReportRow, error) {
	since := day.UTC().Truncate(24 * time.Hour)
	arg := paymentdb.SandboxReportParams{Since: since, Until: since.Add(24 * time.Hour), AfterAt: since.Add(-time.Microsecond), MaxRows: reportPage}
	var out []payment.ReportRow
	for {
		rows, err := g.q.SandboxReport(ctx, arg)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, reportRowOf(r))
			arg.AfterAt, arg.AfterID = r.At, r.ID
		}
		if len(rows) < reportPage {
			return out, nil
		}
	}
}

// bankNews reads of which payments a bank moved money since an instant of the virtual clock.
func (g *Gateway) bankNews(ctx context.Context, since time.Time) ([]uuid.UUID, error) {
	rows, err := g.q.SandboxBankNews(ctx, since)
	out := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, err
}

func reportRowOf(r paymentdb.SandboxGatewayMovement) payment.ReportRow {
	out := payment.ReportRow{Ref: r.ID, Kind: payment.ReportKind(r.Kind), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, At: r.At.UTC()}
	if r.Reference != nil {
		out.Reference = *r.Reference
	}
	return out
}

// Settle sends an amount of the balance to the platform's own bank. Errors: payment.ErrGatewayRefused when the balance
// does not hold it.
func (g *Gateway) Settle(ctx context.Context, amount money.Amount) error {
	if amount.Minor <= 0 {
		return payment.ErrGatewayRefused
	}
	now := g.Now()
	return g.o.DB.InTx(ctx, func(tx db.Tx) error {
		q := paymentdb.New(tx)
		if err := q.SandboxLockBalance(ctx, amount.Currency); err != nil {
			return err
		}
		if err := coveredTx(ctx, q, amount); err != nil {
			return err
		}
		return g.noteTx(ctx, tx, now, change{currency: amount.Currency, moves: []move{{payment.ReportSettlement, -amount.Minor}}})
	})
}

// Totals is what it took for us and did not give back, per currency, in minor units: before fees, disputes and payouts.
func (g *Gateway) Totals(ctx context.Context) (map[string]int64, error) {
	rows, err := g.q.SandboxTotals(ctx)
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Currency] = r.HeldMinor
	}
	return out, err
}

// Balances is what the platform has there, per currency, in minor units: the sum of everything that was ever reported.
func (g *Gateway) Balances(ctx context.Context) (map[string]int64, error) {
	rows, err := g.q.SandboxBalances(ctx)
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Currency] = r.BalanceMinor
	}
	return out, err
}
