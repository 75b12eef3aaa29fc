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

// PrepaidGateway stands where the gateway is named on what was paid from a package.
const PrepaidGateway = "package"

// Draw pays for a booking from a package that was bought before.
type Draw struct {
	ID                   uuid.UUID // of the payment; zero: a new one
	PackID               uuid.UUID
	Method               string // what a receipt calls it; at most 60 bytes
	BookingID            uuid.UUID
	PayerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	Amount               money.Amount // the session's part of what the package cost
	Quote                tariff.Quote // how Amount is taken apart
}

// DrawTx moves one session's part from the package to the booking's escrow (posting 15), in the caller's transaction. What
// comes back is a captured payment: it is earned by EarnTx and goes back to the package by RefundTx. That a session is
// drawn once is the caller's to keep. Errors: ErrAmount; ErrAlreadyLive when the booking is being paid for.
func (s *Service) DrawTx(ctx context.Context, tx db.Tx, now time.Time, d Draw) (Payment, error) {
	if err := (Begin{Amount: d.Amount, Quote: d.Quote}).check(); err != nil {
		return Payment{}, err
	}
	if d.ID == uuid.Nil {
		d.ID = s.ids.ID()
	}
	quote, err := json.Marshal(d.Quote)
	if err != nil {
		return Payment{}, err
	}
	row, err := paymentdb.New(tx).DrawPayment(ctx, paymentdb.DrawPaymentParams{ID: d.ID, BookingID: d.BookingID, PayerID: d.PayerID,
		PractitionerID: d.PractitionerID, PractitionerPersonID: d.PractitionerPersonID, Gateway: PrepaidGateway, AmountMinor: d.Amount.Minor,
		CommissionMinor: d.Quote.CommissionMinor(), TaxMinor: d.Quote.TaxMinor(), WithheldMinor: d.Quote.WithheldMinor, Quote: quote, Currency: d.Amount.Currency, Method: d.Method, PrepaidBy: d.PackID, Now: now})
	if db.IsNoRows(err) {
		return Payment{}, ErrAlreadyLive
	}
	if err != nil {
		return Payment{}, err
	}
	p := paymentOf(row)
	posting := p.capturePosting(s.ids.ID(), now)
	posting.Event = "draw"
	_, err = ledger.PostTx(ctx, tx, posting)
	return p, err
}

// Breakage is what nobody drew of a package until its end.
type Breakage struct {
	PackID               uuid.UUID
	EventKey             string // one end, one posting
	OwnerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	Amount               money.Amount
	Quote                tariff.Quote // how Amount is taken apart, as agreed when the package was bought
}

// BreakTx gives what was not drawn to the practitioner and the platform, split like sessions that were held.
func (s *Service) BreakTx(ctx context.Context, tx db.Tx, now time.Time, b Breakage) error {
	if err := (Begin{Amount: b.Amount, Quote: b.Quote}).check(); err != nil {
		return err
	}
	funds, err := ledger.LockPractitionerTx(ctx, tx, b.PractitionerID, b.Amount.Currency)
	if err != nil {
		return err
	}
	if _, err = ledger.PostTx(ctx, tx, BreakagePosting(s.ids.ID(), now, b, funds.Receivable)); err != nil {
		return err
	}
	p := b.payment()
	p.EarnedAt = &now
	return s.documentTx(ctx, tx, now, p)
}

// payment is a breakage as what was paid and kept.
func (b Breakage) payment() Payment {
	return Payment{BookingID: b.PackID, Purpose: ForPackage, PayerID: b.OwnerID, PractitionerID: b.PractitionerID, PractitionerPersonID: b.PractitionerPersonID,
		Currency: b.Amount.Currency, Quote: b.Quote, CapturedMinor: b.Amount.Minor, CommissionMinor: b.Quote.CommissionMinor(), TaxMinor: b.Quote.TaxMinor(),
		WithheldMinor: b.Quote.WithheldMinor}
}

// BreakagePosting is the last part of number 15: the end of a package, in the books. owes is what the practitioner has to
// repay.
func BreakagePosting(id uuid.UUID, at time.Time, b Breakage, owes int64) ledger.Posting {
	return ledger.Posting{ID: id, EventKey: b.EventKey, Event: "breakage", At: at, Lines: b.payment().releaseLines(owes)}
}
