package payment

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Statement is what moved for one booking, oldest first, and its sums; they are the ledger's. Amounts are minor units of
// Currency: Paid = Back + Credit + Kept, and Kept + Borne = Commission + Tax + Share.
type Statement struct {
	Items    []Taken
	Currency string

	Paid       int64 // taken from the payer
	FromCredit int64 // of it, from the payer's credit
	Back       int64 // sent back the way it came
	Credit     int64 // owed to the payer, because the gateway refused to send it back
	Kept       int64 // the rest
	Borne      int64 // what the platform adds to it for a promotion
	Commission int64 // the platform's part of what was kept
	Tax        int64 // what is owed to a tax office on the platform's part, or on the whole where it is the deemed supplier
	Share      int64 // the practitioner's part of it
	Withheld   int64 // collected for a tax office out of Share
}

// Taken is a payment that took money, with what was given back of it.
type Taken struct {
	Payment Payment
	At      time.Time // when the money was taken
	Refunds []RefundRecord
}

// StatementOf reads the statement of a booking. It asks nobody for permission: whoever may read the booking may read it.
// Errors: ErrNotFound when nothing was ever taken.
func (s *Service) StatementOf(ctx context.Context, q db.Querier, booking uuid.UUID) (Statement, error) {
	attempts, err := s.ByBooking(ctx, q, booking)
	if err != nil {
		return Statement{}, err
	}
	posted, err := captured(ctx, q, booking)
	if err != nil {
		return Statement{}, err
	}
	var out Statement
	for _, p := range slices.Backward(attempts) {
		if p.CapturedMinor == 0 {
			continue
		}
		refunds, err := s.Refunds(ctx, q, p.ID)
		if err != nil {
			return Statement{}, err
		}
		at := posted[p.captureKey()]
		if p.AtVenue() {
			at = *p.EarnedAt
		}
		out.add(Taken{Payment: p, At: at, Refunds: refunds})
	}
	if len(out.Items) == 0 {
		return Statement{}, ErrNotFound
	}
	return out, nil
}

// captured says when each payment of a booking was taken into the books, by event key.
func captured(ctx context.Context, q db.Querier, booking uuid.UUID) (map[string]time.Time, error) {
	entries, err := ledger.BookingEntries(ctx, q, booking)
	if err != nil {
		return nil, err
	}
	out := make(map[string]time.Time, len(entries))
	for _, e := range entries {
		out[e.EventKey] = e.At
	}
	return out, nil
}

func (s *Statement) add(t Taken) {
	p := t.Payment
	s.Items, s.Currency = append(s.Items, t), p.Currency
	var failed int64
	for _, r := range t.Refunds {
		if r.Status == RefundFailed {
			failed += r.AmountMinor - r.SetOffMinor // their bank gave them the rest
		}
	}
	s.Paid += p.TakenMinor()
	s.FromCredit += p.CreditMinor
	if p.OfCredit() {
		s.FromCredit += p.CapturedMinor
	}
	s.Back += p.BackMinor() - failed
	s.Credit += failed
	s.Kept += p.KeptMinor()
	s.Borne += p.BorneKeptMinor()
	s.Commission += p.CommissionKeptMinor()
	s.Tax += p.TaxKeptMinor()
	s.Share += p.ShareMinor()
	s.Withheld += p.WithheldKeptMinor()
}
