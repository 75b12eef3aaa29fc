package catalog

import (
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"
)

// Payable says whether a price in a country (ISO 3166-1 alpha-2, "" when it is not known) can be paid online; its errors are
// *apperr.Error with words for whoever sets the price. A price of zero always can.
type Payable func(price money.Amount, country string) error

// payable refuses a price, while it is being set, that no gateway would take from a client later. Errors: validation.
func (c *Catalog) payable(price money.Amount, country string) error {
	if c.Payable == nil {
		return nil
	}
	err := c.Payable(price, country)
	e, explained := apperr.As(err)
	if !explained {
		return err
	}
	var v checker
	v.Add("price", "not_payable", "%s", e.Message)
	return v.Err()
}
