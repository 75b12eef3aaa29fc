package pack

import (
	"time"

	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where a package stands.
type Status string

// The statuses.
const (
	Unpaid Status = "unpaid" // its payment has not been decided
	Active Status = "active" // bought; it may be used up or over all the same
	Void   Status = "void"   // its payment came to nothing
)

// Pack is a package somebody bought, on the terms of that day. Instants are UTC.
type Pack struct {
	ID                   uuid.UUID
	Code                 string // eight letters and digits, for people
	OfferID              uuid.UUID
	OwnerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	PractitionerName     string
	ServiceID            uuid.UUID
	ServiceName          string
	Sessions             int
	Price                money.Amount
	CommissionMinor      int64 // of Price, as agreed
	ValidDays            int
	Status               Status
	PaymentID            uuid.UUID // zero until it is bought
	BoughtAt             time.Time
	ValidUntil           time.Time // sessions must begin before
	Version              int64
	Uses                 []Use // oldest first; only where a method says so
}

// Kind is what became of a session.
type Kind string

// The kinds.
const (
	Drawn    Kind = "draw"   // for a booking
	Refunded Kind = "refund" // paid back
	Expired  Kind = "expiry" // nobody used it until the end
)

// Use is what became of one session.
type Use struct {
	No              int // of the session, from 1
	Kind            Kind
	BookingID       uuid.UUID // of Drawn
	AmountMinor     int64     // the session's part of the price
	CommissionMinor int64
	At              time.Time
	ReturnedAt      time.Time // when a drawn session came back; zero: it did not
}

// Count is how many sessions are spent in this way now.
func (p Pack) Count(k Kind) (n int) {
	for _, u := range p.Uses {
		if u.Kind == k && u.ReturnedAt.IsZero() {
			n++
		}
	}
	return n
}

// Left is how many sessions are free, whether the package still holds or not.
func (p Pack) Left() int { return p.Sessions - p.Count(Drawn) - p.Count(Refunded) - p.Count(Expired) }

// Holds reports that sessions may be drawn and refunded at now.
func (p Pack) Holds(now time.Time) bool { return p.Status == Active && now.Before(p.ValidUntil) }

// Unused is what the free sessions cost: what a refund gives back.
func (p Pack) Unused() money.Amount {
	spent := make([]bool, p.Sessions)
	for _, u := range p.Uses {
		if u.ReturnedAt.IsZero() {
			spent[u.No-1] = true
		}
	}
	out := money.Amount{Currency: p.Price.Currency}
	for i, part := range PartsOf(p.Price.Minor, p.CommissionMinor, p.Sessions) {
		if !spent[i] {
			out.Minor += part.AmountMinor
		}
	}
	return out
}

// Next is what the next session costs that is drawn. The zero Part: none is left.
func (p Pack) Next() Part {
	spent := map[int]bool{}
	for _, u := range p.Uses {
		spent[u.No] = spent[u.No] || u.ReturnedAt.IsZero()
	}
	for i, part := range PartsOf(p.Price.Minor, p.CommissionMinor, p.Sessions) {
		if !spent[i+1] {
			return part
		}
	}
	return Part{}
}

// Part is one session's share of a package, in minor units.
type Part struct{ AmountMinor, CommissionMinor int64 }

// PartsOf splits price and commission over the sessions, by rounding the running total (design/payments.md §3): the parts
// sum to the whole, differ by one unit at most, and no commission exceeds its part. price is at least sessions.
func PartsOf(price, commission int64, sessions int) []Part {
	out := make([]Part, sessions)
	var paid, taken int64
	for i := range out {
		toPay := running(price, int64(i+1), int64(sessions))
		toTake := running(commission, toPay, price)
		out[i] = Part{toPay - paid, toTake - taken}
		paid, taken = toPay, toTake
	}
	return out
}

// running is round-half-up(whole × part / of), part being at most of, so that it always fits.
func running(whole, part, of int64) int64 {
	n, err := money.MulDivRound(whole, part, of)
	if err != nil {
		panic(err) // a negative price, which the table refuses
	}
	return n
}

// columns are the parts as the queries take them.
func columns(parts []Part) (amounts, commissions []int64) {
	for _, p := range parts {
		amounts, commissions = append(amounts, p.AmountMinor), append(commissions, p.CommissionMinor)
	}
	return amounts, commissions
}

func packOf(r packdb.PackPack) Pack {
	p := Pack{ID: r.ID, Code: r.Code, OfferID: r.OfferID, OwnerID: r.OwnerID, PractitionerID: r.PractitionerID,
		PractitionerPersonID: r.PractitionerPersonID, PractitionerName: r.PractitionerName, ServiceID: r.ServiceID, ServiceName: r.ServiceName,
		Sessions: int(r.Sessions), Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency}, CommissionMinor: r.CommissionMinor,
		ValidDays: int(r.ValidDays), Status: Status(r.Status), Version: r.Version}
	if r.PaymentID != nil {
		p.PaymentID = *r.PaymentID
	}
	p.BoughtAt, p.ValidUntil = utc(r.BoughtAt), utc(r.ValidUntil)
	return p
}

func useOf(r packdb.PackUse) Use {
	u := Use{No: int(r.SessionNo), Kind: Kind(r.Kind), AmountMinor: r.AmountMinor, CommissionMinor: r.CommissionMinor, At: r.UsedAt.UTC(), ReturnedAt: utc(r.ReturnedAt)}
	if r.BookingID != nil {
		u.BookingID = *r.BookingID
	}
	return u
}

// utc is zero for null.
func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
