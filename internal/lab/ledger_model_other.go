package lab

// disputeFee is what the lab's gateways charge for a dispute, in minor units of any currency.
const disputeFee = 15

// fromPack draws a session of a package for a booking, or ends the package. Of a package refunded is what was drawn.
func (m *model) fromPack(c command) bool {
	p := m.packs[c.pack]
	if p == nil || p.spent {
		return false
	}
	liability := account{"package_liability", p.id, p.currency}
	if c.deed == doBreak {
		left := p.kept()
		if left == 0 {
			return false
		}
		fee := halfUp(left, c.bps, 10_000)
		m.toPractitioner(left-fee, liability, p)
		m.move(fee, liability, commissionIn(p.currency))
		p.refunded, p.spent = p.captured, true
		return true
	}
	if c.part > p.kept() {
		return false
	}
	s := &sale{id: c.id.String(), practitioner: p.practitioner, currency: p.currency, pack: p, captured: c.part, fee: halfUp(c.part, c.bps, 10_000)}
	m.sales[c.slot] = s
	p.refunded += c.part
	m.move(c.part, liability, m.escrow(s))
	return true
}

// sent is a payout: on its way, or arrived; of nothing: none, or it came back.
type sent struct {
	minor   int64
	arrived bool
}

// payout sends what a practitioner has beyond what they owe, one payout on its way at a time. The bank may send it back,
// also after it arrived.
func (m *model) payout(c command, payable account) bool {
	transit := account{"practitioner_in_transit", payable.owner, payable.currency}
	owes := account{"practitioner_receivable", payable.owner, payable.currency}
	last := m.payouts[payable]
	under := last.minor > 0 && !last.arrived
	switch {
	case c.deed == doSend && !under && -m.sums[payable] > m.sums[owes]:
		m.move(m.sums[owes], payable, owes)
		last = sent{minor: -m.sums[payable]}
		m.move(last.minor, payable, transit)
	case c.deed == doPaid && under:
		last.arrived = true
		m.move(last.minor, transit, clearingOf(c.currency))
	case c.deed == doReturned && under:
		m.move(last.minor, transit, payable)
		last = sent{}
	case c.deed == doReturned && last.arrived:
		m.move(last.minor, clearingOf(c.currency), payable)
		last = sent{}
	default:
		return false
	}
	m.payouts[payable] = last
	return true
}

// venue is cash in the practitioner's hand: they owe what others have of it, less what the platform adds. A promotion
// that is worth more than that is not for cash.
func (m *model) venue(c command, who string) bool {
	fee := halfUp(c.price+c.borne, c.bps, 10_000)
	tax := halfUp(fee, 18, 100)
	if c.borne > fee+tax {
		return false
	}
	owes := account{"practitioner_receivable", who, c.currency}
	m.move(fee, owes, commissionIn(c.currency))
	m.move(tax, owes, account{"tax_payable", "lab", c.currency})
	m.move(c.borne, promotionIn(c.currency), owes)
	return true
}

// repay brings money to the gateway; what is more than what they owe is theirs.
func (m *model) repay(c command, who string) bool {
	owes := account{"practitioner_receivable", who, c.currency}
	part := min(c.part, m.sums[owes])
	if part > 0 {
		m.move(part, clearingOf(c.currency), owes)
	}
	if c.part > part {
		m.move(c.part-part, clearingOf(c.currency), account{"practitioner_payable", who, c.currency})
	}
	return true
}

func (m *model) periodEnds(slot int) bool {
	s := m.subs[slot]
	if s == nil || s.earned {
		return false
	}
	s.earned = true
	tax := halfUp(s.kept(), 18, 118) // the price holds it
	deferred := account{"deferred_revenue", s.id, s.currency}
	m.move(s.kept()-tax, deferred, account{"platform_revenue", "subscription", s.currency})
	m.move(tax, deferred, account{"tax_payable", "lab", s.currency})
	return true
}

// refundPlan takes from revenue and tax what they had too much of, and from what is deferred the rest.
func (m *model) refundPlan(c command) bool {
	s := m.subs[c.slot]
	if s == nil || c.part > s.kept() {
		return false
	}
	before := s.kept()
	s.refunded += c.part
	if !s.earned {
		m.move(c.part, account{"deferred_revenue", s.id, s.currency}, clearingOf(s.currency))
		return true
	}
	tax := halfUp(before, 18, 118) - halfUp(s.kept(), 18, 118)
	m.move(c.part-tax, account{"platform_revenue", "subscription", s.currency}, clearingOf(s.currency))
	m.move(tax, account{"tax_payable", "lab", s.currency}, clearingOf(s.currency))
	return true
}

// convert buys part units of the next currency for price units of this one.
func (m *model) convert(c command) bool {
	to := otherCurrency(c.currency)
	pair := c.currency + ":" + to
	m.move(c.price, account{"fx", pair, c.currency}, account{"bank", "house", c.currency})
	m.move(c.part, account{"bank", "house", to}, account{"fx", pair, to})
	m.move(c.bps, account{"psp_fees", "fx", to}, account{"fx", pair, to})
	return true
}

func (m *model) correct() bool {
	c := m.lastFee
	if c == nil {
		return false
	}
	m.lastFee = nil
	m.move(-c.part, account{"psp_fees", gatewayOf(c.currency), c.currency}, clearingOf(c.currency))
	return true
}

func otherCurrency(c string) string {
	for i, x := range labCurrencies {
		if x == c {
			return labCurrencies[(i+1)%len(labCurrencies)]
		}
	}
	panic("lab: no such currency: " + c)
}
