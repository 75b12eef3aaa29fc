package subscription

import (
	"context"
	"fmt"

	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
)

// Off is a paid period that is not what the books hold back for it. Amounts are minor units of Currency.
type Off struct {
	Period      string // its id
	Currency    string
	Minor       int64 // not earned yet, without tax, by its record
	LedgerMinor int64 // in its account of deferred revenue
}

// String says it in a line.
func (o Off) String() string {
	return fmt.Sprintf("plan period %s: %d %s is deferred in the books, %d by its record (minor units)", o.Period, o.LedgerMinor, o.Currency, o.Minor)
}

// VerifyPeriods compares every paid period with its account of deferred revenue: what it is worth, less what was carried on, given
// back, earned, and owed as tax. At most 1,000 are named. Give it a repeatable-read transaction while the server runs.
func (s *Service) VerifyPeriods(ctx context.Context, q db.Querier) ([]Off, error) {
	rows, err := subscriptiondb.New(q).PeriodsOffTheLedger(ctx)
	var out []Off
	for _, r := range rows {
		out = append(out, Off{r.Period, r.Currency, r.Minor, r.LedgerMinor})
	}
	return out, err
}
