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

// ReceiveTx notes money that a practitioner took themself (posting 17), in the caller's transaction: they owe the platform its
// commission, the tax on it and what is withheld, which their next payout repays. The documents are those of any session that
// was held. It is noted once per booking. Errors:
// ErrAmount; ErrAlreadyLive when the booking was paid.
func (s *Service) ReceiveTx(ctx context.Context, tx db.Tx, now time.Time, r VenueReceipt) (Payment, error) {
	if err := (Begin{Amount: r.Amount, Quote: r.Quote}).check(); err != nil {
		return Payment{}, err
	}
	quote, err := json.Marshal(r.Quote)
	if err != nil {
		return Payment{}, err
	}
	row, err := paymentdb.New(tx).ReceivePayment(ctx, paymentdb.ReceivePaymentParams{ID: s.ids.ID(), BookingID: r.BookingID, PayerID: r.PayerID,
		PractitionerID: r.PractitionerID, PractitionerPersonID: r.PractitionerPersonID, Gateway: VenueGateway, AmountMinor: r.Amount.Minor,
		CommissionMinor: r.Quote.CommissionMinor(), TaxMinor: r.Quote.TaxMinor(), WithheldMinor: r.Quote.WithheldMinor, Quote: quote,
		Currency: r.Amount.Currency, Method: r.Method, Now: now})
	if db.IsNoRows(err) {
		return Payment{}, ErrAlreadyLive
	}
	if err != nil {
		return Payment{}, err
	}
	p := paymentOf(row)
	if p.venueDebt() > 0 {
		if _, err := ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency); err != nil {
			return Payment{}, err
		}
		if _, err := ledger.PostTx(ctx, tx, p.venuePosting(s.ids.ID(), now)); err != nil {
			return Payment{}, err
		}
	}
	return p, s.documentTx(ctx, tx, now, p)
}

// venueDebt is what the practitioner owes of the money that they took.
func (p Payment) venueDebt() int64 {
	return p.CommissionKeptMinor() + p.TaxKeptMinor() + p.WithheldKeptMinor()
}

// venuePosting is number 17: the practitioner holds the money.
func (p Payment) venuePosting(id uuid.UUID, at time.Time) ledger.Posting {
	return p.posting(id, "venue", "cash:"+p.BookingID.String(), at,
		ledger.Debit(p.receivable(), p.venueDebt()), ledger.Credit(p.commission(), p.CommissionKeptMinor()),
		ledger.Credit(p.tax(), p.TaxKeptMinor()), ledger.Credit(p.withheld(), p.WithheldKeptMinor()))
}

// venueRefundPosting takes number 17 back as far as the practitioner gave money back: they owe less, or are owed what they have
// repaid already.
func (p Payment) venueRefundPosting(id uuid.UUID, key string, at time.Time, b givenBack) ledger.Posting {
	sum := b.parts.commission + b.parts.tax + b.parts.withheld
	owed := min(sum, b.funds.Receivable)
	return p.posting(id, "venue_refund", key, at,
		ledger.Debit(p.commission(), b.parts.commission), ledger.Debit(p.tax(), b.parts.tax), ledger.Debit(p.withheld(), b.parts.withheld),
		ledger.Credit(p.receivable(), owed), ledger.Credit(p.payable(), sum-owed))
}
