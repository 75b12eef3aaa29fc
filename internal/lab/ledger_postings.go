package lab

import (
	"fmt"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
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

func (k *keeper) periodEnds(slot int) bool {
	s := k.subs[slot]
	if s == nil {
		return false
	}
	k.subs[slot] = nil
	tax, err := money.MulDivRound(s.paid.Minor, 18, 118)
	return k.try(ledger.SubscriptionEarned(k.heading("sub:"+s.id.String()+":end"), s.id.String(), "lab", s.paid, tax), err)
}

func (k *keeper) correct() bool {
	wrong := k.fee
	if wrong == nil {
		return false
	}
	k.fee = nil
	return k.post(ledger.Correction(k.heading("corr:"+wrong.EventKey), wrong.EventKey, ledger.Mirror(wrong.Lines)...))
}

// payout is number 13.
func (k *keeper) payout(c command) bool {
	payable := ledger.Account{Kind: ledger.PractitionerPayable, Owner: k.people[c.practitioner].String(), Currency: c.currency}
	transit := ledger.Account{Kind: ledger.PractitionerInTransit, Owner: payable.Owner, Currency: c.currency}
	open := k.payouts[payable]
	var state string
	var debit, credit ledger.Account
	switch {
	case c.deed == doSend && open == nil && k.sums[payable] < 0:
		open = &keptPayout{c.id, money.Amount{Minor: -k.sums[payable], Currency: c.currency}}
		k.payouts[payable] = open
		state, debit, credit = "sent", payable, transit
	case c.deed == doPaid && open != nil:
		state, debit, credit = "paid", transit, ledger.Account{Kind: ledger.Bank, Owner: "house", Currency: c.currency}
	case c.deed == doReturned && open != nil:
		state, debit, credit = "returned", transit, payable
	default:
		return false
	}
	if c.deed != doSend {
		delete(k.payouts, payable)
	}
	return k.post(ledger.Posting{ID: k.ids.ID(), EventKey: "po:" + open.id.String() + ":" + state, Event: "payout_" + state, At: k.at,
		Lines: []ledger.Line{ledger.Debit(debit, open.amount.Minor), ledger.Credit(credit, open.amount.Minor)}})
}

// venue is number 17: the practitioner holds the cash, and owes the commission and its tax.
func (k *keeper) venue(c command) bool {
	fee, err := money.Bps(c.price, c.bps)
	if err != nil {
		return false
	}
	tax, err := money.MulDivRound(fee, 18, 100)
	owes := ledger.Account{Kind: ledger.PractitionerReceivable, Owner: k.people[c.practitioner].String(), Currency: c.currency}
	return k.try(ledger.Posting{ID: k.ids.ID(), EventKey: "cash:" + c.id.String(), Event: "venue", At: k.at, Lines: []ledger.Line{
		ledger.Debit(owes, fee+tax), ledger.Credit(ledger.Account{Kind: ledger.PlatformRevenue, Owner: "commission", Currency: c.currency}, fee),
		ledger.Credit(ledger.Account{Kind: ledger.TaxPayable, Owner: "lab", Currency: c.currency}, tax)}}, err)
}

func (s *kept) clearing() ledger.Account {
	return ledger.Account{Kind: ledger.PSPClearing, Owner: s.Gateway, Currency: s.Currency}
}

func (s *kept) reserve() ledger.Account {
	return ledger.Account{Kind: ledger.DisputeReserve, Owner: s.BookingID.String(), Currency: s.Currency}
}

func (s *kept) owes() ledger.Account {
	return ledger.Account{Kind: ledger.PractitionerReceivable, Owner: s.PractitionerID.String(), Currency: s.Currency}
}

func (s *kept) disputeKey(state string) string {
	return fmt.Sprintf("disp:%s:%d:%s", s.ID, s.disputes, state)
}

// disputeOpened is number 11.
func disputeOpened(id uuid.UUID, at time.Time, s *kept) ledger.Posting {
	return ledger.Posting{ID: id, EventKey: s.disputeKey("open"), Event: "dispute", BookingID: s.BookingID, PaymentID: s.ID, At: at, Lines: []ledger.Line{
		ledger.Debit(s.reserve(), s.disputed.Minor), ledger.Credit(s.clearing(), s.disputed.Minor),
		ledger.Debit(ledger.Account{Kind: ledger.PSPFees, Owner: s.Gateway, Currency: s.Currency}, disputeFee), ledger.Credit(s.clearing(), disputeFee)}}
}

// decide is number 12: lost money is the practitioner's to repay when they had it, and else the platform's loss.
func (k *keeper) decide(s *kept, won bool) bool {
	if s.disputed.Minor == 0 {
		return false
	}
	state, to := "won", s.clearing()
	switch {
	case won:
	case s.EarnedAt != nil:
		state, to = "lost", s.owes()
	default:
		state, to = "lost", ledger.Account{Kind: ledger.DisputeLoss, Currency: s.Currency}
	}
	s.lost = !won
	p := ledger.Posting{ID: k.ids.ID(), EventKey: s.disputeKey(state), Event: "dispute_" + state, BookingID: s.BookingID, PaymentID: s.ID, At: k.at,
		Lines: []ledger.Line{ledger.Debit(to, s.disputed.Minor), ledger.Credit(s.reserve(), s.disputed.Minor)}}
	s.disputed.Minor = 0
	return k.post(p)
}
