package credit

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

const settleAfter = 20 * time.Second

// Settle is the job that finishes a purchase whose end was not seen.
type Settle struct {
	GiftID    uuid.UUID `json:"gift_id"`
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Settle) Kind() string { return "credit_settle" }

// PaymentNews is the subscriber that hears of payments.
const PaymentNews = "credit.payments"

// errStillOpen keeps the settle job coming back while a payment is undecided.
var errStillOpen = errors.New("the payment of the gift is still undecided")

// OnPayment lets a gift follow its payment, whose news came behind its back, and the payer's bank.
func (s *Service) OnPayment(ctx context.Context, d events.Delivery) error {
	data, err := events.Decode[payment.EventData](d)
	switch {
	case err != nil || data.Purpose != payment.ForGift:
		return err
	case d.Type == payment.EventDisputeDecided:
		return s.follow(ctx, data)
	}
	return s.SettlePayment(ctx, Settle{GiftID: data.BookingID, PaymentID: data.PaymentID})
}

// follow ends a gift whose money the buyer's bank took for good before anybody redeemed it.
func (s *Service) follow(ctx context.Context, data payment.EventData) error {
	if data.DisputeStatus != payment.DisputeLost {
		return nil
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		g, err := found(on(tx).LockGift(ctx, data.BookingID))
		if err != nil || g.Status != Bought {
			return err
		}
		return s.endTx(ctx, tx, g, events.System, s.Clock.Now())
	})
}

// SettlePayment asks the gateway what became of a purchase and acts on it. Also called when a webhook arrives.
func (s *Service) SettlePayment(ctx context.Context, j Settle) error {
	outcome, err := s.Payments.Reconcile(ctx, j.PaymentID)
	if err != nil {
		return err
	}
	_, err = s.settle(ctx, j, outcome)
	switch {
	case err == nil, errors.Is(err, payment.ErrDeclined), errors.Is(err, payment.ErrClosed), errors.Is(err, ErrReturned):
		return nil // decided
	case errors.Is(err, payment.ErrActionRequired), errors.Is(err, payment.ErrProcessing), errors.Is(err, payment.ErrUnknown):
		return errStillOpen
	}
	return err
}

// Resume is where a payer comes back to from their bank: what became of their purchase. Whatever goes wrong with asking, the
// job repeats. Errors: ErrNotFound.
func (s *Service) Resume(ctx context.Context, who identity.Principal, id uuid.UUID) (Gift, error) {
	g, err := s.Gift(ctx, who, id)
	if err != nil || g.Status != Unpaid {
		return g, err
	}
	attempts, err := s.Payments.ByBooking(ctx, s.DB, id)
	if err != nil || len(attempts) == 0 {
		return g, err
	}
	_ = s.SettlePayment(context.WithoutCancel(ctx), Settle{GiftID: id, PaymentID: attempts[0].ID}) // money may have moved
	return s.Gift(ctx, who, id)
}

// settle records what the gateway said together with what follows for the gift, in one transaction, any number of times:
// the row locks put them in line, the payment's first.
func (s *Service) settle(ctx context.Context, j Settle, outcome payment.Outcome) (g Gift, err error) {
	var verdict error
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		now := s.Clock.Now()
		paid, err := s.Payments.RecordTx(ctx, tx, now, j.PaymentID, outcome, PaymentNews)
		if err != nil {
			return err
		}
		if g, err = found(on(tx).LockGift(ctx, j.GiftID)); err != nil {
			return err
		}
		switch verdict = nil; {
		case paid.Status == payment.Captured:
			g, err = s.boughtTx(ctx, tx, g, paid, now)
		case paid.Status == payment.Returned:
			verdict = ErrReturned
		case paid.Status.Live():
			verdict = payment.Outcome{Status: paid.Status, ActionURL: paid.ActionURL}.Err()
		default:
			verdict = payment.Outcome{Status: paid.Status, DeclineCode: paid.DeclineCode}.Err()
			_, err = on(tx).VoidGift(ctx, g.ID)
		}
		return err
	})
	return g, errors.Join(err, verdict)
}

// boughtTx gives the gift that was paid; once.
func (s *Service) boughtTx(ctx context.Context, tx db.Tx, g Gift, paid payment.Payment, now time.Time) (Gift, error) {
	if g.Status != Unpaid {
		return g, nil
	}
	g, err := found(on(tx).BuyGift(ctx, creditdb.BuyGiftParams{ID: g.ID, PaymentID: paid.ID, Now: now}))
	if err != nil {
		return g, err
	}
	return g, s.publishTx(ctx, tx, EventBought, g.ID, g.Version, events.Actor{Kind: "person", ID: g.BuyerID}, g.fact(g.BuyerID), now)
}

// endTx notes that the money of a gift went back.
func (s *Service) endTx(ctx context.Context, tx db.Tx, g Gift, by events.Actor, now time.Time) error {
	g, err := found(on(tx).RefundGift(ctx, creditdb.RefundGiftParams{ID: g.ID, Now: now}))
	if err != nil {
		return err
	}
	return s.publishTx(ctx, tx, EventRefunded, g.ID, g.Version, by, g.fact(g.BuyerID), now)
}

func (g Gift) fact(person uuid.UUID) Fact {
	return Fact{GiftID: g.ID, PersonID: person, AmountMinor: g.Amount.Minor, Currency: g.Amount.Currency}
}

// found explains a missing row, and one that is over.
func found(row creditdb.CreditGift, err error) (Gift, error) {
	switch {
	case db.IsNoRows(err):
		return Gift{}, ErrNotFound
	case db.Code(err) == ended:
		return Gift{}, ErrSpent.With(err)
	case err != nil:
		return Gift{}, err
	}
	return giftOf(row), nil
}
