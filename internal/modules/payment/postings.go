package payment

import (
	"time"

	"klear/internal/modules/ledger"

	"github.com/google/uuid"
)

// The postings of payments.md §5, as pure functions of a payment. Numbers in the comments are of that table. An
// authorisation posts nothing: money that is only reserved is in nobody's books yet.

// clearing is where the money came from and goes back to: the gateway, or the package it was drawn from.
func (p Payment) clearing() ledger.Account {
	if p.PrepaidBy != uuid.Nil {
		return packageAccount(p.PrepaidBy, p.Currency)
	}
	return ledger.Account{Kind: ledger.PSPClearing, Owner: p.Gateway, Currency: p.Currency}
}

// packageAccount is what is owed to the buyer of a package: sessions that are neither drawn nor refunded.
func packageAccount(pack uuid.UUID, currency string) ledger.Account {
	return ledger.Account{Kind: ledger.PackageLiability, Owner: pack.String(), Currency: currency}
}

// escrow is where money waits for its service: for a booking, while nobody booked, for the
// package, or for the period of a subscription to go by.
func (p Payment) escrow() ledger.Account {
	switch p.Purpose {
	case ForPackage:
		return packageAccount(p.BookingID, p.Currency)
	case ForSubscription:
		return ledger.Account{Kind: ledger.DeferredRevenue, Owner: p.BookingID.String(), Currency: p.Currency}
	}
	return ledger.Account{Kind: ledger.BookingEscrow, Owner: p.BookingID.String(), Currency: p.Currency}
}

func (p Payment) payable() ledger.Account {
	return ledger.Account{Kind: ledger.PractitionerPayable, Owner: p.PractitionerID.String(), Currency: p.Currency}
}

func (p Payment) commission() ledger.Account {
	return ledger.Account{Kind: ledger.PlatformRevenue, Owner: "commission", Currency: p.Currency}
}

func (p Payment) credit() ledger.Account {
	return ledger.Account{Kind: ledger.ClientCredit, Owner: p.PayerID.String(), Currency: p.Currency}
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

// earnPosting is number 5: what was kept goes from escrow to the practitioner and the platform.
func (p Payment) earnPosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "earn", "earn:"+p.BookingID.String(), at, p.releaseLines()...)
}

func (p Payment) releaseLines() []ledger.Line {
	return []ledger.Line{
		ledger.Debit(p.escrow(), p.KeptMinor()),
		ledger.Credit(p.payable(), p.ShareMinor()),
		ledger.Credit(p.commission(), p.CommissionKeptMinor()),
	}
}

// refundPosting is number 8 while the money is in escrow and number 9 after it was earned; p is the payment after the
// refund, of amount with reversed of the commission. With release, what is kept is earned in the same posting.
func (p Payment) refundPosting(id uuid.UUID, key string, at time.Time, amount, reversed int64, earned, release bool) ledger.Posting {
	var lines []ledger.Line
	if earned {
		lines = []ledger.Line{ledger.Debit(p.payable(), amount-reversed), ledger.Debit(p.commission(), reversed)}
	} else {
		lines = []ledger.Line{ledger.Debit(p.escrow(), amount)}
	}
	lines = append(lines, ledger.Credit(p.clearing(), amount))
	if release {
		lines = append(lines, p.releaseLines()...)
	}
	return p.posting(id, "refund", key, at, lines...)
}

// refundFailedPosting is number 20, a correction: the gateway keeps what we meant to send back, so it is owed as credit.
func (p Payment) refundFailedPosting(id uuid.UUID, r RefundRecord, at time.Time) ledger.Posting {
	out := p.posting(id, "refund_failed", "reffail:"+r.ID.String(), at,
		ledger.Debit(p.clearing(), r.AmountMinor), ledger.Credit(p.credit(), r.AmountMinor))
	out.Corrects = r.EventKey
	return out
}
