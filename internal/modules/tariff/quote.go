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
	PersonID       uuid.UUID // of the practitioner
	Country        string    // ISO 3166-1 alpha-2, of the practice
	CategoryID     uuid.UUID
	Price          money.Amount // as the practitioner set it
	// NoClientFee leaves the client's side out: packages are sold at the price that their offer says.
	NoClientFee bool
	// Off is what a promotion takes off the price; the zero Off is nothing.
	Off Off
	At  time.Time
}

// Off is what a promotion takes off a price, in minor units. Without Platform the practitioner bears it: their price is that
// much lower, and everything else is of the lower price. With it the practitioner is paid as if there were no promotion.
type Off struct {
	PromotionID uuid.UUID
	Minor       int64 // less than the price
	Platform    bool
}

// Quote is a price taken apart, in minor units. It is kept as it was made (JSON) with what it was made for.
type Quote struct {
	RuleID uuid.UUID `json:"rule,omitzero"` // zero: the brand's percentage
	// ListMinor is the practitioner's price, without what the client pays on top.
	ListMinor int64 `json:"list"`
	// FeeMinor is the platform's commission of that price, and ClientFeeMinor what the client pays it on top. Both without
	// tax: FeeTaxMinor is taken of the price as well, ClientTaxMinor is paid by the client.
	FeeMinor       int64 `json:"fee,omitzero"`
	FeeTaxMinor    int64 `json:"feeTax,omitzero"`
	ClientFeeMinor int64 `json:"clientFee,omitzero"`
	ClientTaxMinor int64 `json:"clientTax,omitzero"`
	// SupplyTaxMinor is the tax on the service inside ListMinor that the platform owes as its deemed supplier.
	SupplyTaxMinor int64 `json:"supplyTax,omitzero"`
	// WithheldMinor is collected from the practitioner's share for the tax office.
	WithheldMinor int64  `json:"withheld,omitzero"`
	TaxOwner      string `json:"taxOwner,omitzero"`      // the account of the taxes above: "GST:IN"
	WithheldOwner string `json:"withheldOwner,omitzero"` // "TCS:IN"
	// OffMinor is what PromotionID took off. Of it the platform bears BorneMinor; the rest is not in ListMinor any more.
	PromotionID uuid.UUID `json:"promotion,omitzero"`
	OffMinor    int64     `json:"off,omitzero"`
	BorneMinor  int64     `json:"borne,omitzero"`
	// Supply is the tax inside ListMinor, whoever owes it: the platform where SupplyTaxMinor says so, otherwise the
	// practitioner, who is registered. Commission is the one on the platform's fees. Both are for the documents.
	Supply     TaxTerm `json:"supply,omitzero"`
	Commission TaxTerm `json:"commission,omitzero"`
}

// Deemed reports whether the platform counts as the supplier of the service.
func (q Quote) Deemed() bool { return q.SupplyTaxMinor > 0 }

// PayinMinor is what the client pays.
func (q Quote) PayinMinor() int64 { return q.ListMinor + q.ClientMinor() - q.BorneMinor }

// FullMinor is the practitioner's price before a promotion.
func (q Quote) FullMinor() int64 { return q.ListMinor + q.OffMinor - q.BorneMinor }

// ClientMinor is what the client pays on top of the listed price.
func (q Quote) ClientMinor() int64 { return q.ClientFeeMinor + q.ClientTaxMinor }

// CommissionMinor is the platform's part, from either side, without tax.
func (q Quote) CommissionMinor() int64 { return q.FeeMinor + q.ClientFeeMinor }

// TaxMinor is what the platform owes a tax office of this.
func (q Quote) TaxMinor() int64 { return q.FeeTaxMinor + q.ClientTaxMinor + q.SupplyTaxMinor }

// ShareMinor is the practitioner's part: the rest of what the client and the promotion pay, so that the parts sum to the
// whole. WithheldMinor is taken out of it.
func (q Quote) ShareMinor() int64 {
	return q.PayinMinor() + q.BorneMinor - q.CommissionMinor() - q.TaxMinor()
}

// QuoteFor answers an Ask on q: the pool, or the transaction of what the quote is kept with. Two statements, three where the
// platform is registered for taxes. Errors: ErrTooLarge.
func (s *Service) QuoteFor(ctx context.Context, q db.Querier, a Ask) (Quote, error) {
	if a.Price.Minor == 0 {
		return Quote{}, nil
	}
	x, err := s.standing(ctx, q, a, s.DayOf(a.At))
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
	taxes, err := s.taxesFor(ctx, q, x)
	if err != nil {
		return Quote{}, err
	}
	if rule, err = x.promised(rule, a.Off.list(a.Price.Minor)); err != nil {
		return Quote{}, err
	}
	return a.Off.of(a.Price, rule, taxes)
}

// list is the practitioner's price: lower by what they bear.
func (o Off) list(price int64) int64 {
	if o.Platform {
		return price
	}
	return price - o.Minor
}

// of is the quote of a price that something is taken off. What the platform bears changes nothing for anybody else.
func (o Off) of(price money.Amount, r Rule, t Taxes) (Quote, error) {
	if o.Minor < 0 || o.Minor >= price.Minor {
		return Quote{}, ErrOff
	}
	list := o.list(price.Minor)
	q, err := split(money.Amount{Minor: list, Currency: price.Currency}, r, t)
	q.PromotionID, q.OffMinor, q.BorneMinor = o.PromotionID, o.Minor, o.Minor-(price.Minor-list)
	return q, err
}

// split takes a price apart. The practitioner never owes anything: a minimum above the price takes all of it.
func split(price money.Amount, r Rule, t Taxes) (q Quote, err error) {
	if price.Minor == 0 {
		return Quote{}, nil
	}
	q = Quote{RuleID: r.ID, ListMinor: price.Minor, Commission: t.Commission.term()}
	if t.Supply.Deemed || t.Registered {
		q.Supply = t.Supply.term()
	}
	for _, step := range []func(*Quote) error{
		func(q *Quote) error { return q.chargeClient(price, r.Client, t) },
		func(q *Quote) error { return q.taxSupply(t) },
		func(q *Quote) error { return q.takeFee(r.Practitioner, t) },
		func(q *Quote) error { return q.withhold(t) },
	} {
		if err := step(&q); err != nil {
			return Quote{}, ErrTooLarge.With(err)
		}
	}
	if q.TaxMinor() > 0 {
		q.TaxOwner = t.Commission.Owner()
		if t.Supply.Deemed {
			q.TaxOwner = t.Supply.Owner()
		}
	}
	if q.WithheldMinor > 0 {
		q.WithheldOwner = t.Withheld.Owner()
	}
	return q, nil
}

// chargeClient puts the client's side on top, with the tax inside it: what is named is what is paid. A deemed supplier sells
// the whole, so that its fee is taxed like the service.
func (q *Quote) chargeClient(price money.Amount, s Side, t Taxes) error {
	gross, err := s.onTop(price)
	if err != nil {
		return err
	}
	bps := t.Commission.Bps
	if t.Supply.Deemed {
		bps = t.Supply.Bps
	}
	q.ClientTaxMinor, err = included(gross, bps)
	q.ClientFeeMinor = gross - q.ClientTaxMinor
	return err
}

// taxSupply takes the tax out of the whole price where the platform is the deemed supplier.
func (q *Quote) taxSupply(t Taxes) (err error) {
	if t.Supply.Deemed {
		q.SupplyTaxMinor, err = included(q.ListMinor, t.Supply.Bps)
	}
	return err
}

// takeFee takes the practitioner's side of what is left of the price, with the tax on it. Where not both fit, what is there
// is the fee with its tax inside.
func (q *Quote) takeFee(s Side, t Taxes) error {
	fee, err := s.of(q.ListMinor)
	if err != nil {
		return err
	}
	left := q.ListMinor - q.SupplyTaxMinor
	q.FeeMinor = min(fee, left)
	if t.Supply.Deemed {
		return nil // the tax on the whole covers it
	}
	if q.FeeTaxMinor, err = money.Bps(q.FeeMinor, t.Commission.Bps); err != nil {
		return err
	}
	if q.FeeMinor+q.FeeTaxMinor > left {
		q.FeeTaxMinor, err = included(left, t.Commission.Bps)
		q.FeeMinor = left - q.FeeTaxMinor
	}
	return err
}

// withhold collects a part of the price without its tax from a registered practitioner, as far as the share reaches.
func (q *Quote) withhold(t Taxes) error {
	own, err := included(q.ListMinor, t.Supply.Bps)
	if err != nil {
		return err
	}
	part, err := money.Bps(q.ListMinor-own, t.Withheld.Bps)
	q.WithheldMinor = min(part, q.ShareMinor())
	return err
}
