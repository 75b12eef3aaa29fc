package tariff

import "klear/internal/platform/money"

// Split is the pure part of a quote, for tests that ask a million times.
var Split = split

// SplitOff is the same of a price that something is taken off.
func SplitOff(price money.Amount, o Off, r Rule, t Taxes) (Quote, error) { return o.of(price, r, t) }
