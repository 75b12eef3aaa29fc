package payout

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/money"
)

// MaxStatement is the longest statement, in lines.
const MaxStatement = 5000

// Statement is what moved a practitioner's money in a stretch of time: Before + the lines = After, and After is what the
// books held as payable at its end.
type Statement struct {
	Name          string // of the practitioner
	From, To      time.Time
	Before, After money.Amount
	Lines         []Line // oldest first; payouts are negative
	Cut           bool   // there are more than MaxStatement lines: ask for a shorter time
}

// Moved is the sum of the lines.
func (x Statement) Moved() money.Amount {
	return money.Amount{Minor: x.After.Minor - x.Before.Minor, Currency: x.Before.Currency}
}

// Came is the sum of the lines above nothing.
func (x Statement) Came() money.Amount {
	out := money.Amount{Currency: x.Before.Currency}
	for _, l := range x.Lines {
		out.Minor += max(l.Amount.Minor, 0)
	}
	return out
}

// Went is the sum of the lines below nothing.
func (x Statement) Went() money.Amount {
	return money.Amount{Minor: x.Moved().Minor - x.Came().Minor, Currency: x.Before.Currency}
}

// StatementOf reads the own statement for [from, to) in one currency; "": the practice's. Errors: those of own.
func (s *Service) StatementOf(ctx context.Context, who identity.Principal, currency string, from, to time.Time) (Statement, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return Statement{}, err
	}
	if currency == "" {
		currency = p.Currency
	}
	q, owner := on(s.DB), p.ID.String()
	before, err := q.Before(ctx, payoutdb.BeforeParams{Practitioner: owner, Currency: currency, Until: from})
	if err != nil {
		return Statement{}, err
	}
	rows, err := q.Month(ctx, payoutdb.MonthParams{Practitioner: owner, Currency: currency, Since: from, Until: to, MaxRows: MaxStatement + 1})
	if err != nil {
		return Statement{}, err
	}
	out := Statement{Name: p.DisplayName, From: from, To: to, Cut: len(rows) > MaxStatement}
	sum := before
	for _, r := range rows[:min(len(rows), MaxStatement)] {
		out.Lines = append(out.Lines, lineOf(r.TransactionID, r.Event, r.OccurredAt, r.BookingID, r.Code, r.AmountMinor, currency))
		sum += r.AmountMinor
	}
	out.Before, out.After = money.Amount{Minor: before, Currency: currency}, money.Amount{Minor: sum, Currency: currency}
	return out, nil
}
