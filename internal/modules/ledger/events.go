package ledger

import (
	"time"

	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// The postings of payments.md §5 that belong to no booking's payment, as pure functions; numbers in the comments are of
// that table. Amounts are positive unless a comment says otherwise.

// Heading is what a posting says of itself beside its lines.
type Heading struct {
	ID                   uuid.UUID
	Key                  string    // names the business event: one key, one posting
	BookingID, PaymentID uuid.UUID // what it is about; zero for neither
	At                   time.Time
}

func (h Heading) posting(event string, lines ...Line) Posting {
	return Posting{ID: h.ID, EventKey: h.Key, Event: event, BookingID: h.BookingID, PaymentID: h.PaymentID, At: h.At, Lines: lines}
}

// Fee is number 4: what the gateway keeps for itself. A negative amount is a fee that it gives back.
func Fee(h Heading, gateway string, amount money.Amount) Posting {
	return h.posting("fee",
		Debit(Account{PSPFees, gateway, amount.Currency}, amount.Minor),
		Credit(Account{PSPClearing, gateway, amount.Currency}, amount.Minor))
}

// Settlement is number 14: the gateway sends what it holds to the bank account. A negative amount is what it takes back.
func Settlement(h Heading, gateway, bank string, amount money.Amount) Posting {
	return h.posting("settlement",
		Debit(Account{Bank, bank, amount.Currency}, amount.Minor),
		Credit(Account{PSPClearing, gateway, amount.Currency}, amount.Minor))
}

// SubscriptionPaid is the first half of number 18 (key sub:<subscription>:<period>): paid ahead, earned by nobody yet.
func SubscriptionPaid(h Heading, gateway, subscription string, amount money.Amount) Posting {
	return h.posting("subscription",
		Debit(Account{PSPClearing, gateway, amount.Currency}, amount.Minor),
		Credit(Account{DeferredRevenue, subscription, amount.Currency}, amount.Minor))
}

// SubscriptionEarned is its second half, at the end of the period or day by day: of amount, tax goes to the regime's
// account and the rest is revenue.
func SubscriptionEarned(h Heading, subscription, regime string, amount money.Amount, taxMinor int64) Posting {
	return h.posting("subscription_earned",
		Debit(Account{DeferredRevenue, subscription, amount.Currency}, amount.Minor),
		Credit(Account{PlatformRevenue, "subscription", amount.Currency}, amount.Minor-taxMinor),
		Credit(Account{TaxPayable, regime, amount.Currency}, taxMinor))
}

// SubscriptionTakenBack corrects what was earned of a period, before a part of it is given back: revenue and tax return to what
// the period holds. A negative amount is what is earned beside, because nothing more is to come.
func SubscriptionTakenBack(h Heading, subscription, regime string, revenue money.Amount, taxMinor int64) Posting {
	return h.posting("subscription_taken_back",
		Debit(Account{PlatformRevenue, "subscription", revenue.Currency}, revenue.Minor),
		Debit(Account{TaxPayable, regime, revenue.Currency}, taxMinor),
		Credit(Account{DeferredRevenue, subscription, revenue.Currency}, revenue.Minor+taxMinor))
}

// Conversion is number 19: from leaves the asset account source, to arrives on the asset account target. Both legs stand
// on the pair's fx account at the middle rate; what the exchange kept of it (spreadMinor, in to's currency) is a cost with
// a line of its own. Source and target name kind and owner; their currencies are the amounts'.
func Conversion(h Heading, source, target Account, from, to money.Amount, spreadMinor int64) Posting {
	source.Currency, target.Currency = from.Currency, to.Currency
	pair := from.Currency + ":" + to.Currency
	return h.posting("fx",
		Debit(Account{FX, pair, from.Currency}, from.Minor), Credit(source, from.Minor),
		Debit(target, to.Minor), Debit(Account{PSPFees, "fx", to.Currency}, spreadMinor),
		Credit(Account{FX, pair, to.Currency}, to.Minor+spreadMinor))
}

// Correction is number 20: a further set of lines, named after the event key that it corrects. The old posting stays.
func Correction(h Heading, corrects string, lines ...Line) Posting {
	p := h.posting("correction", lines...)
	p.Corrects = corrects
	return p
}

// Mirror is lines with the sides exchanged: what takes a posting back, as the lines of its correction.
func Mirror(lines []Line) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		out[i] = Line{l.Account, -l.Minor}
	}
	return out
}

// GiftRedeemed makes what was paid for a gift the credit of a person.
func GiftRedeemed(h Heading, gift, person uuid.UUID, amount money.Amount) Posting {
	return h.posting("gift_redeemed", Debit(GiftAccount(gift, amount.Currency), amount.Minor), Credit(CreditOf(person, amount.Currency), amount.Minor))
}

// GoodwillGranted is the second half of number 16: credit that an operator gave away.
func GoodwillGranted(h Heading, person uuid.UUID, amount money.Amount) Posting {
	return h.posting("goodwill", Debit(Account{Goodwill, "support", amount.Currency}, amount.Minor), Credit(CreditOf(person, amount.Currency), amount.Minor))
}

// CreditMoved gives a person the credit of another account of theirs.
func CreditMoved(h Heading, from, to uuid.UUID, amount money.Amount) Posting {
	return h.posting("credit_moved", Debit(CreditOf(from, amount.Currency), amount.Minor), Credit(CreditOf(to, amount.Currency), amount.Minor))
}
