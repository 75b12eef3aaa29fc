package stripe

import (
	"context"
	"encoding/json"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
	sdk "github.com/stripe/stripe-go/v86"
)

// bankEvents are the events that nobody asks for when their webhook was lost. Stripe keeps events for 30 days.
var bankEvents = []string{"charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed", "refund.failed", "charge.refund.updated"}

// BankNews lists the payments that Stripe's events since an instant speak of; see payment.BankReader.
func (g *Gateway) BankNews(ctx context.Context, since time.Time) ([]uuid.UUID, error) {
	p := &sdk.EventListParams{CreatedRange: &sdk.RangeQueryParams{GreaterThanOrEqual: since.Unix()}, Types: sdk.StringSlice(bankEvents)}
	p.Limit = sdk.Int64(100)
	var out []uuid.UUID
	for e, err := range g.api.V1Events.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, unread(err)
		}
		var o object
		if err := json.Unmarshal(e.Data.Raw, &o); err != nil {
			return nil, payment.ErrUnknown.With(err)
		}
		reference, err := g.referenceIn(o)
		if err != nil {
			return nil, err
		}
		if reference != uuid.Nil {
			out = append(out, reference)
		}
	}
	return out, nil
}
