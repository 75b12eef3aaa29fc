package booking

import (
	"time"

	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Who ends a booking decides what goes back.
const (
	bySeeker       = "seeker"
	byPractitioner = "practitioner"
	byAdmin        = "admin"
	bySystem       = "system"
)

// Terms say what cancelling costs: the sentence before paying, the preview and the refund are all this one value.
type Terms struct {
	FreeUntil time.Time    // cancelling is free up to and including this instant
	Fee       money.Amount // kept afterwards
	Refund    money.Amount // given back afterwards
}

// TermsOf computes the terms of a booking from its own snapshot of the policy. What is given back of a booking from a
// package is its session.
func TermsOf(b *Booking) Terms {
	fee, err := money.Bps(b.Price.Minor, int64(b.LateCancelFeeBps))
	if err != nil {
		fee = b.Price.Minor // cannot be: price and basis points are bounded by the table
	}
	if fee < b.Price.Minor {
		fee = money.Down(fee, b.Price.Currency) // to the client's good; the whole price is no sum of ours
	}
	if b.PackID != uuid.Nil && fee > 0 {
		fee = b.Price.Minor // a session of a package is spent whole, or not at all
	}
	free := b.Start.Add(-time.Duration(b.FreeCancelHours) * time.Hour)
	if b.LateCancelFeeBps == 0 {
		free = b.Start // nothing is ever kept: there is no hour from which on it would be late
	}
	return Terms{
		FreeUntil: free,
		Fee:       money.Amount{Minor: fee, Currency: b.Price.Currency},
		Refund:    money.Amount{Minor: b.Price.Minor - fee, Currency: b.Price.Currency},
	}
}

// RefundIf is what would go back if the booking were cancelled at now by the given side. A practitioner's or
// operator's cancellation gives everything back, and so does one that the practitioner's own move caused.
func RefundIf(b *Booking, by string, now time.Time) money.Amount {
	t := TermsOf(b)
	if by != bySeeker || b.FreeCancel || b.Status == Pending || !now.After(t.FreeUntil) {
		return b.Price
	}
	return t.Refund
}
