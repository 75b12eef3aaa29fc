package tariff

import (
	"context"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Ask is a question for a quote: what a service at a price comes to, taken apart.
type Ask struct {
	PractitionerID uuid.UUID
	CategoryID     uuid.UUID
	Price          money.Amount // as the practitioner set it
	// NoClientFee leaves the client's side out: packages are sold at the price that their offer says.
	NoClientFee bool
	At          time.Time
}

// Quote is a price taken apart, in minor units. It is kept as it was made (JSON) with what it was made for.
type Quote struct {
	RuleID uuid.UUID `json:"rule,omitzero"` // zero: the brand's percentage
	// ListMinor is the practitioner's price, without what the client pays on top.
	ListMinor int64 `json:"list"`
	// FeeMinor is the platform's commission of that price, and ClientFeeMinor what the client pays it on top. Both without tax.
	FeeMinor       int64 `json:"fee,omitzero"`
	ClientFeeMinor int64 `json:"clientFee,omitzero"`
}

// PayinMinor is what the client pays.
func (q Quote) PayinMinor() int64 { return q.ListMinor + q.ClientMinor() }

// ClientMinor is what the client pays on top of the listed price.
func (q Quote) ClientMinor() int64 { return q.ClientFeeMinor }

// CommissionMinor is the platform's part, from either side, without tax.
func (q Quote) CommissionMinor() int64 { return q.FeeMinor + q.ClientFeeMinor }

// ShareMinor is the practitioner's part: the rest, so that the parts sum to the whole.
func (q Quote) ShareMinor() int64 { return q.PayinMinor() - q.CommissionMinor() }

// QuoteFor answers an Ask on q: the pool, or the transaction of what the quote is kept with. Two statements. Errors: ErrTooLarge.
func (s *Service) QuoteFor(ctx context.Context, q db.Querier, a Ask) (Quote, error) {
	if a.Price.Minor == 0 {
		return Quote{}, nil
	}
	x, err := s.standing(ctx, q, a.PractitionerID, a.CategoryID, s.DayOf(a.At))
	if err != nil {
		return Quote{}, err
	}
	rule, err := s.ruleFor(ctx, q, x, a.Price.Currency)
	if err != nil {
		return Quote{}, err
	}
	if a.NoClientFee {
		rule.Client = Side{}
	}
	return split(a.Price.Minor, rule)
}

// split takes a price apart. The practitioner never owes anything: a minimum above the price takes all of it.
func split(price int64, r Rule) (Quote, error) {
	if price == 0 {
		return Quote{}, nil
	}
	fee, err := r.Practitioner.of(price)
	if err != nil {
		return Quote{}, ErrTooLarge.With(err)
	}
	top, err := r.Client.of(price)
	if err != nil {
		return Quote{}, ErrTooLarge.With(err)
	}
	return Quote{RuleID: r.ID, ListMinor: price, FeeMinor: min(fee, price), ClientFeeMinor: top}, nil
}
