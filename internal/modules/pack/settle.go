package pack

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

const settleAfter = 20 * time.Second

// Settle is the job that finishes a purchase whose end was not seen.
type Settle struct {
	PackID    uuid.UUID `json:"pack_id"`
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Settle) Kind() string { return "pack_settle" }

// PaymentNews is the subscriber that hears of payments.
const PaymentNews = "pack.payments"

// errStillOpen keeps the settle job coming back while a payment is undecided.
var errStillOpen = errors.New("the payment of the package is still undecided")

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

// Resume is where a payer comes back to from their bank: what became of the last purchase of an offer that they began.
// Whatever goes wrong with asking, the job repeats. Errors: ErrNotFound.
func (s *Service) Resume(ctx context.Context, who identity.Principal, offer uuid.UUID) (Pack, error) {
	if !who.SignedIn() {
		return Pack{}, ErrNotFound
	}
	q := packdb.New(s.DB)
	find := packdb.NewestParams{OwnerID: who.PersonID, OfferID: offer}
	p, err := found(q.Newest(ctx, find))
	if err != nil || p.Status != Unpaid {
		return p, err
	}
	attempts, err := s.Payments.ByBooking(ctx, s.DB, p.ID)
	if err != nil || len(attempts) == 0 {
		return p, err
	}
	_ = s.SettlePayment(context.WithoutCancel(ctx), Settle{PackID: p.ID, PaymentID: attempts[0].ID}) // money may have moved
	return found(q.Newest(ctx, find))
}

// settle records what the gateway said together with what follows for the package, in one transaction, any number of
// times: the package's row lock puts them in line.
func (s *Service) settle(ctx context.Context, j Settle, outcome payment.Outcome) (p Pack, err error) {
	var verdict error
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		q, now := packdb.New(tx), s.Clock.Now()
		if p, err = found(q.LockPack(ctx, j.PackID)); err != nil {
			return err
		}
		paid, err := s.Payments.RecordTx(ctx, tx, now, j.PaymentID, outcome, PaymentNews)
		if err != nil {
			return err
		}
		switch verdict = nil; {
		case paid.Status == payment.Captured:
			p, err = s.activateTx(ctx, tx, p, paid, now)
		case paid.Status == payment.Returned:
			verdict = ErrReturned
		case paid.Status.Live():
			verdict = payment.Outcome{Status: paid.Status, ActionURL: paid.ActionURL}.Err()
		default:
			verdict = payment.Outcome{Status: paid.Status, DeclineCode: paid.DeclineCode}.Err()
			_, err = q.VoidPack(ctx, p.ID)
		}
		return err
	})
	return p, errors.Join(err, verdict)
}

// activateTx gives the package that was paid; once.
func (s *Service) activateTx(ctx context.Context, tx db.Tx, p Pack, paid payment.Payment, now time.Time) (Pack, error) {
	if p.Status != Unpaid {
		return p, nil
	}
	row, err := packdb.New(tx).ActivatePack(ctx, packdb.ActivatePackParams{ID: p.ID, PaymentID: paid.ID, Now: now,
		ValidUntil: now.Add(time.Duration(p.ValidDays) * 24 * time.Hour)})
	if err != nil {
		return Pack{}, err
	}
	p = packOf(row)
	return p, s.publishTx(ctx, tx, p, EventBought, events.Actor{Kind: "person", ID: p.OwnerID}, nil)
}
