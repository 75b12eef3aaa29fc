package stripetest

import (
	"net/url"
	"strconv"
	"strings"
)

// tags reads "name[key]=value".
func tags(f url.Values, name string) map[string]string {
	out := map[string]string{}
	for k := range f {
		if key, ok := strings.CutPrefix(k, name+"["); ok {
			out[strings.TrimSuffix(key, "]")] = f.Get(k)
		}
	}
	return out
}

func number(f url.Values, name string) int64 {
	n, _ := strconv.ParseInt(f.Get(name), 10, 64)
	return n
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func count(v any) int64 {
	n, _ := v.(int64)
	return n
}

func within(at int64, from, before string) bool {
	a, _ := strconv.ParseInt(from, 10, 64)
	b, err := strconv.ParseInt(before, 10, 64)
	return at >= a && (err != nil || at < b)
}

// minimums are those of docs.stripe.com/currencies#minimum-and-maximum-charge-amounts that the tests touch.
var minimums = map[string]int64{"inr": 50, "jpy": 50, "usd": 50, "eur": 50}

// chargeable checks an amount as documented: minimum, eight digits, and a last zero in currencies of three decimals.
func chargeable(amount int64, currency string) *fault {
	switch {
	case amount < max(minimums[currency], 1):
		return invalid("amount_too_small")
	case amount > 99_999_999:
		return invalid("amount_too_large")
	case strings.Contains("bhd jod kwd omr tnd", currency) && amount%10 != 0:
		return invalid("parameter_invalid_integer")
	}
	return nil
}
