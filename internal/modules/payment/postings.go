package payment

import (
	"time"

	"klear/internal/modules/ledger"

	"github.com/google/uuid"
)

// The postings of payments.md §5, as pure functions of a payment. Numbers in the comments are of that table. An
// authorisation posts nothing: money that is only reserved is in nobody's books yet.

// clearing is where the money came from and goes back to: the gateway, the package it was drawn from, or the payer's credit.
func (p Payment) clearing() ledger.Account {
	switch {
	case p.PrepaidBy != uuid.Nil:
		return packageAccount(p.PrepaidBy, p.Currency)
	case p.OfCredit():
		return p.credit()
	}
	return ledger.Account{Kind: ledger.PSPClearing, Owner: p.Gateway, Currency: p.Currency}
}

// packageAccount is what is owed to the buyer of a package: sessions that are neither drawn nor refunded.
func packageAccount(pack uuid.UUID, currency string) ledger.Account {
	return ledger.Account{Kind: ledger.PackageLiability, Owner: pack.String(), Currency: currency}
}

// escrow is where money waits for its service: for a booking, while nobody booked, for the
// package, for the period of a subscription to go by, or for whoever redeems a gift.
func (p Payment) escrow() ledger.Account {
	switch p.Purpose {
	case ForPackage:
		return packageAccount(p.BookingID, p.Currency)
	case ForSubscription:
		return ledger.Account{Kind: ledger.DeferredRevenue, Owner: p.BookingID.String(), Currency: p.Currency}
	case ForGift:
		return ledger.GiftAccount(p.BookingID, p.Currency)
	}
	return ledger.Account{Kind: ledger.BookingEscrow, Owner: p.BookingID.String(), Currency: p.Currency}
}

func (p Payment) payable() ledger.Account {
	return ledger.Account{Kind: ledger.PractitionerPayable, Owner: p.PractitionerID.String(), Currency: p.Currency}
}

func (p Payment) receivable() ledger.Account {
	return ledger.Account{Kind: ledger.PractitionerReceivable, Owner: p.PractitionerID.String(), Currency: p.Currency}
}

func (p Payment) commission() ledger.Account {
	return ledger.Account{Kind: ledger.PlatformRevenue, Owner: "commission", Currency: p.Currency}
}

func (p Payment) credit() ledger.Account {
	return ledger.CreditOf(p.PayerID, p.Currency)
}

func (p Payment) posting(id uuid.UUID, event, key string, at time.Time, lines ...ledger.Line) ledger.Posting {
	return ledger.Posting{ID: id, EventKey: key, Event: event, BookingID: p.BookingID, PaymentID: p.ID, At: at, Lines: lines}
}

func (p Payment) captureKey() string { return "cap:" + p.ID.String() }

// capturePosting is number 3: the gateway holds the money for us, we hold it for the booking.
func (p Payment) capturePosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "capture", p.captureKey(), at,
		ledger.Debit(p.clearing(), p.CapturedMinor), ledger.Credit(p.escrow(), p.CapturedMinor))
}

// tax is what is owed to a tax office on what the platform sells.
func (p Payment) tax() ledger.Account {
	return ledger.Account{Kind: ledger.TaxPayable, Owner: p.Quote.TaxOwner, Currency: p.Currency}
}

// withheld is what was collected from practitioners for a tax office.
func (p Payment) withheld() ledger.Account {
	return ledger.Account{Kind: ledger.TCSPayable, Owner: p.Quote.WithheldOwner, Currency: p.Currency}
}

// promotion is what the platform spends on promotions.
func (p Payment) promotion() ledger.Account {
	return ledger.Account{Kind: ledger.Goodwill, Owner: "promotion", Currency: p.Currency}
}

// back is what a refund takes from whom, beside the practitioner, who bears the rest. borne is what the platform need not add
// any more.
type back struct{ commission, tax, withheld, borne int64 }

// earnPosting is numbers 5 to 7: what was kept, and what the platform adds for a promotion, goes to the practitioner, the
// platform and the tax office, and what is withheld from the practitioner's part to the tax office. What the practitioner
// owes is repaid from their part at once.
func (p Payment) earnPosting(id uuid.UUID, at time.Time, owes int64) ledger.Posting {
	return p.posting(id, "earn", "earn:"+p.BookingID.String(), at, p.releaseLines(owes)...)
}

func (p Payment) releaseLines(owes int64) []ledger.Line {
	repaid := min(owes, p.ShareMinor()-p.WithheldKeptMinor())
	return []ledger.Line{
		ledger.Debit(p.escrow(), p.KeptMinor()),
		ledger.Debit(p.promotion(), p.BorneKeptMinor()),
		ledger.Credit(p.payable(), p.ShareMinor()-repaid),
		ledger.Credit(p.receivable(), repaid),
		ledger.Credit(p.commission(), p.CommissionKeptMinor()),
		ledger.Credit(p.tax(), p.TaxKeptMinor()),
		ledger.Debit(p.payable(), p.WithheldKeptMinor()),
		ledger.Credit(p.withheld(), p.WithheldKeptMinor()),
	}
}

// givenBack is a refund as the books see it: of amount, with its parts; funds are the practitioner's balance before it.
type givenBack struct {
	amount  int64
	credit  int64 // of amount: the payer's, and goes back to it
	parts   back
	earned  bool // it had been earned before
	release bool // what is kept is earned in the same posting
	funds   ledger.PractitionerBalance
	from    *ledger.Account // where the money left from; nil: the gateway, or the package
}

// refundPosting is number 8 while the money is in escrow and number 9 after it was earned; p is the payment after the
// refund. What was paid out already is number 10: the practitioner's part is taken from what they have earned since, and
// owed by them as far as that does not suffice.
func (p Payment) refundPosting(id uuid.UUID, key string, at time.Time, b givenBack) ledger.Posting {
	var lines []ledger.Line
	if b.earned {
		share := b.amount + b.parts.borne - b.parts.commission - b.parts.tax - b.parts.withheld // rounding can leave them one unit more
		there := min(share, b.funds.Payable)
		lines = []ledger.Line{
			ledger.Debit(p.payable(), there), ledger.Debit(p.receivable(), share-there),
			ledger.Debit(p.commission(), b.parts.commission), ledger.Debit(p.tax(), b.parts.tax), ledger.Debit(p.withheld(), b.parts.withheld),
			ledger.Credit(p.promotion(), b.parts.borne),
		}
	} else {
		lines = []ledger.Line{ledger.Debit(p.escrow(), b.amount)}
	}
	from := p.clearing()
	if b.from != nil {
		from = *b.from
	}
	lines = append(lines, ledger.Credit(from, b.amount-b.credit), ledger.Credit(p.credit(), b.credit))
	if b.release {
		lines = append(lines, p.releaseLines(b.funds.Receivable)...)
	}
	return p.posting(id, "refund", key, at, lines...)
}

func (p Payment) reserve() ledger.Account {
	return ledger.Account{Kind: ledger.DisputeReserve, Owner: p.BookingID.String(), Currency: p.Currency}
}

// disputePostings are number 11: the bank has taken the amount, and the gateway its fee.
func (p Payment) disputePostings(opened, fee uuid.UUID, at time.Time, d Dispute) []ledger.Posting {
	fees := ledger.Account{Kind: ledger.PSPFees, Owner: p.Gateway, Currency: p.Currency}
	return []ledger.Posting{
		p.posting(opened, "dispute_opened", d.key("open"), at, ledger.Debit(p.reserve(), d.AmountMinor), ledger.Credit(p.clearing(), d.AmountMinor)),
		p.posting(fee, "dispute_fee", d.key("fee"), at, ledger.Debit(fees, d.FeeMinor), ledger.Credit(p.clearing(), d.FeeMinor)),
	}
}

// wonPosting is number 12 when the bank gives the amount back.
func (p Payment) wonPosting(id uuid.UUID, at time.Time, d Dispute) ledger.Posting {
	return p.posting(id, "dispute_won", d.key("won"), at, ledger.Debit(p.clearing(), d.AmountMinor), ledger.Credit(p.reserve(), d.AmountMinor))
}

// lostPosting is number 12 when it does not: b is the refund that the practitioner bears, the rest is the platform's loss; p
// is the payment after that refund.
func (p Payment) lostPosting(id uuid.UUID, at time.Time, d Dispute, b givenBack) ledger.Posting {
	out := p.posting(id, "dispute_lost", d.key("lost"), at)
	if b.amount > 0 {
		out.Lines = p.refundPosting(id, out.EventKey, at, b).Lines
	}
	loss := ledger.Account{Kind: ledger.DisputeLoss, Currency: p.Currency}
	out.Lines = append(out.Lines, ledger.Debit(loss, d.AmountMinor-b.amount), ledger.Credit(p.reserve(), d.AmountMinor-b.amount))
	return out
}

// refundFailedPosting is number 20, a correction: the gateway keeps what we meant to send back, so it is owed as credit.
func (p Payment) refundFailedPosting(id uuid.UUID, r RefundRecord, at time.Time) ledger.Posting {
	out := p.posting(id, "refund_failed", "reffail:"+r.ID.String(), at,
		ledger.Debit(p.clearing(), r.AmountMinor), ledger.Credit(p.credit(), r.AmountMinor))
	out.Corrects = r.EventKey
	return out
}

// setOffPosting takes back credit for a refund that was not sent: a lost dispute gave the payer the money, so it is no loss.
func (p Payment) setOffPosting(id uuid.UUID, at time.Time, o offset) ledger.Posting {
	return p.posting(id, "dispute_set_off", "setoff:"+o.refund.String()+":"+o.dispute.String(), at,
		ledger.Debit(p.credit(), o.minor), ledger.Credit(ledger.Account{Kind: ledger.DisputeLoss, Currency: p.Currency}, o.minor))
}
