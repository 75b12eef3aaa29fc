package stripe

import (
	"strings"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"
)

// maxUnits is the largest amount that Stripe takes, in its own units: eight digits.
const maxUnits = 99_999_999

// The currencies without decimals at Stripe. ISK and UGX have none in ISO 4217 either, but Stripe wants them in
// hundredths that are always zero; MGA has none at Stripe and two in ISO 4217, and is left out.
const withoutDecimals = " BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF "

const inHundredths = " ISK UGX "

// The currencies with three decimals at Stripe: the last one must be zero.
const withThree = " BHD JOD KWD OMR TND "

// minimums is the least that can be charged, in minor units, where Stripe names one; elsewhere it goes by the
// settlement currency's and Stripe itself refuses.
var minimums = map[string]int64{
	"USD": 50, "AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50, "GBP": 30, "HKD": 400,
	"HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000,
}

// scale is how many of Stripe's units make one minor unit of a currency; 0 for currencies that it does not take.
func scale(currency string) int64 {
	exponent, err := money.Exponent(currency)
	padded := " " + currency + " "
	switch {
	case err != nil, currency == "MGA":
		return 0
	case exponent == 2:
		return 1
	case exponent == 0 && strings.Contains(inHundredths, padded):
		return 100
	case exponent == 0 && strings.Contains(withoutDecimals, padded), exponent == 3 && strings.Contains(withThree, padded):
		return 1
	}
	return 0
}

// Takes reports whether an amount can be charged: payment.ErrPrice says what is wrong with it.
func (g *Gateway) Takes(a money.Amount) error {
	by := scale(a.Currency)
	switch {
	case by == 0:
		return payment.PriceFault(payment.PriceCurrency, a)
	case a.Minor < max(minimums[a.Currency], 1):
		return payment.PriceFault(payment.PriceTooLow, money.Amount{Minor: max(minimums[a.Currency], 1), Currency: a.Currency})
	case a.Minor > maxUnits/by:
		return payment.PriceFault(payment.PriceTooHigh, money.Amount{Minor: maxUnits / by, Currency: a.Currency})
	case a.Minor%g.Step(a.Currency) != 0:
		return payment.PriceFault(payment.PriceStep, money.Amount{Minor: g.Step(a.Currency), Currency: a.Currency})
	}
	return nil
}

// Step is what amounts of a currency are multiples of, in minor units.
func (g *Gateway) Step(currency string) int64 {
	if strings.Contains(withThree, " "+currency+" ") {
		return 10
	}
	return 1
}

// inWhole are the currencies with two decimals that Stripe pays out in whole units only.
const inWhole = " HUF TWD "

// PayoutStep is what payouts of a currency are multiples of, in minor units.
func (g *Gateway) PayoutStep(currency string) int64 {
	if strings.Contains(inWhole, " "+currency+" ") {
		return 100
	}
	return g.Step(currency)
}

// units is an amount as Stripe counts; minor the way back.
func units(a money.Amount) int64 { return a.Minor * scale(a.Currency) }

func minor(units int64, currency string) int64 {
	if by := scale(currency); by > 1 {
		return units / by
	}
	return units
}

// iso is a currency as we write it.
func iso[T ~string](currency T) string { return strings.ToUpper(string(currency)) }

func amount[T ~string](units int64, currency T) money.Amount {
	return money.Amount{Minor: minor(units, iso(currency)), Currency: iso(currency)}
}

// lower is a currency as Stripe writes it.
func lower(currency string) *string {
	s := strings.ToLower(currency)
	return &s
}
