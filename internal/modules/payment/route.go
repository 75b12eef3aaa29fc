package payment

import (
	"context"

	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Rule sends new payments to a gateway, by the currency of the price, the country of the practitioner, or both; an empty
// field means any. The first rule that fits decides; a payment that was begun stays with its gateway.
type Rule struct {
	Currency string // ISO 4217
	Country  string // ISO 3166-1 alpha-2
	Gateway  string
}

func (r Rule) fits(currency, country string) bool {
	return (r.Currency == "" || r.Currency == currency) && (r.Country == "" || r.Country == country)
}

// CountryOf says where a practitioner works: ISO 3166-1 alpha-2. It is asked only where rules name countries.
type CountryOf func(ctx context.Context, practitioner uuid.UUID) (string, error)

// choose is the gateway of a new payment. Errors: ErrPrice when there is none for the currency.
func (s *Service) choose(currency, country string) (Gateway, error) {
	for _, r := range s.rules {
		if r.fits(currency, country) {
			return s.gateway(r.Gateway)
		}
	}
	return nil, PriceFault(PriceCurrency, money.Amount{Currency: currency})
}

// GatewayFor names the gateway that takes new payments in a currency for practitioners of a country. Errors: ErrPrice when
// there is none.
func (s *Service) GatewayFor(currency, country string) (string, error) {
	g, err := s.choose(currency, country)
	if err != nil {
		return "", err
	}
	return g.Name(), nil
}

// chooseFor is choose for a practitioner.
func (s *Service) chooseFor(ctx context.Context, practitioner uuid.UUID, currency string) (Gateway, error) {
	country := ""
	for _, r := range s.rules {
		if r.Country == "" || s.countryOf == nil {
			continue
		}
		var err error
		if country, err = s.countryOf(ctx, practitioner); err != nil {
			return nil, err
		}
		break
	}
	return s.choose(currency, country)
}

// Payable reports whether a price in a country can be paid online; a price of zero always can. Errors: ErrPrice.
func (s *Service) Payable(price money.Amount, country string) error {
	if price.Minor == 0 {
		return nil
	}
	g, err := s.choose(price.Currency, country)
	if err != nil {
		return err
	}
	if l, ok := g.(Limits); ok {
		return l.Takes(price)
	}
	return nil
}

// Way is how people pay a practitioner online.
type Way struct {
	Gateway string // its name in our records
	Title   string // as people know it
	Hosted  bool   // on the gateway's own pages: pay with the method Online
}

// WayOf says how a price of a practitioner is paid. Errors: ErrPrice when there is no gateway for the currency.
func (s *Service) WayOf(ctx context.Context, practitioner uuid.UUID, currency string) (Way, error) {
	g, err := s.chooseFor(ctx, practitioner, currency)
	if err != nil {
		return Way{}, err
	}
	return wayOf(g), nil
}

// WayFor says how the platform itself is paid, for what it sells from a country. Errors: ErrPrice as WayOf.
func (s *Service) WayFor(currency, country string) (Way, error) {
	g, err := s.choose(currency, country)
	if err != nil {
		return Way{}, err
	}
	return wayOf(g), nil
}

func wayOf(g Gateway) Way {
	w := Way{Gateway: g.Name(), Title: g.Name()}
	if h, ok := g.(Hosted); ok {
		w.Title, w.Hosted = h.Title(), true
	}
	return w
}
