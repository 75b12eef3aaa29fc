package pack

import (
	"encoding/json"
	"time"

	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where a package stands.
type Status string

// The statuses.
const (
	Unpaid Status = "unpaid"   // its payment has not been decided
	Active Status = "active"   // bought; it may be used up or past its end all the same
	Repaid Status = "refunded" // every session was paid back: it is over
	Void   Status = "void"     // its payment came to nothing
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
	Quote                tariff.Quote // how Price is taken apart, as agreed
	StepMinor            int64        // what its sessions cost is a multiple of it; 1 of what was sold before there were steps
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

// Bought reports that the package was paid, whatever became of it since.
func (p Pack) Bought() bool { return p.Status == Active || p.Status == Repaid }

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
	for i, part := range p.Parts() {
		if !spent[i] {
			out.Minor += part.ListMinor
		}
	}
	return out
}

// Parts are what the sessions cost, by their number. They sum to what was paid.
func (p Pack) Parts() []tariff.Quote { return p.Quote.Parts(p.Sessions, p.StepMinor) }

// Next is what the next session costs that is drawn. The zero Quote: none is left.
func (p Pack) Next() tariff.Quote {
	spent := map[int]bool{}
	for _, u := range p.Uses {
		spent[u.No] = spent[u.No] || u.ReturnedAt.IsZero()
	}
	for i, part := range p.Parts() {
		if !spent[i+1] {
			return part
		}
	}
	return tariff.Quote{}
}

// columns are the parts as the queries take them.
func columns(parts []tariff.Quote) (amounts, commissions []int64) {
	for _, p := range parts {
		amounts, commissions = append(amounts, p.ListMinor), append(commissions, p.CommissionMinor())
	}
	return amounts, commissions
}

func packOf(r packdb.PackPack) Pack {
	p := Pack{ID: r.ID, Code: r.Code, OfferID: r.OfferID, OwnerID: r.OwnerID, PractitionerID: r.PractitionerID,
		PractitionerPersonID: r.PractitionerPersonID, PractitionerName: r.PractitionerName, ServiceID: r.ServiceID, ServiceName: r.ServiceName,
		Sessions: int(r.Sessions), StepMinor: int64(r.StepMinor), Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency},
		ValidDays: int(r.ValidDays), Status: Status(r.Status), Version: r.Version}
	if r.PaymentID != nil {
		p.PaymentID = *r.PaymentID
	}
	if err := json.Unmarshal(r.Quote, &p.Quote); err != nil {
		panic(err) // written by beginTx, and the column holds objects only
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
