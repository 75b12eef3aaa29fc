package sandbox

import (
	"context"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"
)

// Challenge is what the 3-D Secure page shows.
type Challenge struct {
	IntentID  string
	Amount    money.Amount
	Method    string
	ReturnURL string // where the payer goes afterwards
	Open      bool   // the question still stands
}

// Challenge reads the question that waits for the payer. Errors: payment.ErrNoIntent.
func (g *Gateway) Challenge(ctx context.Context, intentID string) (Challenge, error) {
	row, err := g.intent(ctx, intentID)
	if err != nil {
		return Challenge{}, err
	}
	i := intentOf(row)
	return Challenge{IntentID: i.Ref, Amount: i.Amount, Method: i.Method, ReturnURL: row.ReturnUrl, Open: i.Status == payment.RequiresAction}, nil
}

// CompleteChallenge answers for the payer: approved, the amount is authorised or captured as it was asked for;
// otherwise the payment is declined. The same answer again changes nothing. Errors: payment.ErrNoIntent,
// payment.ErrGatewayRefused when the question no longer stands.
func (g *Gateway) CompleteChallenge(ctx context.Context, intentID string, approve bool) error {
	row, err := g.intent(ctx, intentID)
	if err != nil {
		return err
	}
	to, captured, decline := payment.Declined, int64(0), payment.DeclineAuthenticated
	if approve {
		to, captured = taken(row.Capture, row.AmountMinor)
		decline = ""
	}
	row, err = g.move(ctx, row, payment.RequiresAction, to, captured, decline)
	if err == nil && row.Status != string(to) {
		err = payment.ErrGatewayRefused
	}
	return err
}
