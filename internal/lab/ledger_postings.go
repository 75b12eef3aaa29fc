package lab

import (
	"fmt"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// The rest of the keeper: packages that end, periods, payouts, disputes and cash.

func (k *keeper) breakage(c command) bool {
	p := k.packs[c.pack]
	if p == nil || p.left.Minor == 0 {
		return false
	}
	fee, err := money.Bps(p.left.Minor, c.bps)
	if err != nil {
		return false
	}
	p.ends++ // a session that came back afterwards ends with the package again
	posting := payment.BreakagePosting(k.ids.ID(), k.at, payment.Breakage{PackID: p.id, EventKey: fmt.Sprintf("break:%s:%d", p.id, p.ends), PractitionerID: p.practitioner, Amount: p.left, Quote: tariff.Quote{ListMinor: p.left.Minor, FeeMinor: fee}},
		k.funds(p.practitioner, p.left.Currency).Receivable)
	p.left.Minor = 0
	return k.post(posting)
}

func (k *keeper) subscribe(c command) bool {
	k.subs[c.slot] = &keptSub{Replay: payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, Purpose: payment.ForSubscription, Gateway: gatewayOf(c.currency),
		Status: payment.Captured, AmountMinor: c.price, CapturedMinor: c.price, Currency: c.currency}}}
	return k.post(ledger.SubscriptionPaid(k.heading("sub:"+c.id.String()), gatewayOf(c.currency), c.id.String(), k.subs[c.slot].Amount()))
}

func (k *keeper) periodEnds(slot int) bool {
	s := k.subs[slot]
	if s == nil || s.over {
		return false
	}
	s.over = true
	tax, err := money.MulDivRound(s.KeptMinor(), 18, 118)
	s.tax, s.earned = tax, s.KeptMinor()-tax
	id := s.BookingID.String()
	return k.try(ledger.SubscriptionEarned(k.heading("sub:"+id+":end"), id, "lab", money.Amount{Minor: s.KeptMinor(), Currency: s.Currency}, tax), err)
}

// refundPlan gives a part of a charge back: what was earned of it and its tax return to the period first.
func (k *keeper) refundPlan(c command) bool {
	s := k.subs[c.slot]
	if s == nil || c.part > s.KeptMinor() {
		return false
	}
	var tax, earned int64
	if kept := s.KeptMinor() - c.part; s.over {
		var err error
		if tax, err = money.MulDivRound(kept, 18, 118); err != nil {
			return false
		}
		earned = kept - tax
	}
	if s.over {
		k.post(ledger.SubscriptionTakenBack(k.heading("sub:ref:"+c.id.String()), s.BookingID.String(), "lab", money.Amount{Minor: s.earned - earned, Currency: s.Currency}, s.tax-tax))
	}
	s.earned, s.tax = earned, tax
	return k.try(s.Refund(k.ids.ID(), "ref:"+c.id.String(), k.at, c.part, false, ledger.PractitionerBalance{}))
}

func (k *keeper) correct() bool {
	wrong := k.fee
	if wrong == nil {
		return false
	}
	k.fee = nil
	return k.post(ledger.Correction(k.heading("corr:"+wrong.EventKey), wrong.EventKey, ledger.Mirror(wrong.Lines)...))
}

// payout is number 13. What is owed is repaid first; the rest is on its way until it arrives or comes back, and may come back
// after it arrived.
func (k *keeper) payout(c command) bool {
	who := k.people[c.practitioner]
	at := ledger.Account{Kind: ledger.PractitionerPayable, Owner: who.String(), Currency: c.currency}
	last := k.payouts[at]
	switch {
	case c.deed == doSend:
		return (last == nil || last.Status != payout.InTransit) && k.send(c, at)
	case last == nil:
		return false
	case c.deed == doPaid:
		p, ok := last.Arrive(k.ids.ID(), k.at)
		return ok && k.post(p)
	}
	p, ok := last.Return(k.ids.ID(), k.at)
	return ok && k.post(p)
}

func (k *keeper) send(c command, payable ledger.Account) bool {
	who := k.people[c.practitioner]
	funds := k.funds(who, c.currency)
	if funds.Payable <= funds.Receivable {
		return false
	}
	if funds.Receivable > 0 {
		k.post(payout.RepayPosting(k.ids.ID(), c.id, who, money.Amount{Minor: funds.Receivable, Currency: c.currency}, k.at))
	}
	r := &payout.Replay{Payout: payout.Payout{ID: c.id, PractitionerID: who, Gateway: gatewayOf(c.currency), Status: payout.Sending,
		Amount: money.Amount{Minor: funds.Payable - funds.Receivable, Currency: c.currency}}}
	k.payouts[payable] = r
	return k.post(r.Send(k.ids.ID(), k.at))
}

// venue is number 17: the practitioner holds the cash, and owes the commission and its tax, less what the platform adds;
// it adds no more than that.
func (k *keeper) venue(c command) bool {
	fee, err := money.Bps(c.price+c.borne, c.bps)
	if err != nil {
		return false
	}
	tax, err := money.MulDivRound(fee, 18, 100)
	if err != nil {
		return false
	}
	r := payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, PayerID: c.id, PractitionerID: k.people[c.practitioner], Gateway: payment.VenueGateway,
		AmountMinor: c.price, CommissionMinor: fee, TaxMinor: tax, BorneMinor: c.borne, Currency: c.currency, Quote: tariff.Quote{TaxOwner: "lab"}}}
	return k.try(r.Receive(k.ids.ID(), k.at))
}

// repay is a practitioner paying what they owe, or a part, or more.
func (k *keeper) repay(c command) bool {
	r := payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, Purpose: payment.ForDebt, PractitionerID: k.people[c.practitioner], Gateway: gatewayOf(c.currency),
		AmountMinor: c.part, Currency: c.currency}}
	return k.try(r.Repay(k.ids.ID(), k.at, k.funds(r.PractitionerID, c.currency)))
}

// disputed is number 11.
func (k *keeper) disputed(s *kept) bool {
	if s.dispute.AmountMinor > 0 || s.lost || s.PrepaidBy != uuid.Nil || s.OfCredit() || s.GatewayKeptMinor() == 0 {
		return false
	}
	s.dispute = payment.Dispute{ID: k.ids.ID(), AmountMinor: s.GatewayKeptMinor(), FeeMinor: disputeFee}
	for _, p := range s.OpenDispute(k.ids.ID(), k.ids.ID(), k.at, s.dispute) {
		k.post(p)
	}
	return true
}

// decide is number 12: a lost one is borne by the practitioner, or by the platform.
func (k *keeper) decide(s *kept, won, platform bool) bool {
	d := s.dispute
	if d.AmountMinor == 0 {
		return false
	}
	s.dispute = payment.Dispute{}
	if won {
		return k.post(s.WinDispute(k.ids.ID(), k.at, d))
	}
	s.lost, s.lostID, s.loss = true, d.ID, d.AmountMinor
	by, kept := payment.Platform, s.GatewayKeptMinor()
	if !platform {
		by, s.loss = payment.Practitioner, d.AmountMinor-min(d.AmountMinor, kept)
	}
	return k.try(s.LoseDispute(k.ids.ID(), k.at, d, by, k.funds(s.PractitionerID, s.Currency))) && k.setOff(s)
}

// setOff takes back credit for refunds that failed, as far as the bank gave the payer the same money.
func (k *keeper) setOff(s *kept) bool {
	left := min(s.loss-s.GatewayKeptMinor(), -k.sums[ledger.CreditOf(s.PayerID, s.Currency)])
	for i, r := range s.owed {
		part := min(left, r.AmountMinor)
		if part <= 0 {
			continue
		}
		s.owed[i].AmountMinor -= part
		s.loss, left = s.loss-part, left-part
		k.post(s.SetOff(k.ids.ID(), k.at, r.ID, s.lostID, part))
	}
	return true
}
