package payment

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// MaxAmountMinor keeps amounts exact in every JSON reader (2^53 - 1).
const MaxAmountMinor = 1<<53 - 1

// Begin opens an attempt to pay. A booking that costs nothing needs none. Of a package nothing is commissioned before it is
// drawn, and of a subscription or a gift nothing at all.
type Begin struct {
	ID                   uuid.UUID // zero: a new one
	BookingID            uuid.UUID // what is paid for
	Purpose              Purpose   // "": a booking
	Gateway              string    // "": the one that takes new payments
	PayerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	Amount               money.Amount
	Quote                tariff.Quote // how Amount is taken apart
	MethodID             uuid.UUID    // a kept method of the payer; zero: the payer gives one
	Credit               bool         // as much as there is of the payer's credit is taken first; not of what is charged later
	ChargeAt             time.Time    // the payer agrees to be charged then, with a method that is kept; zero: at once
}

func (b Begin) check() error {
	if _, err := money.New(b.Amount.Minor, b.Amount.Currency); err != nil {
		return ErrAmount.With(err)
	}
	if b.Amount.Minor <= 0 || b.Amount.Minor > MaxAmountMinor || !fits(b.Quote, b.Amount.Minor) ||
		b.Purpose != "" && b.Purpose != ForBooking && b.Quote != (tariff.Quote{}) {
		return ErrAmount
	}
	return nil
}

// fits reports whether the parts that are nobody's share leave no debt.
func fits(q tariff.Quote, amount int64) bool {
	parts := []int64{q.CommissionMinor(), q.TaxMinor(), q.WithheldMinor, q.BorneMinor}
	whole := amount + q.BorneMinor
	return slices.Min(parts) >= 0 && slices.Max(parts) <= whole && parts[0]+parts[1]+parts[2] <= whole &&
		(q.TaxMinor() == 0 || q.TaxOwner != "") && (q.WithheldMinor == 0 || q.WithheldOwner != "")
}

// same reports whether p is the attempt that b asks for.
func (b Begin) same(p Payment) bool {
	return p.PayerID == b.PayerID && p.PractitionerID == b.PractitionerID && p.TotalMinor() == b.Amount.Minor && p.Currency == b.Amount.Currency && (b.Credit || p.CreditMinor == 0) && p.Quote == b.Quote &&
		(p.ChargeAt == nil) == b.ChargeAt.IsZero() && (b.MethodID == uuid.Nil || p.MethodID == b.MethodID)
}

// BeginTx makes a payment in status created, before the gateway hears of it. When the booking has a live attempt with
// the same terms, that one is returned: two tabs pay one payment. Errors: ErrAmount; ErrPrice when no gateway takes the
// currency; ErrAlreadyLive when the live
// attempt has other terms.
func (s *Service) BeginTx(ctx context.Context, tx db.Tx, now time.Time, b Begin) (Payment, error) {
	if err := b.check(); err != nil {
		return Payment{}, err
	}
	if b.ID == uuid.Nil {
		b.ID = s.ids.ID()
	}
	if b.Purpose == "" {
		b.Purpose = ForBooking
	}
	if b.Gateway == "" {
		g, err := s.chooseFor(ctx, b.PractitionerID, b.Amount.Currency)
		if err != nil {
			return Payment{}, err
		}
		b.Gateway = g.Name()
	}
	method, err := s.methodTx(ctx, tx, now, &b)
	if err != nil {
		return Payment{}, err
	}
	quote, err := json.Marshal(b.Quote)
	if err != nil {
		return Payment{}, err
	}
	credit, err := s.creditTx(ctx, tx, b)
	if err != nil {
		return Payment{}, err
	}
	q := paymentdb.New(tx)
	row, err := q.BeginPayment(ctx, paymentdb.BeginPaymentParams{ID: b.ID, BookingID: b.BookingID, PayerID: b.PayerID, PractitionerID: b.PractitionerID,
		PractitionerPersonID: b.PractitionerPersonID, Gateway: b.Gateway, AmountMinor: b.Amount.Minor - credit, CreditMinor: credit, CommissionMinor: b.Quote.CommissionMinor(), TaxMinor: b.Quote.TaxMinor(), WithheldMinor: b.Quote.WithheldMinor, BorneMinor: b.Quote.BorneMinor, Quote: quote,
		Currency: b.Amount.Currency, Purpose: string(b.Purpose),
		MethodID: maybe(b.MethodID), Method: method.Label, ChargeAt: instant(b.ChargeAt), Now: now})
	if err == nil {
		return s.reserveTx(ctx, tx, now, row)
	}
	if !db.IsNoRows(err) {
		return Payment{}, err
	}
	live, err := found(q.LivePayment(ctx, b.BookingID))
	if err != nil {
		// The attempt that was in the way ended in between: the caller's retry makes a new one.
		return Payment{}, ErrAlreadyLive.With(err)
	}
	if !b.same(live) {
		return Payment{}, ErrAlreadyLive
	}
	return live, nil
}
