package lab

import (
	"math/big"

	"github.com/google/uuid"
)

// The reference: the books as payments.md describes them, in memory and in the simplest words, sharing no code with the
// product. Debit is positive.

type account struct{ kind, owner, currency string }

// sale is a captured payment, for a booking or a package; of a drawn one the money came from pack.
type sale struct {
	id, practitioner, currency, payer string
	pack                              *sale
	captured, fee, refunded, reversed int64
	borne, spared                     int64 // what the platform adds for a promotion, and need not
	credit, creditBack, wanted        int64 // of captured; what of it went back; what the gateway is asked for
	lastRefund, disputed              int64 // amounts; 0: none
	loss, owed                        int64 // of a lost dispute, for the platform; of refunds that failed
	earned, lost, failed, spent       bool
	ofCredit                          bool // all of it
}

func (s *sale) kept() int64 { return s.captured - s.refunded }

type model struct {
	sums    map[account]int64
	touched map[account]bool
	people  [practitioners]uuid.UUID
	payers  [payerCount]uuid.UUID
	gifts   [places / 4]*gift
	begun   [places / 4]*sale
	sales   [places]*sale
	packs   [places / 4]*sale
	subs    [places]*sale
	payouts map[account]sent // the last one, by practitioner
	lastFee *command
}

func newModel(people [practitioners]uuid.UUID, payers [payerCount]uuid.UUID) *model {
	return &model{sums: map[account]int64{}, touched: map[account]bool{}, people: people, payers: payers, payouts: map[account]sent{}}
}

// move debits one account and credits another.
func (m *model) move(minor int64, debit, credit account) {
	m.sums[debit] += minor
	m.sums[credit] -= minor
	m.touched[debit], m.touched[credit] = true, true
}

func gatewayOf(currency string) string {
	if currency == "INR" {
		return "razorpay"
	}
	return "stripe"
}

func clearingOf(currency string) account {
	return account{"psp_clearing", gatewayOf(currency), currency}
}

// halfUp is a*b/c rounded half up.
func halfUp(a, b, c int64) int64 {
	n := new(big.Int).Mul(big.NewInt(2*a), big.NewInt(b))
	n.Add(n, big.NewInt(c))
	return n.Div(n, big.NewInt(2*c)).Int64()
}

func (m *model) source(s *sale) account {
	if s.pack != nil {
		return account{"package_liability", s.pack.id, s.currency}
	}
	if s.ofCredit {
		return creditOf(s.payer, s.currency)
	}
	return clearingOf(s.currency)
}

func (m *model) of(kind string, s *sale) account { return account{kind, s.practitioner, s.currency} }

func (m *model) escrow(s *sale) account { return account{"booking_escrow", s.id, s.currency} }

func commissionIn(currency string) account {
	return account{"platform_revenue", "commission", currency}
}

func promotionIn(currency string) account { return account{"goodwill", "promotion", currency} }

// do says whether the command can be done, and does it.
func (m *model) do(c command) bool {
	s, who := m.sales[c.slot], m.people[c.practitioner].String()
	switch c.deed {
	case doCapture:
		s = &sale{id: c.id.String(), payer: c.id.String(), practitioner: who, currency: c.currency, captured: c.part, fee: halfUp(c.price+c.borne, c.bps, 10_000)}
		s.fee, s.borne = halfUp(s.fee, c.part, c.price), halfUp(c.borne, c.part, c.price)
		m.sales[c.slot] = s
		m.move(c.part, clearingOf(c.currency), m.escrow(s))
		return true
	case doSell:
		p := &sale{id: c.id.String(), practitioner: who, currency: c.currency, captured: c.price}
		m.packs[c.pack] = p
		m.move(c.price, clearingOf(c.currency), account{"package_liability", p.id, p.currency})
		return true
	case doFee:
		m.lastFee = &c
		m.move(c.part, account{"psp_fees", gatewayOf(c.currency), c.currency}, clearingOf(c.currency))
		return true
	case doCorrect:
		return m.correct()
	case doSettle:
		m.move(c.part, account{"bank", "house", c.currency}, clearingOf(c.currency))
		return true
	case doConvert:
		return m.convert(c)
	case doSubscribe:
		m.subs[c.slot] = &sale{id: c.id.String(), currency: c.currency, captured: c.price}
		m.move(c.price, clearingOf(c.currency), account{"deferred_revenue", c.id.String(), c.currency})
		return true
	case doPeriodEnds:
		return m.periodEnds(c.slot)
	case doRefundPlan:
		return m.refundPlan(c)
	case doDraw, doBreak:
		return m.fromPack(c)
	case doSend, doPaid, doReturned:
		return m.payout(c, account{"practitioner_payable", who, c.currency})
	case doVenue:
		return m.venue(c, who)
	case doRepay:
		return m.repay(c, who)
	case doGift, doRedeem, doGiftBack, doGoodwill:
		return m.given(c)
	case doSpend:
		return m.spend(c)
	case doBegin, doTake, doGiveUp:
		return m.partly(c)
	}
	return s != nil && m.ofSale(c, s)
}

func (m *model) ofSale(c command, s *sale) bool {
	switch c.deed {
	case doEarn:
		return s.disputed == 0 && m.earn(s)
	case doRefund:
		return m.refund(s, c.part, c.keep)
	case doRefundAll:
		return m.refund(s, s.kept(), false)
	case doRefundFails:
		if s.lastRefund == 0 || s.failed || s.pack != nil || s.ofCredit {
			return false
		}
		s.failed = true
		m.move(s.lastRefund, clearingOf(s.currency), creditOf(s.payer, s.currency))
		s.owed += s.lastRefund
		m.setOff(s)
		return true
	case doDispute:
		if s.disputed > 0 || s.lost || s.pack != nil || s.ofCredit || s.atGateway() == 0 {
			return false
		}
		s.disputed = s.atGateway()
		m.move(s.disputed, account{"dispute_reserve", s.id, s.currency}, clearingOf(s.currency))
		m.move(disputeFee, account{"psp_fees", gatewayOf(s.currency), s.currency}, clearingOf(s.currency))
		return true
	}
	return m.decide(s, c.deed == doWin, c.keep)
}

// setOff takes back what a payer is owed for refunds that failed, as far as the bank gave them the same money: what of a lost
// dispute is more than what was kept.
func (m *model) setOff(s *sale) {
	credit, loss := creditOf(s.payer, s.currency), account{"dispute_loss", "", s.currency}
	n := max(0, min(s.loss-s.atGateway(), s.owed, -m.sums[credit]))
	s.loss, s.owed = s.loss-n, s.owed-n
	m.move(n, credit, loss)
}

// decide is how a dispute ends. What the practitioner bears is given back like a refund, out of the reserve, as far as it does not
// go back already; the rest is the platform's loss.
func (m *model) decide(s *sale, won, platform bool) bool {
	minor, reserve := s.disputed, account{"dispute_reserve", s.id, s.currency}
	if minor == 0 {
		return false
	}
	s.disputed, s.lost = 0, !won
	switch {
	case won:
		m.move(minor, clearingOf(s.currency), reserve)
	default:
		s.loss = minor
		if part := min(minor, s.atGateway()); !platform && part > 0 {
			m.giveBack(s, part, 0, reserve)
			s.loss -= part
		}
		m.move(s.loss, account{"dispute_loss", "", s.currency}, reserve)
		m.setOff(s)
	}
	return true
}

func (m *model) earn(s *sale) bool {
	if s.earned {
		return false
	}
	s.earned = true
	fee, added := s.fee-s.reversed, s.borne-s.spared
	m.move(added, promotionIn(s.currency), m.escrow(s))
	m.toPractitioner(s.kept()+added-fee, m.escrow(s), s)
	m.move(fee, m.escrow(s), commissionIn(s.currency))
	return true
}

// toPractitioner pays what somebody earned; what they owe is repaid from it first.
func (m *model) toPractitioner(share int64, from account, s *sale) {
	owes := m.of("practitioner_receivable", s)
	repaid := min(share, m.sums[owes])
	m.move(repaid, from, owes)
	m.move(share-repaid, from, m.of("practitioner_payable", s))
}

func (m *model) refund(s *sale, minor int64, keep bool) bool {
	if s.lost || minor == 0 || minor > s.kept() { // one that is disputed waits, and is in the books
		return false
	}
	credit := s.creditPart(minor)
	s.lastRefund, s.failed = minor-credit, false
	m.giveBack(s, minor, credit, m.source(s))
	if keep && !s.earned && s.kept() > 0 {
		m.earn(s)
	}
	if s.pack != nil {
		s.pack.refunded -= minor // it may be drawn again
		s.pack.spent = false
	}
	return true
}

// giveBack takes minor units from those who have them: from escrow, or after it was earned from the practitioner, as far as
// they have it, and from the commission by the cumulative rule. So much less is added for a promotion, but never so little
// that the practitioner would bear a rounding. credit of it is the payer's again.
func (m *model) giveBack(s *sale, minor, credit int64, to account) {
	m.move(credit, to, creditOf(s.payer, s.currency))
	s.refunded, s.creditBack = s.refunded+minor, s.creditBack+credit
	back := halfUp(s.fee, s.refunded, s.captured) - s.reversed
	s.reversed += back
	added := max(s.borne-halfUp(s.borne, s.refunded, s.captured), s.fee-s.reversed-s.kept())
	spared := s.borne - s.spared - added
	s.spared += spared
	if !s.earned {
		m.move(minor, m.escrow(s), to)
		return
	}
	payable := m.of("practitioner_payable", s)
	share := minor + spared - back
	there := min(share, max(0, -m.sums[payable]))
	m.move(there, payable, to)
	m.move(share-there, m.of("practitioner_receivable", s), to)
	m.move(back, commissionIn(s.currency), to)
	m.move(spared, to, promotionIn(s.currency))
}
