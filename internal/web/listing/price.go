package listing

import (
	"strconv"
	"strings"

	"klear/internal/platform/apperr"
	"klear/internal/platform/money"
)

var errPrice = apperr.New(apperr.Unprocessable, "bad_price", "Write the price as a number, like 1200.")

// grouping is what people write between digits, or before them, without meaning anything by it.
var grouping = strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "", "_", "", "₹", "", "$", "", "€", "", "£", "")

// parsePrice reads "1,200", "₹1200.50" or "१२००" as minor units; more decimals than the currency has are refused, as is
// everything that is no plain amount.
func parsePrice(s, currency string) (int64, error) {
	exp, err := money.Exponent(currency)
	if err != nil {
		return 0, err
	}
	whole, part, _ := strings.Cut(grouping.Replace(digits.Replace(strings.TrimSpace(s))), ".")
	if whole == "" || len(part) > exp || len(whole) > 12 {
		return 0, errPrice
	}
	all := whole + part + strings.Repeat("0", exp-len(part))
	n, err := strconv.ParseUint(all, 10, 62)
	if err != nil {
		return 0, errPrice.With(err)
	}
	return int64(n), nil
}
