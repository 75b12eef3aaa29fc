package lab

// gift is a sum for whoever redeems it.
type gift struct {
	id, currency string
	minor        int64
	over         bool
}

func creditOf(person, currency string) account { return account{"client_credit", person, currency} }

// given is how credit comes: an operator gives it, or somebody buys a gift, which is redeemed once or given back.
func (m *model) given(c command) bool {
	to := creditOf(m.payers[c.client].String(), c.currency)
	switch c.deed {
	case doGoodwill:
		m.move(c.price, account{"goodwill", "support", c.currency}, to)
		return true
	case doGift:
		g := &gift{id: c.id.String(), currency: c.currency, minor: c.price}
		m.gifts[c.pack] = g
		m.move(g.minor, clearingOf(g.currency), creditOf("gift:"+g.id, g.currency))
		return true
	}
	g := m.gifts[c.pack]
	if g == nil || g.over {
		return false
	}
	g.over = true
	if c.deed == doGiftBack {
		m.move(g.minor, creditOf("gift:"+g.id, g.currency), clearingOf(g.currency))
	} else {
		m.move(g.minor, creditOf("gift:"+g.id, g.currency), creditOf(m.payers[c.client].String(), g.currency))
	}
	return true
}

// booked is a booking of a client, not paid yet.
func (m *model) booked(c command) *sale {
	return &sale{id: c.id.String(), payer: m.payers[c.client].String(), practitioner: m.people[c.practitioner].String(), currency: c.currency,
		fee: halfUp(c.price+c.borne, c.bps, 10_000), borne: c.borne}
}

// spend pays for a booking with credit alone, if there is so much.
func (m *model) spend(c command) bool {
	s := m.booked(c)
	from := creditOf(s.payer, c.currency)
	if -m.sums[from] < c.price {
		return false
	}
	s.captured, s.ofCredit, m.sales[c.slot] = c.price, true, s
	m.move(c.price, from, m.escrow(s))
	return true
}

// partly reserves what there is of credit and leaves at least one unit to the gateway. Of what the gateway takes less, less
// credit is taken, too; the rest of it is there again.
func (m *model) partly(c command) bool {
	s := m.begun[c.pack]
	if c.deed == doBegin {
		from := creditOf(m.payers[c.client].String(), c.currency)
		there := min(-m.sums[from], c.price-1)
		if s != nil || there == 0 {
			return false
		}
		s = m.booked(c)
		s.credit, s.wanted, m.begun[c.pack] = there, c.price-there, s
		m.move(there, from, m.escrow(s))
		return true
	}
	if s == nil {
		return false
	}
	m.begun[c.pack] = nil
	if c.deed == doGiveUp {
		m.move(s.credit, m.escrow(s), creditOf(s.payer, s.currency))
		return true
	}
	took, all := min(c.part, s.wanted), s.credit
	s.credit = halfUp(s.borne+s.credit, took, s.wanted) - halfUp(s.borne, took, s.wanted)
	s.fee, s.borne = halfUp(s.fee, took, s.wanted), halfUp(s.borne, took, s.wanted)
	s.captured, m.sales[c.slot] = took+s.credit, s
	m.move(took, clearingOf(s.currency), m.escrow(s))
	m.move(all-s.credit, m.escrow(s), creditOf(s.payer, s.currency))
	return true
}

// creditPart is how much of a refund is credit: its share of all that went back so far, but what the gateway does not have any
// more in any case.
func (s *sale) creditPart(minor int64) int64 {
	if s.credit == 0 {
		return 0
	}
	part := max(0, halfUp(s.credit, s.refunded+minor, s.captured)-s.creditBack, minor-s.atGateway())
	return min(part, minor, s.credit-s.creditBack)
}

// atGateway is what the gateway still has of a sale.
func (s *sale) atGateway() int64 { return s.kept() - (s.credit - s.creditBack) }
