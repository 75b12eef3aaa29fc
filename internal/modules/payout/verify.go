package payout

import (
	"context"
	"fmt"

	"klear/internal/platform/db"
)

// Off is a payout whose row is not what the books say of it, or whose lines are not the postings that they name. Amounts are
// minor units: by its record, and in the books.
type Off struct {
	Payout                      string // its id
	SentMinor, LedgerSent       int64
	ArrivedMinor, LedgerArrived int64
	ReturnedMinor, LedgerBack   int64
	LinesMinor                  int64 // what the postings sum to that it is made of
}

// String says it in a line.
func (o Off) String() string {
	return fmt.Sprintf("payout %s: sent %d in the books, %d by its record; arrived %d and %d; returned %d and %d; its lines are worth %d (minor units)", o.Payout,
		o.LedgerSent, o.SentMinor, o.LedgerArrived, o.ArrivedMinor, o.LedgerBack, o.ReturnedMinor, o.LinesMinor)
}

// VerifyPayouts compares every payout with what was posted of it, and its lines with the postings that they name; at most
// 1,000 are named. Give it a repeatable-read transaction when payouts are running.
func (s *Service) VerifyPayouts(ctx context.Context, q db.Querier) ([]Off, error) {
	rows, err := on(q).PayoutsOffTheLedger(ctx)
	var out []Off
	for _, r := range rows {
		out = append(out, Off{r.Payout, r.SentMinor, r.LedgerSentMinor, r.ArrivedMinor, r.LedgerArrivedMinor, r.ReturnedMinor, r.LedgerReturnedMinor, r.LinesMinor})
	}
	return out, err
}
