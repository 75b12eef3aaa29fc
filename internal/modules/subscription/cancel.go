package subscription

import (
	"context"
	"errors"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Cancel ends a subscription when what was paid is over; one whose last payment is open ends at once, and one that the
// bank has not answered about is given up. Nothing is refunded. Errors: ErrNotFound, ErrState, idem.ErrReused.
func (s *Service) Cancel(ctx context.Context, who identity.Principal, id uuid.UUID) (Subscription, error) {
	sub, err := s.mine(ctx, s.DB, who, id)
	if err != nil {
		return sub, err
	}
	if sub.Status == Pending {
		return s.giveUp(context.WithoutCancel(ctx), id)
	}
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &sub, func(tx db.Tx) (err error) {
		if sub, err = lockTx(ctx, tx, id); err != nil {
			return err
		}
		switch {
		case !sub.Status.Runs():
			return ErrState
		case sub.Status == PastDue:
			if err = s.dropChargeTx(ctx, tx, id); err == nil {
				sub, err = s.endTx(ctx, tx, sub, Cancelled)
			}
			return err
		case sub.CancelAtEnd:
			return nil
		}
		sub.CancelAtEnd, sub.Next = true, nil
		sub, err = s.saveTx(ctx, tx, sub, EventCancelled, owner(sub))
		return err
	})
	return sub, err
}

// Resume takes a cancellation, or a change that was to begin later, back. Errors: ErrNotFound, ErrState.
func (s *Service) Resume(ctx context.Context, who identity.Principal, id uuid.UUID) (Subscription, error) {
	sub, err := s.mine(ctx, s.DB, who, id)
	if err != nil {
		return sub, err
	}
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &sub, func(tx db.Tx) (err error) {
		if sub, err = lockTx(ctx, tx, id); err != nil {
			return err
		}
		if !sub.Status.Runs() || !sub.CancelAtEnd && sub.Next == nil {
			return ErrState
		}
		sub.CancelAtEnd, sub.Next = false, nil
		sub, err = s.saveTx(ctx, tx, sub, EventResumed, owner(sub))
		return err
	})
	return sub, err
}

// dropChargeTx gives an open charge up; money that arrives for it all the same is sent back.
func (s *Service) dropChargeTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	p, err := openPeriod(ctx, tx, id)
	if err != nil || p.ID == uuid.Nil {
		return err
	}
	return subscriptiondb.New(tx).VoidPeriod(ctx, p.ID)
}

// giveUp voids a purchase that its buyer's bank has not answered about. When the bank took the money in the meantime the
// subscription stands, and is given.
func (s *Service) giveUp(ctx context.Context, id uuid.UUID) (Subscription, error) {
	p, err := openPeriod(ctx, s.DB, id)
	if err != nil {
		return Subscription{}, err
	}
	if p.PaymentID != uuid.Nil {
		j := Settle{SubscriptionID: id, PeriodID: p.ID, PaymentID: p.PaymentID}
		outcome, err := s.Payments.VoidAuthorised(ctx, p.PaymentID)
		if errors.Is(err, payment.ErrState) { // it is over already, one way or the other
			outcome, err = s.Payments.Reconcile(ctx, p.PaymentID)
		}
		if err != nil {
			return Subscription{}, err
		}
		sub, err := s.settle(ctx, j, outcome)
		return sub, decided(err)
	}
	var sub Subscription
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		if sub, err = lockTx(ctx, tx, id); err != nil || sub.Status != Pending {
			return err
		}
		if err := s.dropChargeTx(ctx, tx, id); err != nil {
			return err
		}
		if err := s.forgetTx(ctx, tx, sub); err != nil {
			return err
		}
		sub.Status, sub.ActionURL = Void, ""
		sub, err = s.saveTx(ctx, tx, sub, "", owner(sub))
		return err
	})
	return sub, err
}

// GuardErasureTx ends what a person has when their account goes: nothing is charged any more, and the gateway forgets the
// method. What was paid ahead becomes revenue as its time goes by.
func (s *Service) GuardErasureTx(ctx context.Context, tx db.Tx, person uuid.UUID) error {
	list, err := subscriptiondb.New(tx).LiveOfPerson(ctx, person)
	if err != nil {
		return err
	}
	for _, id := range list {
		sub, err := lockTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.dropChargeTx(ctx, tx, id); err != nil {
			return err
		}
		if sub.Status == Pending {
			sub.Status = Void
			_, err = s.saveTx(ctx, tx, sub, "", owner(sub))
		} else {
			_, err = s.endTx(ctx, tx, sub, Erased)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
