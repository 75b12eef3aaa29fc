package sandbox

import (
	"context"
	"strings"

	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// Challenge is what the 3-D Secure page shows.
type Challenge struct {
	IntentID  string       // or the id of a method to keep
	Amount    money.Amount // zero: nothing is charged, a method is kept
	Method    string
	ReturnURL string // where the payer goes afterwards
	Open      bool   // the question still stands
}

// Challenge reads the question that waits for the payer. Errors: payment.ErrNoIntent.
func (g *Gateway) Challenge(ctx context.Context, id string) (Challenge, error) {
	if strings.HasPrefix(id, "sbx_sm_") {
		row, err := g.saved(ctx, id)
		return Challenge{IntentID: row.ID, Method: row.Method, ReturnURL: row.ReturnUrl, Open: row.Status == string(payment.RequiresAction)}, err
	}
	row, err := g.intent(ctx, id)
	if err != nil {
		return Challenge{}, err
	}
	i := g.intentOf(row)
	return Challenge{IntentID: i.Ref, Amount: i.Amount, Method: i.Method, ReturnURL: row.ReturnUrl, Open: i.Status == payment.RequiresAction}, nil
}

// CompleteChallenge answers for the payer: approved, the amount is authorised or captured as it was asked for, or the
// method kept; otherwise it is declined. The same answer again changes nothing. Errors: payment.ErrNoIntent,
// payment.ErrGatewayRefused when the question no longer stands.
func (g *Gateway) CompleteChallenge(ctx context.Context, id string, approve bool) error {
	if strings.HasPrefix(id, "sbx_sm_") {
		return g.completeSaved(ctx, id, approve)
	}
	row, err := g.intent(ctx, id)
	if err != nil {
		return err
	}
	to := target{status: payment.Declined, decline: payment.DeclineAuthenticated}
	if approve {
		to = asAsked(row, g.Now())
	}
	row, err = g.move(ctx, row, payment.RequiresAction, to)
	if err == nil && row.Status != string(to.status) {
		err = payment.ErrGatewayRefused
	}
	return err
}

func (g *Gateway) completeSaved(ctx context.Context, id string, approve bool) error {
	to, decline := payment.Declined, payment.DeclineAuthenticated
	if approve {
		to, decline = payment.Authorised, ""
	}
	_, err := g.moveSaved(ctx, id, to, decline, payment.RequiresAction)
	if !db.IsNoRows(err) {
		return err
	}
	row, err := g.saved(ctx, id)
	if err == nil && row.Status != string(to) {
		err = payment.ErrGatewayRefused
	}
	return err
}
