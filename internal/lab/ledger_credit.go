package lab

import (
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// The keeper's part of credit: gifts, goodwill, and bookings that are paid with it, wholly or in part.

// keptGift is a gift that was bought; over: redeemed or given back.
type keptGift struct {
	payment.Replay
	over bool
}

func (k *keeper) credit(person uuid.UUID, currency string) int64 {
	return -k.sums[ledger.CreditOf(person, currency)]
}

func (k *keeper) given(c command) bool {
	who, amount := k.payers[c.client], money.Amount{Minor: c.price, Currency: c.currency}
	switch c.deed {
	case doGoodwill:
		return k.post(ledger.GoodwillGranted(k.heading("goodwill:"+c.id.String()), who, amount))
	case doGift:
		g := &keptGift{Replay: payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, Purpose: payment.ForGift, PayerID: who, Gateway: gatewayOf(c.currency),
			AmountMinor: c.price, Currency: c.currency}}}
		k.gifts[c.pack] = g
		return k.try(g.Capture(k.ids.ID(), k.at, c.price))
	}
	g := k.gifts[c.pack]
	if g == nil || g.over {
		return false
	}
	g.over = true
	if c.deed == doGiftBack {
		return k.try(g.Refund(k.ids.ID(), "ref:gift:"+g.BookingID.String(), k.at, g.AmountMinor, false, ledger.PractitionerBalance{}))
	}
	return k.post(ledger.GiftRedeemed(k.heading("gift:"+g.BookingID.String()), g.BookingID, who, g.Amount()))
}

// sold is a booking of a client, not paid yet.
func (k *keeper) sold(c command) (*kept, error) {
	fee, err := money.Bps(c.price+c.borne, c.bps)
	return &kept{Replay: payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, PayerID: k.payers[c.client], PractitionerID: k.people[c.practitioner],
		Gateway: gatewayOf(c.currency), AmountMinor: c.price, CommissionMinor: fee, BorneMinor: c.borne, Currency: c.currency}}}, err
}

// spend pays for a booking with credit alone.
func (k *keeper) spend(c command) bool {
	s, err := k.sold(c)
	if err != nil || k.credit(s.PayerID, c.currency) < c.price {
		return false
	}
	s.Gateway, k.sales[c.slot] = payment.CreditGateway, s
	return k.try(s.Capture(k.ids.ID(), k.at, c.price))
}

// partly begins a payment of which credit is a part; then the gateway takes some of the rest, or nothing.
func (k *keeper) partly(c command) bool {
	if c.deed == doBegin {
		s, err := k.sold(c)
		if err != nil || k.begun[c.pack] != nil {
			return false
		}
		s.CreditMinor = min(k.credit(s.PayerID, c.currency), c.price-1)
		if s.CreditMinor == 0 {
			return false
		}
		s.AmountMinor, k.begun[c.pack] = c.price-s.CreditMinor, s
		return k.post(s.Reserve(k.ids.ID(), k.at))
	}
	s := k.begun[c.pack]
	if s == nil {
		return false
	}
	k.begun[c.pack] = nil
	if c.deed == doGiveUp {
		return k.try(s.Void(k.ids.ID(), k.at))
	}
	k.sales[c.slot] = s
	return k.try(s.Capture(k.ids.ID(), k.at, min(c.part, s.AmountMinor)))
}
