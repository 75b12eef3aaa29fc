// Package money holds amounts as integer minor units of an ISO 4217 currency. There are no floats in it. Percentages
// are basis points (1 bp = 0.01 %). Formatting for people follows CLDR through bojanz/currency.
package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/bojanz/currency"
)

// Amount is a number of minor units (paise, cents, fils, yen) of Currency (ISO 4217, upper case).
type Amount struct {
	Minor    int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Errors of this package.
var (
	ErrCurrency = errors.New("money: unknown currency")
	ErrMixed    = errors.New("money: amounts of two currencies")
	ErrOverflow = errors.New("money: amount out of range")
)

// Exponent returns the number of decimals of a currency in ISO 4217: JPY 0, INR 2, KWD 3.
func Exponent(code string) (int, error) {
	d, ok := currency.GetDigits(code)
	if !ok {
		return 0, fmt.Errorf("%w %q", ErrCurrency, code)
	}
	return int(d), nil
}

// New checks the currency.
func New(minor int64, code string) (Amount, error) {
	if _, err := Exponent(code); err != nil {
		return Amount{}, err
	}
	return Amount{minor, code}, nil
}

// Add sums two amounts of one currency.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, ErrMixed
	}
	s := a.Minor + b.Minor
	if (s > a.Minor) != (b.Minor > 0) && b.Minor != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{s, a.Currency}, nil
}

// Decimal renders the plain number with the currency's decimals ("1200.00", "5124" for JPY).
func (a Amount) Decimal() string {
	exp, err := Exponent(a.Currency)
	if err != nil {
		exp = 2
	}
	sign, m := "", uint64(a.Minor)
	if a.Minor < 0 {
		sign, m = "-", uint64(-a.Minor)
	}
	if exp == 0 {
		return fmt.Sprintf("%s%d", sign, m)
	}
	p := uint64(math.Pow10(exp))
	return fmt.Sprintf("%s%d.%0*d", sign, m/p, exp, m%p)
}

// Format renders the amount for a reader of the BCP 47 locale ("₹1,25,000" in en-IN). With trim, decimals that are
// all zero are hidden, as prices on pages do; ledgers and invoices pass false. Minus is U+2212.
func (a Amount) Format(locale string, trim bool) string {
	abs := a
	if a.Minor < 0 {
		abs.Minor = -a.Minor
	}
	amt, err := currency.NewAmount(abs.Decimal(), a.Currency)
	if err != nil {
		return a.Decimal() + " " + a.Currency
	}
	f := currency.NewFormatter(currency.NewLocale(locale))
	if trim {
		exp, _ := Exponent(a.Currency)
		if abs.Minor%int64(math.Pow10(exp)) == 0 {
			f.MinDigits, f.MaxDigits = 0, 0
		}
	}
	s := f.Format(amt)
	if a.Minor < 0 {
		s = "−" + s
	}
	return s
}

// MulDivRound computes round-half-up(a*num/den) for a, num >= 0 and den > 0 in 128 bits. Sources: design/payments.md §3.
func MulDivRound(a, num, den int64) (int64, error) {
	if a < 0 || num < 0 || den <= 0 {
		return 0, fmt.Errorf("%w: MulDivRound(%d, %d, %d)", ErrOverflow, a, num, den)
	}
	hi, lo := bits.Mul64(uint64(a), uint64(num))
	half := uint64(den) / 2
	var carry uint64
	lo, carry = bits.Add64(lo, half, 0)
	hi += carry
	if hi >= uint64(den) {
		return 0, ErrOverflow
	}
	q, _ := bits.Div64(hi, lo, uint64(den))
	return fit(q)
}

func fit(q uint64) (int64, error) {
	if q > math.MaxInt64 {
		return 0, ErrOverflow
	}
	return int64(q), nil
}

// Step is what amounts of a currency are rounded to where a rule of ours makes them, in minor units: with three decimals the
// last one is no coin, and card networks take none. Unknown currencies have the step 1.
func Step(currency string) int64 {
	if exponent, err := Exponent(currency); err == nil && exponent == 3 {
		return 10
	}
	return 1
}

// Down rounds an amount that a rule of ours makes down to Step, and Up rounds it up; minor is not negative. What people choose
// themselves, a list price above all, is not rounded: it is judged where it is set, by the gateway that would take it.
func Down(minor int64, currency string) int64 { return minor - minor%Step(currency) }

// Up is Down to the other side.
func Up(minor int64, currency string) int64 { return Down(minor+Step(currency)-1, currency) }

// Bps returns round-half-up(amount × bps / 10,000): commission is rounded once, and the other side gets the rest.
func Bps(minor int64, bps int64) (int64, error) { return MulDivRound(minor, bps, 10_000) }

// CumulativeReversal is how much of fee to give back when the refunds of a capture have reached refundedSoFar in total
// and reversedSoFar of the fee was given back before. Rounding the running total, not each refund, makes the parts sum
// to the fee exactly and never over-reverse (design/payments.md §3 rule 3).
func CumulativeReversal(fee, captured, refundedSoFar, reversedSoFar int64) (int64, error) {
	if captured == 0 {
		return 0, nil
	}
	total, err := MulDivRound(fee, refundedSoFar, captured)
	if err != nil {
		return 0, err
	}
	return total - reversedSoFar, nil
}
