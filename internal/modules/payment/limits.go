package payment

import (
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Limits is a capability: a gateway that cannot take every amount says so before anybody is asked for it.
type Limits interface {
	// Takes reports whether an amount can be charged. Errors: ErrPrice.
	Takes(a money.Amount) error
}

// Stepped is a capability: a gateway that moves only multiples of an amount.
type Stepped interface {
	// Step is what amounts of a currency are multiples of, in minor units; at least 1.
	Step(currency string) int64
}

// odd is what the step of the payment's gateway cuts off an amount.
func (s *Service) odd(p Payment, amountMinor int64) int64 {
	g, ok := s.gateways[p.Gateway].(Stepped)
	if !ok || p.PrepaidBy != uuid.Nil {
		return 0
	}
	return amountMinor % g.Step(p.Currency)
}

// stepFault refuses a refund that the payment's gateway could not send. Errors: ErrRefundStep.
func (s *Service) stepFault(p Payment, amountMinor int64) error {
	if s.odd(p, amountMinor) == 0 {
		return nil
	}
	step := money.Amount{Minor: s.gateways[p.Gateway].(Stepped).Step(p.Currency), Currency: p.Currency}
	return ErrRefundStep.WithMessage("Refunds in %s go in steps of %s. Choose an amount that is a multiple of it.", p.Currency, step.Decimal()+" "+p.Currency).
		WithDetails(PriceDetails{PriceStep, step})
}

// Hosted is a capability: a payer who is here pays on the gateway's own pages, so ours ask for no card.
type Hosted interface {
	// Title is the gateway's name as people know it.
	Title() string
	// Sites are the origins to which a form of ours may lead, "https://…", for the content security policy.
	Sites() []string
}

// PriceReason says what is wrong with a price.
type PriceReason string

// The reasons. The bound of PriceTooLow and PriceTooHigh is what would still be taken, that of PriceStep what prices are
// multiples of; PriceCurrency has none.
const (
	PriceCurrency PriceReason = "currency"
	PriceTooLow   PriceReason = "too_low"
	PriceTooHigh  PriceReason = "too_high"
	PriceStep     PriceReason = "step"
)

// PriceDetails are the details of an ErrPrice.
type PriceDetails struct {
	Reason PriceReason  `json:"reason"`
	Bound  money.Amount `json:"bound"`
}

// PriceFault is an ErrPrice for one reason.
func PriceFault(reason PriceReason, bound money.Amount) error {
	e := ErrPrice.WithDetails(PriceDetails{reason, bound})
	text := bound.Decimal() + " " + bound.Currency
	switch reason {
	case PriceTooLow:
		return e.WithMessage("Online payments start at %s. Choose a higher price, or none.", text)
	case PriceTooHigh:
		return e.WithMessage("Online payments end at %s. Choose a lower price.", text)
	case PriceStep:
		return e.WithMessage("Prices in %s go in steps of %s. Choose a price that is a multiple of it.", bound.Currency, text)
	default:
		return e.WithMessage("Online payments are not possible in %s. Choose another currency.", bound.Currency)
	}
}
