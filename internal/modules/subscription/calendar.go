package subscription

import (
	"time"

	"klear/internal/platform/money"
)

// after is the instant n cycles after the anchor, at the anchor's time of day (UTC). A day that the month does not have is
// its last one: counted from the anchor and not from the period before, so that a 31st comes back after a February, and a
// 29 February in the next leap year.
func after(anchor time.Time, c Cycle, n int) time.Time {
	anchor = anchor.UTC()
	months := n
	if c == Yearly {
		months = 12 * n
	}
	first := time.Date(anchor.Year(), anchor.Month()+time.Month(months), 1, anchor.Hour(), anchor.Minute(), anchor.Second(), anchor.Nanosecond(), time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(anchor.Day(), last)-1)
}

// share is round-half-up(whole × part / of), by the second, rounded down to the currency's step; part is cut to of. Both is to the
// subscriber's favour: of a new plan less is charged, and of the one that runs less went by.
func share(whole money.Amount, part, of time.Duration) int64 {
	p, o := max(int64(part/time.Second), 0), max(int64(of/time.Second), 1)
	n, err := money.MulDivRound(whole.Minor, min(p, o), o)
	if err != nil {
		panic(err) // whole is not negative, says the table, and the result is not more
	}
	if n == whole.Minor {
		return n // the whole is no sum of ours
	}
	return money.Down(n, whole.Currency)
}

// nextEarning is when the next part of a period becomes revenue: the turn of the month, or its end.
func nextEarning(at, end time.Time) time.Time {
	at = at.UTC()
	turn := time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	if turn.Before(end) {
		return turn
	}
	return end
}

// retryDays are the days after the failed renewal on which it is tried again.
var retryDays = [...]int{1, 3, 5, 7}
