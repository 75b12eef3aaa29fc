package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// feeBps is the part of a capture that the gateway keeps, beside a fixed amount.
const feeBps = 200

// prices are fixed amounts by currency, in minor units.
type prices struct{ capture, dispute int64 }

var pricesIn = map[string]prices{
	"INR": {300, 50_000}, "JPY": {40, 1500}, "KWD": {100, 5000}, "EUR": {25, 1500}, "GBP": {20, 1500}, "USD": {30, 1500},
}

var otherPrices = prices{30, 1500}

func pricesOf(currency string) prices {
	if p, ok := pricesIn[currency]; ok {
		return p
	}
	return otherPrices
}

func disputeFee(currency string) int64 { return pricesOf(currency).dispute }

// Fee is what a capture costs: 2 %, half up, and a fixed amount; never more than was captured. In minor units.
func Fee(captured money.Amount) int64 {
	part, err := money.Bps(captured.Minor, feeBps)
	if err != nil { // amounts beyond payment.MaxAmountMinor are refused before
		return 0
	}
	return min(part+pricesOf(captured.Currency).capture, captured.Minor)
}

// feeTx books the fee of a capture, a moment after it.
func (g *Gateway) feeTx(ctx context.Context, tx db.Tx, now time.Time, intent string) error {
	q := paymentdb.New(tx)
	i, err := q.SandboxLockIntent(ctx, intent)
	if err != nil {
		return err
	}
	fee := Fee(money.Amount{Minor: i.CapturedMinor, Currency: i.Currency})
	if i, err = q.SandboxFee(ctx, paymentdb.SandboxFeeParams{ID: intent, FeeMinor: fee}); err != nil {
		return err
	}
	c := ofIntent(i)
	c.moves, c.types = []move{{payment.ReportFee, -fee}}, []string{"payment.fee_known"}
	return g.noteTx(ctx, tx, now, c)
}
