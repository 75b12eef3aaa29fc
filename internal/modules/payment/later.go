package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Holder is a gateway that says how long it reserves money. What is further off is charged later, with a kept method.
type Holder interface {
	// HoldsFor is how long an authorisation lives at least.
	HoldsFor() time.Duration
}

// LaterThan is how far off something has to be for its payment to a practitioner to be kept and charged later: as far as an
// authorisation lives. 0: nothing can be charged later there.
func (s *Service) LaterThan(ctx context.Context, practitioner uuid.UUID, currency string) (time.Duration, error) {
	g, err := s.chooseFor(ctx, practitioner, currency)
	if errors.Is(err, ErrPrice) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	_, keeps := g.(Vault)
	h, holds := g.(Holder)
	if !keeps || !holds {
		return 0, nil
	}
	return h.HoldsFor(), nil
}

// AskChargeTx begins the charge of a kept payment whose time has come, in the caller's transaction; ChargeAway then asks
// the gateway. A payment that was asked for before, or is over, is given as it is. Errors: ErrNotFound.
func (s *Service) AskChargeTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID) (Payment, error) {
	p, err := found(paymentdb.New(tx).AskCharge(ctx, paymentdb.AskChargeParams{ID: id, Now: now}))
	if errors.Is(err, ErrNotFound) {
		return s.Get(ctx, tx, id)
	}
	return p, err
}

// ChargeAway charges a payment whose charge was begun, with its kept method while the payer is away; a bank that wants to
// ask something declines. It calls the network; repeating it is the same call, and an unknown answer is read before it is
// asked again. A gateway that does not keep the method any more is a refusal, too. Errors: those of Authorise; ErrState
// before AskChargeTx.
func (s *Service) ChargeAway(ctx context.Context, id uuid.UUID) (Outcome, error) {
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return Outcome{}, err
	}
	if p.ChargeAskedAt == nil {
		return Outcome{}, ErrState
	}
	if !p.Status.Live() {
		return outcomeOfPayment(p), nil
	}
	o, err := s.authorise(ctx, id, AuthoriseRequest{Capture: true, OffSession: true})
	if errors.Is(err, ErrGatewayRefused) || errors.Is(err, ErrNoMethod) || errors.Is(err, ErrNoIntent) {
		return Outcome{Status: Declined, DeclineCode: DeclineGeneric}, nil
	}
	return o, err
}

// PutOffTx changes when a kept payment is charged: what it is for was moved. false: there is none.
func (s *Service) PutOffTx(ctx context.Context, tx db.Tx, booking uuid.UUID, at time.Time) (Payment, bool, error) {
	p, err := found(paymentdb.New(tx).SetChargeAt(ctx, paymentdb.SetChargeAtParams{BookingID: booking, ChargeAt: at}))
	if errors.Is(err, ErrNotFound) {
		return Payment{}, false, nil
	}
	return p, err == nil, err
}

// Due is a payment that should have been charged by now.
type Due struct{ PaymentID, BookingID uuid.UUID }

// DueCharges lists those whose charge was due, or begun, before an instant and has no answer; at most 400.
func (s *Service) DueCharges(ctx context.Context, before time.Time) ([]Due, error) {
	rows, err := paymentdb.New(s.db).DueCharges(ctx, paymentdb.DueChargesParams{Before: before, MaxRows: sweepRows})
	out := make([]Due, len(rows))
	for i, r := range rows {
		out[i] = Due{r.ID, r.BookingID}
	}
	return out, err
}
