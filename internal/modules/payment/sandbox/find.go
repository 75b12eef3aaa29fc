package sandbox

import (
	"context"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// find reads the intent of one of our payments, with its refunds and disputes.
func (g *Gateway) find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	row, err := g.q.SandboxByReference(ctx, reference)
	if db.IsNoRows(err) {
		return payment.Intent{}, payment.ErrNoIntent
	}
	out := g.intentOf(row)
	if err != nil || row.CapturedMinor == 0 {
		return out, err
	}
	refunds, err := g.q.SandboxRefunds(ctx, row.ID)
	for _, r := range refunds {
		out.Refunds = append(out.Refunds, refundOf(r))
	}
	if err != nil {
		return out, err
	}
	disputes, err := g.q.SandboxDisputeOf(ctx, row.ID)
	for _, d := range disputes {
		out.Disputes = append(out.Disputes, disputeOf(d))
	}
	return out, err
}

func (g *Gateway) intentOf(r paymentdb.SandboxGatewayIntent) payment.Intent {
	out := payment.Intent{Ref: r.ID, Reference: r.Reference, Status: payment.Status(r.Status), Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency},
		CapturedMinor: r.CapturedMinor, RefundedMinor: r.RefundedMinor, Method: r.Method, DeclineCode: r.DeclineCode, FeeMinor: r.FeeMinor}
	if out.Status == payment.RequiresAction {
		out.ActionURL = g.o.BaseURL + ChallengePath + r.ID
	}
	if r.ExpiresAt != nil {
		out.ExpiresAt = r.ExpiresAt.UTC()
	}
	return out
}
