package payment

import (
	"context"
	"encoding/json"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// VenueGateway stands where the gateway is named on what a practitioner was paid at the venue.
const VenueGateway = "venue"

// AtVenue reports that the practitioner took the money themself: no gateway knows of it, and none gives it back.
func (p Payment) AtVenue() bool { return p.Gateway == VenueGateway }

// VenueReceipt is a practitioner's word that they were paid at the venue.
type VenueReceipt struct {
	BookingID            uuid.UUID
	PayerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	Method               string // "cash", "other"; at most 60 bytes
	Amount               money.Amount
	Quote                tariff.Quote // how Amount is taken apart
}

// BearableAtVenue reports whether what the platform bears of a quote is at most what the practitioner owes of the money: it is
// set off against that, and nobody is paid on a practitioner's word alone (payment_venue_owes).
func BearableAtVenue(q tariff.Quote) bool {
	return q.BorneMinor <= q.CommissionMinor()+q.TaxMinor()+q.WithheldMinor
}

// ReceiveTx notes money that a practitioner took themself (posting 17), in the caller's transaction: they owe the platform its
// commission, the tax on it and what is withheld, less what it adds for a promotion; their next payout repays it. The documents
// are those of any session that was held. It is noted once per booking. Errors: ErrAmount; ErrCodeAtVenue, see BearableAtVenue;
// ErrAlreadyLive when the booking was paid.
func (s *Service) ReceiveTx(ctx context.Context, tx db.Tx, now time.Time, r VenueReceipt) (Payment, error) {
	if err := (Begin{Amount: r.Amount, Quote: r.Quote}).check(); err != nil {
		return Payment{}, err
	}
	if !BearableAtVenue(r.Quote) {
		return Payment{}, ErrCodeAtVenue
	}
	quote, err := json.Marshal(r.Quote)
	if err != nil {
		return Payment{}, err
	}
	row, err := paymentdb.New(tx).ReceivePayment(ctx, paymentdb.ReceivePaymentParams{ID: s.ids.ID(), BookingID: r.BookingID, PayerID: r.PayerID,
		PractitionerID: r.PractitionerID, PractitionerPersonID: r.PractitionerPersonID, Gateway: VenueGateway, AmountMinor: r.Amount.Minor,
		CommissionMinor: r.Quote.CommissionMinor(), TaxMinor: r.Quote.TaxMinor(), WithheldMinor: r.Quote.WithheldMinor, BorneMinor: r.Quote.BorneMinor, Quote: quote,
		Currency: r.Amount.Currency, Method: r.Method, Now: now})
	if db.IsNoRows(err) {
		return Payment{}, ErrAlreadyLive
	}
	if err != nil {
		return Payment{}, err
	}
	p := paymentOf(row)
	if p.venueParts() != (back{}) {
		if _, err := ledger.PostTx(ctx, tx, p.venuePosting(s.ids.ID(), now)); err != nil {
			return Payment{}, err
		}
	}
	return p, s.documentTx(ctx, tx, now, p)
}

// venueParts are the shares of others in the money that the practitioner took, and what the platform adds to it.
func (p Payment) venueParts() back {
	return back{p.CommissionKeptMinor(), p.TaxKeptMinor(), p.WithheldKeptMinor(), p.BorneKeptMinor()}
}

// venuePosting is number 17: the practitioner holds the money, and owes of it.
func (p Payment) venuePosting(id uuid.UUID, at time.Time) ledger.Posting {
	x := p.venueParts()
	return p.posting(id, "venue", "cash:"+p.BookingID.String(), at,
		ledger.Debit(p.receivable(), x.commission+x.tax+x.withheld-x.borne), ledger.Debit(p.promotion(), x.borne),
		ledger.Credit(p.commission(), x.commission), ledger.Credit(p.tax(), x.tax), ledger.Credit(p.withheld(), x.withheld))
}

// venueRefundPosting takes number 17 back as far as the practitioner gave money back: they owe less, or are owed what they have
// repaid already; what the platform added for a promotion they owe again.
func (p Payment) venueRefundPosting(id uuid.UUID, key string, at time.Time, b givenBack) ledger.Posting {
	x := b.parts
	return p.posting(id, "venue_refund", key, at, append(p.towards(x.commission+x.tax+x.withheld-x.borne, b.funds),
		ledger.Credit(p.promotion(), x.borne), ledger.Debit(p.commission(), x.commission), ledger.Debit(p.tax(), x.tax), ledger.Debit(p.withheld(), x.withheld))...)
}

// towards gives minor units to the practitioner, whose debts they repay first; less than nothing is a debt.
func (p Payment) towards(minor int64, funds ledger.PractitionerBalance) []ledger.Line {
	if minor < 0 {
		return []ledger.Line{ledger.Debit(p.receivable(), -minor)}
	}
	repaid := min(minor, funds.Receivable)
	return []ledger.Line{ledger.Credit(p.receivable(), repaid), ledger.Credit(p.payable(), minor-repaid)}
}
