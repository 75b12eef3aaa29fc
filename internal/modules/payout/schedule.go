package payout

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Cadence is how often a practitioner is paid.
type Cadence string

// The cadences.
const (
	Daily   Cadence = "daily"
	Weekly  Cadence = "weekly"  // on Mondays
	Monthly Cadence = "monthly" // on the first
)

// Cadences are all of them, the most frequent first.
var Cadences = []Cadence{Daily, Weekly, Monthly}

// next is the first payout day after a day.
func (c Cadence) next(day time.Time) time.Time {
	switch c {
	case Daily:
		return day.AddDate(0, 0, 1)
	case Monthly:
		return time.Date(day.Year(), day.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	}
	ahead := (8 - int(day.Weekday())) % 7
	if ahead == 0 {
		ahead = 7
	}
	return day.AddDate(0, 0, ahead)
}

// today is the calendar day of now where payouts are scheduled, as a date in UTC.
func (p Policy) today(now time.Time) time.Time {
	y, m, d := now.In(p.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// minimum is the smallest payout in a currency: the brand's, or the practitioner's own wish if it is more.
func (p Policy) minimum(currency string, own int64) int64 {
	least := int64(1)
	if currency == p.Currency {
		least = p.MinimumMinor
	}
	return max(least, own)
}

func date(t time.Time) pgtype.Date { return pgtype.Date{Time: t, Valid: true} }
