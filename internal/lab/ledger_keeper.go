package lab

import (
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// keeper does commands with the product's own rules, arithmetic and postings. What it posts waits in list for the database.
type keeper struct {
	ids     ids.Source
	at      time.Time
	people  [practitioners]uuid.UUID
	payers  [payerCount]uuid.UUID
	gifts   [places / 4]*keptGift
	sums    map[ledger.Account]int64
	sales   [places]*kept
	begun   [places / 4]*kept // their gateway has not answered
	packs   [places / 4]*keptPack
	subs    [places]*keptSub
	payouts map[ledger.Account]*payout.Replay // the last one, by practitioner
	fee     *ledger.Posting
	list    []ledger.Posting
}

// kept is a payment with what happened around it.
type kept struct {
	payment.Replay
	pack       *keptPack
	lastRefund payment.RefundRecord
	dispute    payment.Dispute // of no amount: none is open
	lost       bool
	loss       int64 // of the dispute that was lost, for the platform
	lostID     uuid.UUID
	owed       []payment.RefundRecord // that failed, less what was set off
}

type keptPack struct {
	id, practitioner uuid.UUID
	left             money.Amount
	ends             int
}

type keptSub struct {
	payment.Replay
	earned, tax int64 // revenue and tax so far
	over        bool
}

func newKeeper(w *world) *keeper {
	return &keeper{ids: w.ids, at: time.Now().UTC(), people: w.people, payers: w.payers, sums: map[ledger.Account]int64{}, payouts: map[ledger.Account]*payout.Replay{}}
}

func (k *keeper) post(p ledger.Posting) bool {
	for _, l := range p.Lines {
		k.sums[l.Account] += l.Minor
	}
	k.list = append(k.list, p)
	return true
}

func (k *keeper) try(p ledger.Posting, err error) bool { return err == nil && k.post(p) }

func (k *keeper) heading(key string) ledger.Heading {
	return ledger.Heading{ID: k.ids.ID(), Key: key, At: k.at}
}

// do says whether the command can be done, and does it.
func (k *keeper) do(c command) bool {
	amount, gateway := money.Amount{Minor: c.part, Currency: c.currency}, gatewayOf(c.currency)
	switch c.deed {
	case doCapture:
		return k.capture(c)
	case doSell:
		return k.sell(c)
	case doDraw:
		return k.draw(c)
	case doBreak:
		return k.breakage(c)
	case doFee:
		p := ledger.Fee(k.heading("fee:"+c.id.String()), gateway, amount)
		k.fee = &p
		return k.post(p)
	case doCorrect:
		return k.correct()
	case doSettle:
		return k.post(ledger.Settlement(k.heading("settle:"+c.id.String()), gateway, "house", amount))
	case doConvert:
		bank := ledger.Account{Kind: ledger.Bank, Owner: "house"}
		return k.post(ledger.Conversion(k.heading("fx:"+c.id.String()), bank, bank, money.Amount{Minor: c.price, Currency: c.currency},
			money.Amount{Minor: c.part, Currency: otherCurrency(c.currency)}, c.bps))
	case doSubscribe:
		return k.subscribe(c)
	case doPeriodEnds:
		return k.periodEnds(c.slot)
	case doRefundPlan:
		return k.refundPlan(c)
	case doSend, doPaid, doReturned:
		return k.payout(c)
	case doVenue:
		return k.venue(c)
	case doRepay:
		return k.repay(c)
	case doGift, doRedeem, doGiftBack, doGoodwill:
		return k.given(c)
	case doSpend:
		return k.spend(c)
	case doBegin, doTake, doGiveUp:
		return k.partly(c)
	}
	s := k.sales[c.slot]
	return s != nil && k.ofSale(c, s)
}

func (k *keeper) ofSale(c command, s *kept) bool {
	switch c.deed {
	case doEarn:
		return s.dispute.AmountMinor == 0 && k.try(s.Earn(k.ids.ID(), k.at, k.funds(s.PractitionerID, s.Currency).Receivable))
	case doRefund:
		return k.refund(s, c.id, c.part, c.keep)
	case doRefundAll:
		return k.refund(s, c.id, s.KeptMinor(), false)
	case doRefundFails:
		if s.lastRefund.AmountMinor == 0 || s.PrepaidBy != uuid.Nil || s.OfCredit() {
			return false
		}
		k.post(s.FailRefund(k.ids.ID(), k.at, s.lastRefund))
		s.owed, s.lastRefund = append(s.owed, s.lastRefund), payment.RefundRecord{}
		return k.setOff(s)
	case doDispute:
		return k.disputed(s)
	}
	return k.decide(s, c.deed == doWin, c.keep)
}

func (k *keeper) capture(c command) bool {
	fee, err := money.Bps(c.price+c.borne, c.bps)
	if err != nil {
		return false
	}
	s := &kept{Replay: payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, PayerID: c.id, PractitionerID: k.people[c.practitioner],
		Gateway: gatewayOf(c.currency), AmountMinor: c.price, CommissionMinor: fee, BorneMinor: c.borne, Currency: c.currency}}}
	k.sales[c.slot] = s
	return k.try(s.Capture(k.ids.ID(), k.at, c.part))
}

func (k *keeper) sell(c command) bool {
	k.packs[c.pack] = &keptPack{id: c.id, practitioner: k.people[c.practitioner], left: money.Amount{Minor: c.price, Currency: c.currency}}
	r := payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, Purpose: payment.ForPackage, PractitionerID: k.people[c.practitioner],
		Gateway: gatewayOf(c.currency), AmountMinor: c.price, Currency: c.currency}}
	return k.try(r.Capture(k.ids.ID(), k.at, c.price))
}

func (k *keeper) draw(c command) bool {
	p := k.packs[c.pack]
	if p == nil || c.part > p.left.Minor {
		return false
	}
	fee, err := money.Bps(c.part, c.bps)
	if err != nil {
		return false
	}
	p.left.Minor -= c.part
	s := &kept{pack: p, Replay: payment.Replay{Payment: payment.Payment{ID: k.ids.ID(), BookingID: c.id, PayerID: c.id, PractitionerID: p.practitioner, PrepaidBy: p.id,
		Gateway: payment.PrepaidGateway, AmountMinor: c.part, CommissionMinor: fee, Currency: p.left.Currency}}}
	k.sales[c.slot] = s
	return k.try(s.Capture(k.ids.ID(), k.at, c.part))
}

func (k *keeper) refund(s *kept, id uuid.UUID, minor int64, keepSplit bool) bool {
	if s.lost {
		return false
	}
	key, credit := "ref:"+id.String(), s.CreditReversedMinor
	p, err := s.Refund(k.ids.ID(), key, k.at, minor, keepSplit, k.funds(s.PractitionerID, s.Currency))
	if err != nil {
		return false
	}
	s.lastRefund = payment.RefundRecord{ID: id, EventKey: key, AmountMinor: minor - (s.CreditReversedMinor - credit), Currency: s.Currency}
	if s.pack != nil {
		s.pack.left.Minor += minor
	}
	return k.post(p)
}

// funds are what a practitioner has and owes.
func (k *keeper) funds(practitioner uuid.UUID, currency string) ledger.PractitionerBalance {
	owner := practitioner.String()
	return ledger.PractitionerBalance{Payable: -k.sums[ledger.Account{Kind: ledger.PractitionerPayable, Owner: owner, Currency: currency}],
		Receivable: k.sums[ledger.Account{Kind: ledger.PractitionerReceivable, Owner: owner, Currency: currency}]}
}
