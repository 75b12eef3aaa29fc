package importfile

import (
	"errors"
	"strconv"
	"strings"
)

var errDecimal = errors.New("importfile: not a plain decimal")

// parseDecimal reads "1200", "1200.5" or "-3.25" exactly as an integer of 10^-places. It never rounds: more decimals
// than places, unless they are zeros, are an error.
func parseDecimal(s string, places int) (int64, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" || len(fraction) > places || strings.ContainsAny(digits, "+-_ ") {
		return 0, errDecimal
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		return 0, errDecimal
	}
	if negative {
		n = -n
	}
	return n, nil
}

// formatDecimal is the inverse of parseDecimal, with all decimals shown.
func formatDecimal(n int64, places int) string {
	s, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		s, sign = s[1:], "-"
	}
	if places == 0 {
		return sign + s
	}
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	return sign + s[:len(s)-places] + "." + s[len(s)-places:]
}
