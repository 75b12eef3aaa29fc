package money

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
)

// ErrText is what Parse says of a text that is no amount of the currency.
var ErrText = errors.New("money: no such amount")

// Parse reads an amount of a currency as people write it: "1200", "₹1,200.50", "1 200,50", "१,२००". The last separator
// divides the decimals when both kinds are there, or when it stands once with other than three digits after it; a point
// that stands once always does. More decimals than the currency has are refused rather than rounded. Errors: ErrCurrency,
// ErrText.
func Parse(text, code string) (Amount, error) {
	exp, err := Exponent(code)
	if err != nil {
		return Amount{}, err
	}
	digits := plain(text, code)
	whole, fraction := divide(digits)
	fraction = strings.TrimRight(fraction, "0")
	if whole+fraction == "" && !strings.Contains(digits, "0") || len(fraction) > exp {
		return Amount{}, ErrText
	}
	minor, err := strconv.ParseUint("0"+whole+fraction+strings.Repeat("0", exp-len(fraction)), 10, 63)
	if err != nil {
		return Amount{}, ErrText
	}
	return Amount{Minor: int64(minor), Currency: code}, nil
}

// plain writes ASCII digits and leaves spaces, the currency's signs and its code out. What is then no digit and no
// separator makes the amount unreadable.
func plain(text, code string) string {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), code), code)
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Sc, r), r == '\'', r == '’':
			return -1
		case unicode.IsDigit(r):
			return '0' + (r-zeroOf(r))%10
		case r == '٫':
			return '.'
		case r == '٬':
			return ','
		}
		return r
	}, text)
}

// zeroOf is the zero of the script of a digit: scripts begin their row of ten at 0 or at 6 of sixteen.
func zeroOf(r rune) rune {
	if row := r &^ 0xF; unicode.IsDigit(row) {
		return row
	}
	return r&^0xF + 6
}

// divide tells the whole from the decimals and drops what only groups digits. What is no number at all is given back as
// it is: the parser refuses it.
func divide(s string) (whole, fraction string) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, ""
	}
	sign, other := s[last:last+1], "."
	if sign == "." {
		other = ","
	}
	alone, digits := strings.Count(s, sign) == 1, len(s)-last-1
	if alone && (sign == "." || strings.Contains(s, other) || digits != 3) {
		return ungroup(s[:last], other), s[last+1:]
	}
	if strings.Contains(s, other) {
		return s, ""
	}
	return ungroup(s, sign), ""
}

// ungroup takes the marks between groups of digits out: two or three digits follow each, one at least goes before.
func ungroup(s, sign string) string {
	groups := strings.Split(s, sign)
	for i, g := range groups {
		if i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) || i > 0 && len(g) != 2 && len(g) != 3 || i > 0 && i == len(groups)-1 && len(g) != 3 {
			return s
		}
	}
	return strings.Join(groups, "")
}
