package promo

import (
	"strings"
	"time"

	"klear/internal/modules/promo/internal/promodb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Bearer is who bears what a code takes off.
type Bearer string

// The bearers.
const (
	Platform     Bearer = "platform"
	Practitioner Bearer = "practitioner"
)

// Promotion is a code and its terms. Amounts are minor units of Currency; days are midnight UTC of a calendar day in the
// brand's zone.
type Promotion struct {
	ID          uuid.UUID
	Code        string
	Bps         int64 // of the practitioner's price; 0: AmountMinor
	AmountMinor int64
	MostMinor   int64 // of a percentage; 0: no limit
	MinMinor    int64 // the practitioner's price must be this at least
	Currency    string
	BorneBy     Bearer
	CategoryID  uuid.UUID // it and all below it; zero: every category
	ServiceID   uuid.UUID // this one, with its variants; zero: every service
	FirstOnly   bool      // the person has booked nothing before
	PerPerson   int
	TotalLimit  int // 0: none
	Used        int
	From        time.Time
	Until       time.Time // the first day without it; zero: none
	Note        string
	CreatedBy   uuid.UUID
	CreatedAt   time.Time
	EndedAt     time.Time // it was taken back; zero: it was not
}

// State is where a promotion stands.
type State string

// The states.
const (
	Ahead   State = "ahead"
	InForce State = "in_force"
	UsedUp  State = "used_up"
	Over    State = "over"
)

// StateOn is where the promotion stands on a day.
func (p Promotion) StateOn(day time.Time) State {
	switch {
	case !p.EndedAt.IsZero(), !p.Until.IsZero() && !p.Until.After(day):
		return Over
	case p.TotalLimit > 0 && p.Used >= p.TotalLimit:
		return UsedUp
	case p.From.After(day):
		return Ahead
	}
	return InForce
}

// keepBps is the part of a price that no code takes off: whoever works is paid by somebody.
const keepBps = 1000

// Off is what the code takes off a practitioner's price: rounded half up once, to steps that every gateway takes, and never
// more than nine tenths of it. 0: the price is too small for it.
func (p Promotion) Off(price money.Amount) (int64, error) {
	off := p.AmountMinor
	if p.Bps > 0 {
		part, err := money.Bps(price.Minor, p.Bps)
		if err != nil {
			return 0, err
		}
		off = part
		if p.MostMinor > 0 {
			off = min(off, p.MostMinor)
		}
	}
	most, err := money.Bps(price.Minor, 10_000-keepBps)
	if err != nil {
		return 0, err
	}
	return money.Down(max(min(off, most, price.Minor-1), 0), price.Currency), nil
}

// Clean is a code as it is compared: capitals, without the spaces that people and their keyboards add.
func Clean(typed string) string { return strings.ToUpper(strings.Join(strings.Fields(typed), "")) }

func promotionOf(r promodb.PromoPromotion) Promotion {
	p := Promotion{ID: r.ID, Code: r.Code, MinMinor: r.MinMinor, BorneBy: Bearer(r.BorneBy), FirstOnly: r.FirstOnly, PerPerson: int(r.PerPerson), Used: int(r.Used),
		From: r.FromDay, Note: r.Note, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(),
		Bps: int64(value(r.Bps)), AmountMinor: value(r.AmountMinor), MostMinor: value(r.MostMinor), Currency: value(r.Currency),
		CategoryID: value(r.CategoryID), ServiceID: value(r.ServiceID), TotalLimit: int(value(r.TotalLimit)), Until: value(r.UntilDay)}
	if r.EndedAt != nil {
		p.EndedAt = r.EndedAt.UTC()
	}
	return p
}

// value reads a nullable column; null is zero.
func value[T any](v *T) (out T) {
	if v != nil {
		out = *v
	}
	return out
}

// maybe is the inverse of value.
func maybe[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
