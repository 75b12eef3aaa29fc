package tariff

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A number of a tax office: its shape, and the check that is built into it where there is one.
type numberRule struct {
	shape *regexp.Regexp
	sound func(digits string) bool // nil: the shape is all
}

func shape(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }

// numberRules are by country; the prefix of a VAT number is cut off before.
var numberRules = map[string]numberRule{
	"IN": {shape(`(0[1-9]|[1-3][0-9]|97|99)[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]`), soundGSTIN},
	"GB": {shape(`[0-9]{9}([0-9]{3})?`), soundGB},
	"AT": {shape(`U[0-9]{8}`), nil}, "BE": {shape(`[01][0-9]{9}`), soundBE}, "BG": {shape(`[0-9]{9,10}`), nil},
	"HR": {shape(`[0-9]{11}`), soundMod11_10}, "CY": {shape(`[0-9]{8}[A-Z]`), nil}, "CZ": {shape(`[0-9]{8,10}`), nil},
	"DK": {shape(`[0-9]{8}`), func(s string) bool { return weighted(s, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }},
	"EE": {shape(`[0-9]{9}`), func(s string) bool { return weighted(s, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 }},
	"FI": {shape(`[0-9]{8}`), func(s string) bool { return weighted(s, 7, 9, 10, 5, 8, 4, 2, 1)%11 == 0 }},
	"FR": {shape(`[0-9A-HJ-NP-Z]{2}[0-9]{9}`), soundFR}, "DE": {shape(`[1-9][0-9]{8}`), soundMod11_10},
	"GR": {shape(`[0-9]{9}`), nil}, "HU": {shape(`[0-9]{8}`), func(s string) bool { return weighted(s, 9, 7, 3, 1, 9, 7, 3, 1)%10 == 0 }},
	"IE": {shape(`[0-9][0-9A-Z+*][0-9]{5}[A-Z]{1,2}`), nil}, "IT": {shape(`[0-9]{11}`), soundLuhn},
	"LV": {shape(`[0-9]{11}`), nil}, "LT": {shape(`[0-9]{9}|[0-9]{12}`), nil},
	"LU": {shape(`[0-9]{8}`), func(s string) bool { return number(s[:6])%89 == number(s[6:]) }},
	"MT": {shape(`[0-9]{8}`), nil}, "NL": {shape(`[0-9]{9}B[0-9]{2}`), nil},
	"PL": {shape(`[0-9]{10}`), func(s string) bool { return weighted(s, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == number(s[9:]) }},
	"PT": {shape(`[0-9]{9}`), func(s string) bool { return (11-weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11)%11%10 == number(s[8:]) }},
	"RO": {shape(`[0-9]{2,10}`), nil}, "SK": {shape(`[0-9]{10}`), func(s string) bool { return number(s)%11 == 0 }},
	"SI": {shape(`[1-9][0-9]{7}`), nil}, "ES": {shape(`[0-9A-Z][0-9]{7}[0-9A-Z]`), nil}, "SE": {shape(`[0-9]{12}`), func(s string) bool { return soundLuhn(s[:10]) }},
}

// Countries are those whose taxes and numbers are known here, in the order of their codes.
func Countries() []string { return slices.Sorted(maps.Keys(numberRules)) }

// TaxNumber writes a tax number as the office of the country does, without spaces and the country's prefix, and reports
// whether it can be one. Countries that are not known have no numbers.
func TaxNumber(country, typed string) (string, bool) {
	n := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "").Replace(typed))
	prefix := country
	if country == "GR" {
		prefix = "EL"
	}
	if country != "IN" {
		n = strings.TrimPrefix(n, prefix)
	}
	rule, known := numberRules[country]
	ok := known && rule.shape.MatchString(n) && (rule.sound == nil || rule.sound(n))
	return n, ok
}

func number(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// weighted is the sum of the first digits times the weights.
func weighted(digits string, weights ...int) (sum int) {
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return sum
}

const base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// soundGSTIN is the check character of the Indian number: Luhn in base 36.
func soundGSTIN(s string) bool {
	sum := 0
	for i := range 14 {
		p := strings.IndexByte(base36, s[i]) * (1 + i%2)
		sum += p/36 + p%36
	}
	return base36[(36-sum%36)%36] == s[14]
}

// soundGB is modulo 97, in its older form or in the one that began in 2010.
func soundGB(s string) bool {
	rest := (weighted(s, 8, 7, 6, 5, 4, 3, 2) + number(s[7:9])) % 97
	return rest == 0 || (rest+55)%97 == 0
}

func soundBE(s string) bool { return 97-number(s[:8])%97 == number(s[8:]) }

// soundFR is the two digits in front of a company's number; keys with letters have no public check.
func soundFR(s string) bool {
	if s[0] > '9' || s[1] > '9' {
		return true
	}
	return (12+3*(number(s[2:])%97))%97 == number(s[:2])
}

// soundMod11_10 is ISO 7064.
func soundMod11_10(s string) bool {
	p := 10
	for _, d := range s[:len(s)-1] {
		if p = (int(d-'0') + p) % 10; p == 0 {
			p = 10
		}
		p = 2 * p % 11
	}
	return (11-p)%10 == int(s[len(s)-1]-'0')
}

func soundLuhn(s string) bool {
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i]-'0') * (1 + i%2)
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
