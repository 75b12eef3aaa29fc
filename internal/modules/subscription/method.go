package subscription

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// PayWith keeps another method for what is charged from now on, and tries an open payment with it at once. The same key
// goes on with the same method. Errors: ErrNotFound, ErrState, payment's as in Subscribe, idem.ErrReused.
func (s *Service) PayWith(ctx context.Context, who identity.Principal, id uuid.UUID, m payment.Method, returnURL string, key idem.Key) (Subscription, error) {
	var b begun
	var gateway string
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		b, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (begun, error) {
			sub, err := lockTx(ctx, tx, id)
			switch {
			case err != nil:
				return begun{}, err
			case !who.SignedIn() || sub.PersonID != who.PersonID:
				return begun{}, ErrNotFound
			case !sub.Status.Runs():
				return begun{}, ErrState
			}
			sub.MethodID = s.IDs.ID()
			_, err = s.saveTx(ctx, tx, sub, "", owner(sub))
			return begun{id, sub.MethodID}, err
		})
		if err != nil {
			return err
		}
		sub, err := lockTx(ctx, tx, id)
		gateway = sub.Kept.Gateway
		return err
	})
	if err != nil {
		return Subscription{}, err
	}
	ctx = context.WithoutCancel(ctx)
	kept, err := s.Payments.Keep(ctx, gateway, payment.SaveRequest{Reference: b.MethodID, Payer: who.PersonID, Method: m, ReturnURL: returnURL})
	if err != nil {
		return Subscription{}, err
	}
	return s.follow(ctx, id, kept, returnURL)
}
