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

// CreditGateway stands where the gateway is named on what was paid from the payer's credit alone.
const CreditGateway = "credit"

// OfCredit reports that it was paid from the payer's credit alone: no gateway knows of it, and what goes back is credit.
func (p Payment) OfCredit() bool { return p.Gateway == CreditGateway }

// Spend pays for a booking from the credit of whoever booked it.
type Spend struct {
	BookingID            uuid.UUID
	PayerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	Amount               money.Amount
	Quote                tariff.Quote // how Amount is taken apart
}

// SpendTx pays for a booking from its payer's credit if that covers all of it, in the caller's transaction; false: it does not,
// and nothing happened. What comes back is a captured payment: it is earned by EarnTx, and RefundTx gives it back as credit at
// once. Errors: ErrAmount; ErrAlreadyLive when the booking is being paid for.
func (s *Service) SpendTx(ctx context.Context, tx db.Tx, now time.Time, x Spend) (Payment, bool, error) {
	if err := (Begin{Amount: x.Amount, Quote: x.Quote}).check(); err != nil {
		return Payment{}, false, err
	}
	there, err := ledger.LockCreditTx(ctx, tx, ledger.CreditOf(x.PayerID, x.Amount.Currency))
	if err != nil || there < x.Amount.Minor {
		return Payment{}, false, err
	}
	quote, err := json.Marshal(x.Quote)
	if err != nil {
		return Payment{}, false, err
	}
	row, err := paymentdb.New(tx).SpendPayment(ctx, paymentdb.SpendPaymentParams{ID: s.ids.ID(), BookingID: x.BookingID, PayerID: x.PayerID,
		PractitionerID: x.PractitionerID, PractitionerPersonID: x.PractitionerPersonID, Gateway: CreditGateway, AmountMinor: x.Amount.Minor,
		CommissionMinor: x.Quote.CommissionMinor(), TaxMinor: x.Quote.TaxMinor(), WithheldMinor: x.Quote.WithheldMinor, BorneMinor: x.Quote.BorneMinor, Quote: quote,
		Currency: x.Amount.Currency, Now: now})
	if db.IsNoRows(err) {
		return Payment{}, false, ErrAlreadyLive
	}
	if err != nil {
		return Payment{}, false, err
	}
	p := paymentOf(row)
	posting := p.capturePosting(s.ids.ID(), now)
	posting.Event = "spend"
	_, err = ledger.PostTx(ctx, tx, posting)
	return p, err == nil, err
}
