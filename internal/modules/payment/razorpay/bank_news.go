package razorpay

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// disputePage is how many disputes one call gives, at most.
const disputePage = 100

// BankNews lists the payments that were disputed since an instant; see payment.BankReader. Razorpay's payments do not say that
// they are disputed: which dispute is theirs is remembered here, as when a webhook tells it. A refund that Razorpay processed
// does not come back.
func (g *Gateway) BankNews(ctx context.Context, since time.Time) ([]uuid.UUID, error) {
	var out []uuid.UUID
	for skip := 0; ; skip += disputePage {
		var page list[dispute]
		q := url.Values{"from": {strconv.FormatInt(since.Unix(), 10)}, "count": {strconv.Itoa(disputePage)}, "skip": {strconv.Itoa(skip)}}
		if err := g.get(ctx, "/v1/disputes", q, &page); err != nil {
			return nil, err
		}
		for _, d := range page.Items {
			reference, err := g.o.Memory.Reference(ctx, kindPayment, d.PaymentID)
			if err != nil {
				return nil, err
			}
			if reference == uuid.Nil || d.CreatedAt < since.Unix() {
				continue
			}
			if _, err := g.o.Memory.Keep(ctx, kindDispute, reference, d.ID); err != nil {
				return nil, err
			}
			out = append(out, reference)
		}
		if len(page.Items) < disputePage {
			return out, nil
		}
	}
}
