package payment

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
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
	CommissionMinor      int64        // of Amount
}

// DrawTx moves one session's part from the package to the booking's escrow (posting 15), in the caller's transaction. What
// comes back is a captured payment: it is earned by EarnTx and goes back to the package by RefundTx. That a session is
// drawn once is the caller's to keep. Errors: ErrAmount; ErrAlreadyLive when the booking is being paid for.
func (s *Service) DrawTx(ctx context.Context, tx db.Tx, now time.Time, d Draw) (Payment, error) {
	if err := (Begin{Amount: d.Amount, CommissionMinor: d.CommissionMinor}).check(); err != nil {
		return Payment{}, err
	}
	if d.ID == uuid.Nil {
		d.ID = s.ids.ID()
	}
	row, err := paymentdb.New(tx).DrawPayment(ctx, paymentdb.DrawPaymentParams{ID: d.ID, BookingID: d.BookingID, PayerID: d.PayerID,
		PractitionerID: d.PractitionerID, PractitionerPersonID: d.PractitionerPersonID, Gateway: PrepaidGateway, AmountMinor: d.Amount.Minor,
		CommissionMinor: d.CommissionMinor, Currency: d.Amount.Currency, Method: d.Method, PrepaidBy: d.PackID, Now: now})
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
	PackID          uuid.UUID
	EventKey        string // one end, one posting
	PractitionerID  uuid.UUID
	Amount          money.Amount
	CommissionMinor int64 // of Amount, as agreed when the package was bought
}

// BreakTx gives what was not drawn to the practitioner and the platform, split like sessions that were held.
func (s *Service) BreakTx(ctx context.Context, tx db.Tx, now time.Time, b Breakage) error {
	if err := (Begin{Amount: b.Amount, CommissionMinor: b.CommissionMinor}).check(); err != nil {
		return err
	}
	_, err := ledger.PostTx(ctx, tx, BreakagePosting(s.ids.ID(), now, b))
	return err
}

// BreakagePosting is the last part of number 15: the end of a package, in the books.
func BreakagePosting(id uuid.UUID, at time.Time, b Breakage) ledger.Posting {
	p := Payment{PractitionerID: b.PractitionerID, Currency: b.Amount.Currency}
	return ledger.Posting{ID: id, EventKey: b.EventKey, Event: "breakage", At: at, Lines: []ledger.Line{
		ledger.Debit(packageAccount(b.PackID, p.Currency), b.Amount.Minor),
		ledger.Credit(p.payable(), b.Amount.Minor-b.CommissionMinor),
		ledger.Credit(p.commission(), b.CommissionMinor),
	}}
}
